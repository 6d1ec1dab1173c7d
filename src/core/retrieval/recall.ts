import type { MessageId, PersonaName, PersonId } from '../ids.ts';
import type { StoredMessage, Venue } from '../ports/records.ts';
import type { MessageRepository } from '../ports/store.ts';
import type { Likeness } from './likeness.ts';
import { createLru } from './lru.ts';
import { createPairIndex, type PairIndex } from './pair-index.ts';
import { rankStoreHits } from './rank-store-hits.ts';

export interface RecallQuery {
  readonly person: PersonId;
  readonly persona: PersonaName;
  /** What to look for, from retrieval/words. */
  readonly stems: readonly string[];
  /** The question itself, where messages that are only like it are welcome too. */
  readonly text?: string;
  readonly limit: number;
  /** Whose messages the question is about. */
  readonly about?: 'user' | 'assistant' | undefined;
  /** Left out before the limit: what the prompt holds already. */
  readonly exclude?: ReadonlySet<MessageId>;
  /** Left out before the limit when false. */
  readonly canHear?: (venue: Venue) => boolean;
}

export interface Recalled {
  readonly message: StoredMessage;
  /** Higher is better; comparable only within one answer. */
  readonly score: number;
  /** How alike it is to the question, 0–1, where that was asked and is worth something. */
  readonly likeness?: number;
}

export interface Recall {
  /** Best first, of this pair only, over its whole history. Empty for no stems or a limit below 1. */
  search(query: RecallQuery): Promise<readonly Recalled[]>;
  /** Drops everything held in memory of a person; a search under way for them finds nothing. */
  forget(person: PersonId): void;
}

export interface RecallOptions {
  readonly store: { readonly messages: Pick<MessageRepository, 'ofPair' | 'count' | 'get' | 'search'> };
  /** Adds to the words, where there is one; not above `maxInMemory`. */
  readonly likeness?: Pick<Likeness, 'find'> | undefined;
  /** Messages of one pair above which the store's full-text search takes over. */
  readonly maxInMemory?: number;
  /** Pairs whose index is kept. */
  readonly maxPartitions?: number;
  /** Messages of all kept indexes together; about 2 KB each. */
  readonly maxMessages?: number;
}

interface Partition {
  readonly person: PersonId;
  index: PairIndex;
  /** Above `maxInMemory`: asked of the store, nothing held. */
  isLarge: boolean;
  isForgotten: boolean;
  /** Settles when the work begun before it has; keeps two searches from appending the same page. */
  queue: Promise<unknown>;
}

/** Hits asked of the store when it searches: enough for spread and filters to work on. */
const storeHits = 100;
/** Messages read at once while catching up: short enough for others to get a word in between. */
const pageSize = 500;

/**
 * Finds what was said. One index per person and persona, built on first use, caught up from the store before every
 * search (so other processes' writes are seen), dropped when long unused.
 *
 * Invariant: texts are never held. They are read from the store for the answer, so what was erased there is gone.
 */
export function createRecall({
  store: { messages },
  likeness,
  maxInMemory = 20_000,
  maxPartitions = 500,
  maxMessages = 100_000,
}: RecallOptions): Recall {
  const partitions = createLru<string, Partition>(({ index }) => index.size);

  function partitionOf({ person, persona }: RecallQuery): Partition {
    const key = JSON.stringify([person, persona]);
    const known = partitions.get(key);
    if (known !== undefined) return known;
    const made: Partition = {
      person,
      index: createPairIndex(),
      isLarge: false,
      isForgotten: false,
      queue: Promise.resolve(),
    };
    partitions.set(key, made);
    return made;
  }

  async function catchUp(partition: Partition, { person, persona }: RecallQuery): Promise<void> {
    if (partition.isLarge) return;
    const { index } = partition;
    if (index.size === 0 && (await messages.count(person, persona)) > maxInMemory) partition.isLarge = true;
    while (!partition.isLarge) {
      const page = await messages.ofPair(person, persona, { afterSeq: index.seq, limit: pageSize });
      if (page.messages.length === 0 || page.seq <= index.seq) return;
      index.add(page.messages, page.seq);
      if (index.size > maxInMemory) partition.isLarge = true;
      else if (page.messages.length < pageSize) return;
    }
    partition.index = createPairIndex();
  }

  async function searchStore(query: RecallQuery): Promise<readonly Recalled[]> {
    const { person, persona, stems, limit, about } = query;
    const hits = await messages.search(person, persona, stems, storeHits);
    return rankStoreHits(hits, about)
      .filter(({ message }) => isWanted(query, message.id, message.venue))
      .slice(0, limit);
  }

  async function searchIndex({ index }: Partition, query: RecallQuery): Promise<readonly Recalled[]> {
    const { stems, limit, about } = query;
    const alike = await alikeTo(index, query);
    const ranked = index.search(stems, {
      limit,
      about,
      accepts: (id, venue) => isWanted(query, id, venue),
      alike: alike && { of: (id) => alike.likeness.get(id) ?? 0, weight: alike.weight },
    });
    const found = await Promise.all(ranked.map(({ id }) => messages.get(id)));
    return ranked.flatMap(({ id, score }, at) => {
      const message = found[at];
      const near = alike?.likeness.get(id);
      if (message === undefined) return [];
      return [{ message, score, ...(near === undefined ? {} : { likeness: near }) }];
    });
  }

  async function alikeTo(index: PairIndex, { person, persona, stems, text, exclude }: RecallQuery) {
    if (likeness === undefined || text === undefined) return undefined;
    // The question is in the index itself by now.
    const except = exclude ?? new Set<MessageId>();
    const unsaid = stems.filter((stem) => !index.knows(stem, except));
    const found = await likeness.find({ person, persona, text, stems, unsaid });
    return found.likeness.size === 0 ? undefined : found;
  }

  return {
    async search(query) {
      if (query.stems.length === 0 || query.limit < 1) return [];
      const partition = partitionOf(query);
      const ready = partition.queue.then(() => catchUp(partition, query));
      partition.queue = ready.catch(() => undefined);
      await ready;
      partitions.trim(maxPartitions, maxMessages);
      const found = await (partition.isLarge ? searchStore(query) : searchIndex(partition, query));
      return partition.isForgotten ? [] : found;
    },
    forget(person) {
      for (const partition of partitions.deleteWhere((held) => held.person === person))
        partition.isForgotten = true;
    },
  };
}

function isWanted({ exclude, canHear }: RecallQuery, id: MessageId, venue: Venue): boolean {
  return exclude?.has(id) !== true && (canHear === undefined || canHear(venue));
}
