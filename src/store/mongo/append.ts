import { createBounded } from '../../core/bounded.ts';
import type { StoredMessage } from '../../core/ports/records.ts';
import { columns, key } from './columns.ts';
import type { Collection, Row } from './database.ts';
import { messageFields } from './message-rows.ts';

/** Stores messages of one pair behind all others of it; those stored already stay as they are. Gives the new ones. */
export type Append = (
  messages: readonly StoredMessage[],
  other?: { readonly isHidden?: boolean },
) => Promise<readonly StoredMessage[]>;

/** Pairs whose last place is remembered. */
const pairs = 10_000;

/**
 * The reading order of a pair is 1, 2, 3 … without gaps, and a unique index lets only one writer take a place. So nothing
 * comes later before something that was read already, and pairs do not wait for each other, as they would for one counter.
 */
export const appending = (collection: Collection, termsOf: (text: string) => readonly string[]): Append => {
  // A hint only: one that is out of date meets a place that is taken.
  const lastOf = createBounded<number>(pairs);

  return async (said, { isHidden = false } = {}) => {
    const [first] = said;
    if (first === undefined) return [];
    const pair = key(first.person, first.persona);
    const stored: StoredMessage[] = [];
    let wanted = said;
    let last = lastOf.get(pair) ?? (await lastPlace(collection, first));
    while (wanted.length > 0) {
      const rows = wanted.map((message, index) => ({
        ...messageFields(message),
        ...inOrder(first.person, first.persona, last + 1 + index),
        _id: message.id,
        is_hidden: isHidden,
        stems: termsOf(message.text),
      }));
      const count = await collection.insert(rows);
      stored.push(...wanted.slice(0, count));
      lastOf.set(pair, last + count);
      if (count === wanted.length) return stored;
      // Either the message is there already, or somebody took its place in the meantime.
      const [known, place] = await Promise.all([
        collection.find({ id: { $in: wanted.map(({ id }) => id) } }, { project: { id: 1 } }),
        lastPlace(collection, first),
      ]);
      const ids = new Set(known.map(({ id }) => columns.text(id)));
      wanted = wanted.filter(({ id }) => !ids.has(id));
      last = place;
    }
    return stored;
  };
};

/** The fields that give a message its place. */
export const inOrder = (person: string, persona: string, seq: number): Row => ({
  seq,
  place_in_order: key(person, persona, seq),
});

export const lastPlace = async (
  collection: Collection,
  { person, persona }: Pick<StoredMessage, 'person' | 'persona'>,
): Promise<number> => {
  const row = await collection.findOne(
    { user_id: person, personality_name: persona },
    { sort: { seq: -1 }, project: { seq: 1 } },
  );
  return columns.number(row?.seq);
};
