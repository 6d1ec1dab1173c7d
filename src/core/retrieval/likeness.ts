import type { MessageId, PersonaName, PersonId } from '../ids.ts';
import type { Breaker } from '../llm/breaker.ts';
import type { Clock } from '../ports/clock.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { Log } from '../ports/log.ts';
import type { StoredMessage } from '../ports/records.ts';
import type { MessageRepository } from '../ports/store.ts';
import type { VectorRepository } from '../ports/vectors.ts';
import { wordForms } from './word-forms.ts';

export interface LikenessOptions {
  readonly embedder: Embedder;
  readonly vectors: VectorRepository;
  readonly store: { readonly messages: Pick<MessageRepository, 'get'> };
  readonly clock: Clock;
  readonly log: Log;
  readonly breaker: Breaker;
  /** What the most alike message gains beside words. */
  readonly weight: number;
  /** Cosine below which a message gains nothing. */
  readonly floor: number;
  /** Longest a search waits for the vector of its question, ms. */
  readonly waitMs: number;
  /** Aborts when the program ends. */
  readonly stopping: AbortSignal;
}

export interface LikenessQuery {
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly text: string;
  /** Stems of the question, and those of them that nobody said before. */
  readonly stems: readonly string[];
  readonly unsaid: readonly string[];
}

export interface FoundAlike {
  /** Cosines from the floor up, by message; none where nothing is asked, or it could not be found out in time. */
  readonly likeness: ReadonlyMap<MessageId, number>;
  /** What the most alike message gains beside words. */
  readonly weight: number;
}

/** Finds messages by what they are like, beside what they say. It only ever adds: without it words are enough. */
export interface Likeness {
  readonly embedder: Pick<Embedder, 'name' | 'dimensions'>;
  readonly vectors: VectorRepository;
  /** Never rejects. */
  find(query: LikenessQuery): Promise<FoundAlike>;
  /** Makes and keeps the vectors of those that lack one; how many. @throws KithError `model.*`, `store.*`, `aborted` */
  make(messages: readonly StoredMessage[], signal: AbortSignal): Promise<number>;
}

const none: FoundAlike = { likeness: new Map(), weight: 0 };

export function createLikeness(options: LikenessOptions): Likeness {
  const { embedder, vectors, store, clock, log, breaker, weight, floor, waitMs, stopping } = options;

  async function embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const tell = breaker.admit();
    try {
      const made = await embedder.embed(texts, signal);
      tell('worked');
      return made;
    } catch (error) {
      // One who has waited long enough says that the server is slow; one who was stopped says nothing.
      tell(stopping.aborted ? 'unknown' : 'failed');
      throw error;
    }
  }

  async function within<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const over = new AbortController();
    const timer = new AbortController();
    clock.sleep(waitMs, timer.signal).then(
      () => over.abort(),
      () => {},
    );
    try {
      return await work(AbortSignal.any([over.signal, stopping]));
    } finally {
      timer.abort();
    }
  }

  return {
    embedder,
    vectors,
    async find({ person, persona, text, stems, unsaid }) {
      const isSpelling = embedder.likeness === 'spelling';
      const isUnsaid = (stem: string) => unsaid.includes(stem);
      const asked = isSpelling ? wordForms(text, isUnsaid).join(' ') : text;
      // As much as they are of the question: the words that were said must not lose to a chance likeness of the rest.
      const share = isSpelling ? unsaid.length / Math.max(1, stems.length) : 1;
      if (weight === 0 || asked.trim() === '') return none;
      try {
        const [wanted] = await within((signal) => embed([asked], signal));
        if (wanted === undefined) return none;
        const found = new Map<MessageId, number>();
        for await (const some of vectors.ofPair(person, persona, embedder.name)) {
          for (const { message, embedding } of some) {
            const likeness = cosine(wanted, embedding);
            if (likeness >= floor && likeness > 0) found.set(message, likeness);
          }
        }
        return { likeness: found, weight: weight * share };
      } catch (error) {
        log.warn('Likeness could not be asked; words alone decide', {
          code: (error as { readonly code?: unknown }).code,
          error,
        });
        return none;
      }
    },
    async make(messages, signal) {
      const said = messages.filter(({ text }) => text.trim() !== '');
      if (said.length === 0) return 0;
      const missing = await vectors.missing(
        said.map(({ id }) => id),
        embedder.name,
      );
      const wanted = said.filter(({ id }) => missing.has(id));
      if (wanted.length === 0) return 0;
      const made = await embed(
        wanted.map(({ text }) => text),
        signal,
      );
      await vectors.put(
        wanted.flatMap(({ id, person, persona }, at) => {
          const embedding = made[at];
          return embedding === undefined
            ? []
            : [{ message: id, person, persona, embedding, model: embedder.name }];
        }),
      );
      // Erased or edited while a server thought about them: their vectors must not outlive them.
      const now = await Promise.all(wanted.map(({ id }) => store.messages.get(id)));
      const gone = wanted.filter(({ text }, at) => now[at]?.text !== text);
      if (gone.length > 0) await vectors.remove(gone.map(({ id }) => id));
      return wanted.length - gone.length;
    },
  };
}

/** Of vectors of length 1; those of another size are of another kind. */
function cosine(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return 0;
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += one[at]! * other[at]!;
  return sum;
}
