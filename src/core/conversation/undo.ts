import { type MessageId, turnId } from '../ids.ts';
import { affinityKey, episodesKey, factsKey, forgottenKey, summariesKey } from '../people/keys.ts';
import type { Change, RetractChange } from '../ports/changes.ts';
import type { Episode, Fact, StoredMessage } from '../ports/records.ts';
import { copyFor } from './copies.ts';
import { loadTurn } from './load-turn.ts';
import type { OpenTurn } from './open-turn.ts';
import type { Parts } from './parts.ts';
import { readAgain, reflect } from './reflect.ts';
import { settle } from './settle.ts';
import { deniedBy, toldAgain } from './undo-facts.ts';

/** A message as it is kept: once, or once for each persona that answered it. None: it was never heard. */
export async function keptOf({ store, personas }: Parts, id: MessageId): Promise<readonly StoredMessage[]> {
  const first = await store.messages.get(id);
  if (first?.speaker !== 'user') return [];
  const copies = await Promise.all(personas.list().map(({ name }) => store.messages.get(copyFor(id, name))));
  return [first, ...copies.filter((copy) => copy !== undefined)];
}

/** What is taken back, why and when. */
export interface Undoing extends Pick<RetractChange, 'because' | 'text' | 'at'> {
  readonly kept: readonly StoredMessage[];
  /** Names the undoing for ever: it is done once. */
  readonly cause: string;
}

/** What went with it and others may have told as well. */
export interface Undone extends Undoing {
  readonly facts: readonly Fact[];
  readonly episodes: readonly Episode[];
}

/**
 * Takes back what a message taught: points, facts, episodes. What it had replaced or denied holds again. Undefined:
 * that was done before.
 */
export async function undo(parts: Parts, undoing: Undoing): Promise<Undone | undefined> {
  const { store, recall } = parts;
  const { kept, because, text, at, cause } = undoing;
  const [one] = kept;
  if (one === undefined) return undefined;
  const ids = new Set<string | undefined>(kept.map(({ id }) => id));
  const facts = (await store.facts.ofPerson(one.person)).filter(({ message }) => ids.has(message));
  const episodes = await episodesFrom(parts, kept);
  const retractions = kept.map(
    ({ person, persona, id }): RetractChange => ({
      kind: 'retract',
      person,
      message: id,
      because,
      ...(text === undefined ? {} : { text }),
      bands: parts.personas.find(persona)?.levels ?? [],
      at,
    }),
  );
  const { isNew } = await store.apply(cause, [...retractions, ...(await deniedBy(store, one))]);
  if (!isNew) return undefined;
  recall.forget(one.person);
  await refresh(parts, kept);
  return { ...undoing, facts, episodes };
}

/** What others told as well holds on, and an episode is read again from the messages that remain. */
export async function readRest(parts: Parts, undone: Undone): Promise<void> {
  const { kept, facts, episodes, cause } = undone;
  const [one] = kept;
  if (one === undefined || facts.length + episodes.length === 0) return;
  const again = await toldAgain(parts, one, facts, cause);
  const read = await Promise.all(episodes.map((episode) => episodeAgain(parts, episode)));
  await parts.store.apply(`${cause}:again`, [...again, ...read.flat()]);
  await refresh(parts, kept);
}

/** Learns what an edited message tells now, as from a new one, but without an answer and without another mood. */
export async function relearn(parts: Parts, kept: StoredMessage, cause: string, at: number): Promise<void> {
  const open = await reopen(parts, kept);
  if (open === undefined) return;
  const reflection = await reflect(parts, open, { isRevised: true });
  const { turn, person, context, said, language, spent } = open;
  const settled = settle({
    turn: { ...turn, id: turnId(cause) },
    person,
    context,
    reflection,
    said,
    language,
    dailyCap: parts.rules.affinity.dailyCap,
    now: at,
  });
  // The ledger tells when points came; what was told was told when the message was said.
  const changes = settled.map((change) =>
    change.kind === 'affinity' ? { ...change, id: `${cause}:affinity`, at } : change,
  );
  await parts.store.apply(cause, [...changes.filter(({ kind }) => kind !== 'person'), ...spent]);
  await refresh(parts, [kept]);
}

/** The turn of a message with the message alone, as if it were taken now; undefined when its persona is gone. */
async function reopen(parts: Parts, kept: StoredMessage): Promise<OpenTurn | undefined> {
  if (parts.personas.find(kept.persona) === undefined) return undefined;
  const turn = await parts.store.turns.get(kept.turn);
  return turn && loadTurn(parts, turn, [kept]);
}

async function episodesFrom({ store }: Parts, kept: readonly StoredMessage[]): Promise<readonly Episode[]> {
  const found = await Promise.all(
    kept.map(async ({ id, person, persona }) =>
      (await store.episodes.ofPair(person, persona)).filter(({ sources }) => sources?.includes(id)),
    ),
  );
  return found.flat();
}

async function episodeAgain(parts: Parts, episode: Episode): Promise<readonly Change[]> {
  const { sources = [] } = episode;
  const found = await Promise.all(sources.map((id) => parts.store.messages.get(id)));
  // Of a deleted one the text is gone.
  const window = found.filter((message) => message !== undefined).filter(({ text }) => text !== '');
  const last = window.at(-1);
  const open = last && (await reopen(parts, last));
  if (open === undefined || !open.person.isRemembered) return [];
  const read = await readAgain(parts, open, window);
  if (read === undefined) return open.spent;
  const { at, venue } = open.said[0] ?? episode;
  return [{ kind: 'episode', episode: { ...episode, ...read, at, venue } }, ...open.spent];
}

async function refresh({ cache }: Parts, kept: readonly StoredMessage[]): Promise<void> {
  await cache.delete(
    ...kept.flatMap((of) => [
      affinityKey(of),
      episodesKey(of),
      summariesKey(of),
      factsKey(of),
      forgottenKey(of),
    ]),
  );
}
