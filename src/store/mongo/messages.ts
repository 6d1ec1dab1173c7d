import type { MessageId, TurnId } from '../../core/ids.ts';
import type { RetractChange } from '../../core/ports/changes.ts';
import type { MessageRepository } from '../../core/ports/store.ts';
import { messageOf } from '../record-rows.ts';
import { type Append, appending } from './append.ts';
import { columns } from './columns.ts';
import type { FindOptions, MongoDatabase, Row } from './database.ts';
import { readable } from './message-rows.ts';
import type { Search } from './search.ts';
import type { Seeded } from './seeded.ts';

export interface Messages extends MessageRepository {
  append: Append;
  /**
   * Empties and hides the message, or gives it its new text. False: it is not there, not theirs, or deleted. `step` names
   * the change: made again it is still true.
   */
  takeBack(change: RetractChange, step: string): Promise<boolean>;
  /** Of these, those their person deleted. */
  deleted(messages: readonly MessageId[]): Promise<ReadonlySet<MessageId>>;
}

const shown = { is_hidden: { $ne: true } } as const;
const latestFirst: FindOptions['sort'] = { seq: -1 };
/** Messages one turn begins with at most, as a guess: `recent` reads so many more to leave them out. */
const ofOneTurn = 6;

export const mongoMessages = (database: MongoDatabase, search: Search, seeded: Seeded): Messages => {
  const { messages, turns } = database;

  /** Reads again when there were fewer than asked for and some put in by hand could be added to them. */
  const read = async (person: string, limit: number, find: () => Promise<readonly Row[]>) => {
    const rows = await find();
    return rows.length < limit && (await seeded.adoptMessages(person)) ? find() : rows;
  };

  /** Hides the reply of a turn in which nothing that was asked is left. */
  const hideUnasked = async (turn: string): Promise<void> => {
    const asked = await messages.find({ turn_id: turn, speaker: 'user' }, { project: { is_hidden: 1 } });
    // A turn nobody asked for, such as a greeting, keeps what was said in it.
    if (asked.length === 0 || asked.some((row) => row.is_hidden !== true)) return;
    // The mark first: a reply that comes after it is hidden by whoever brings it.
    await turns.update({ _id: turn }, { $set: { is_unasked: true } });
    await messages.updateAll({ turn_id: turn, speaker: 'assistant' }, { $set: { is_hidden: true } });
  };

  return {
    append: appending(messages, search.terms),
    recent: async ({ person, persona, place }, limit, before) => {
      const most = columns.bound(limit);
      const inPlace = { user_id: person, personality_name: persona, place_id: place, ...shown };
      const last = (seq: number, count: number) =>
        messages.find(
          { ...inPlace, seq: { $lt: seq } },
          { sort: latestFirst, limit: count, project: readable },
        );
      if (before === undefined) {
        const rows = await read(person, most, () => last(Number.MAX_SAFE_INTEGER, most));
        return rows.map(messageOf).reverse();
      }
      const more = most === 0 ? 0 : most + ofOneTurn;
      const [rows, [first]] = await Promise.all([
        last(Number.MAX_SAFE_INTEGER, more),
        messages.find({ turn_id: before }, { sort: { seq: 1 }, limit: 1, project: { seq: 1 } }),
      ]);
      const end = first === undefined ? Number.MAX_SAFE_INTEGER : columns.number(first.seq);
      // Where the turn begins may have been read before it was there.
      const earlier = rows
        .filter(({ seq, turn_id: turn }) => columns.number(seq) < end && turn !== before)
        .slice(0, most);
      const isEnough = earlier.length === most || rows.length < more;
      return (isEnough ? earlier : await last(end, most)).map(messageOf).reverse();
    },
    ofPair: async (person, persona, { afterSeq, limit }) => {
      const most = columns.bound(limit);
      const find = () =>
        messages.find(
          { user_id: person, personality_name: persona, seq: { $gt: afterSeq }, ...shown },
          { sort: { seq: 1 }, limit: most, project: readable },
        );
      const rows = afterSeq === 0 ? await read(person, most, find) : await find();
      return { messages: rows.map(messageOf), seq: columns.number(rows.at(-1)?.seq ?? afterSeq) };
    },
    history: async (person, persona, limit) => {
      const most = columns.bound(limit);
      const rows = await read(person, most, () =>
        messages.find(
          { user_id: person, personality_name: persona, ...shown },
          { sort: latestFirst, limit: most, project: readable },
        ),
      );
      return rows.map(messageOf).reverse();
    },
    count: (person, persona) =>
      messages.count({
        user_id: person,
        ...(persona === undefined ? { personality_name: { $gte: '' } } : { personality_name: persona }),
        ...shown,
      }),
    ofTurn: async (turn) =>
      (await messages.find({ turn_id: turn, ...shown }, { sort: { seq: 1 }, project: readable })).map(
        messageOf,
      ),
    get: async (id) => {
      const row = await messages.findOne({ id }, { project: readable });
      return row && messageOf(row);
    },
    ofPlatform: async (platformId) => {
      if (platformId === '') return undefined;
      const given = await turns.find(
        { posted: platformId },
        { sort: { opened_at: -1, made: -1 }, project: { _id: 1 }, limit: 8 },
      );
      const ids = given.map((row) => columns.text(row._id) as TurnId);
      if (ids.length === 0) return undefined;
      const replies = await messages.find(
        { turn_id: { $in: ids }, speaker: 'assistant' },
        { project: readable },
      );
      const row = ids.flatMap((id) => replies.filter((reply) => reply.turn_id === id))[0];
      return row && messageOf(row);
    },
    search: async (person, persona, stems, limit) => {
      const found = await search.find(person, persona, stems, columns.bound(limit));
      if (found.length === 0) return [];
      const rows = await messages.find(
        { id: { $in: found.map(({ id }) => id) }, ...shown },
        { project: readable },
      );
      const kept = new Map(rows.map((row) => [columns.text(row.id), messageOf(row)]));
      return found.flatMap(({ id, score }) => {
        const one = kept.get(id);
        return one === undefined ? [] : [{ message: one, score }];
      });
    },
    takeBack: async ({ person, message: id, because, text }, step) => {
      const isDeleted = because === 'deleted';
      const fields = isDeleted
        ? { content: '', stems: [], is_hidden: true }
        : text === undefined
          ? {}
          : { content: text, stems: search.terms(text) };
      const row = await messages.findAndUpdate(
        { id, user_id: person, speaker: 'user', $or: [{ ...shown }, { retracted_by: step }] },
        { $set: { ...fields, retracted_by: step } },
        { gives: 'before' },
      );
      if (row === undefined) return false;
      // Messages put in by hand have no turn.
      const turn = columns.text(row.turn_id);
      if (turn !== '') {
        // Its words are written ahead there as well.
        await turns.update({ _id: turn }, { $unset: { opening: '' } });
        if (isDeleted) await hideUnasked(turn);
      }
      return true;
    },
    deleted: async (ids) => {
      if (ids.length === 0) return new Set();
      const rows = await messages.find(
        { id: { $in: [...ids] }, speaker: 'user', is_hidden: true },
        { project: { id: 1 } },
      );
      return new Set(rows.map((row) => columns.text(row.id) as MessageId));
    },
  };
};
