import type { MessageId } from '../ids.ts';
import type { StoredMessage, Venue } from '../ports/records.ts';
import { createPartitionIndex, type SearchOptions } from './partition-index.ts';

export interface PairHit {
  readonly id: MessageId;
  readonly score: number;
}

/** A partition's words with what is needed to leave a message out, and how far into the store it has read. */
export interface PairIndex {
  readonly size: number;
  /** Cursor of `MessageRepository.ofPair`: 0 before the first page. */
  readonly seq: number;
  add(messages: readonly StoredMessage[], seq: number): void;
  /** Whether it was said in another message than these. */
  knows(stem: string, except: ReadonlySet<MessageId>): boolean;
  search(
    stems: readonly string[],
    options: Pick<SearchOptions, 'limit' | 'about'> & {
      readonly accepts: (id: MessageId, venue: Venue) => boolean;
      /** How alike messages are to what is looked for (0–1), and what the most alike one gains. */
      readonly alike?: { readonly of: (id: MessageId) => number; readonly weight: number } | undefined;
    },
  ): readonly PairHit[];
}

export function createPairIndex(): PairIndex {
  const index = createPartitionIndex();
  const ids: MessageId[] = [];
  const venueOf: Venue[] = [];
  // A pair talks in few venues: one object each, not one per message.
  const venues = new Map<string, Venue>();
  let cursor = 0;

  function interned({ place, audience, community }: Venue): Venue {
    const key = JSON.stringify([place, audience, community]);
    const known = venues.get(key);
    if (known !== undefined) return known;
    const venue: Venue = community === undefined ? { place, audience } : { place, audience, community };
    venues.set(key, venue);
    return venue;
  }

  return {
    get size() {
      return ids.length;
    },
    get seq() {
      return cursor;
    },
    add(messages, seq) {
      for (const { id, session, speaker, text, at, venue } of messages) {
        index.add({ id, session, speaker, text, at });
        ids.push(id);
        venueOf.push(interned(venue));
      }
      cursor = seq;
    },
    knows: (stem, except) => index.knows(stem, (position) => !except.has(ids[position]!)),
    search(stems, { limit, about, accepts, alike }) {
      const ranked = index.search(stems, {
        limit,
        about,
        accepts: (position) => accepts(ids[position]!, venueOf[position]!),
        alike: alike && { of: (position) => alike.of(ids[position]!), weight: alike.weight },
      });
      return ranked.map(({ position, score }) => ({ id: ids[position]!, score }));
    },
  };
}
