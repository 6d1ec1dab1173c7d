import { KithError } from '../../core/errors.ts';
import type { TableRow } from '../../core/ports/tables.ts';
import { canonicalRow } from '../table-rows.ts';
import { columns, setting } from './columns.ts';
import type { Collection, MongoDatabase, Row } from './database.ts';

/** A table that is part of the documents of another one. */
export interface Embedded {
  dump(): AsyncIterable<TableRow>;
  load(rows: readonly TableRow[]): Promise<void>;
  clear(): Promise<void>;
}

/** Fields of a person that are columns of their row. */
const ofPerson = ['language', 'is_greeted', 'is_remembered', 'preferences', 'chosen', 'created_at'] as const;

export const embedded = ({
  people,
  accounts,
  turns,
  lanes,
  numbers,
}: MongoDatabase): Readonly<Record<string, Embedded>> => ({
  people: {
    dump: async function* () {
      for await (const row of people.each({}, { sort: { _id: 1 } })) yield personOf(row);
    },
    load: async (rows) => {
      await people.put(
        rows.map((row) => ({ _id: text(row.user_id), accounts: [], listed: [], version: 1 })),
        'keep',
      );
      await inTurn(rows, async (row) => {
        const fields = Object.fromEntries(ofPerson.map((column) => [column, row[column]]));
        await people.update({ _id: text(row.user_id) }, setting({ user_id: row.user_id, ...fields }));
      });
    },
    clear: async () => void (await people.removeAll({})),
  },
  listed_people: {
    dump: async function* () {
      for await (const row of people.each({ 'listed.0': { $exists: true } }, { sort: { _id: 1 } })) {
        for (const { community, name } of columns.rows(row.listed))
          yield canonicalRow({ community, name, user_id: row.user_id });
      }
    },
    load: (rows) =>
      inTurn(rows, async ({ user_id: _id, community, name }) => {
        const held = { _id, 'listed.community': community };
        if ((await people.update(held, { $set: { 'listed.$.name': name } })) === 1) return;
        await people.update({ _id }, { $push: { listed: { community, name } } });
      }),
    clear: async () => void (await people.updateAll({}, { $set: { listed: [] } })),
  },
  accounts: {
    dump: async function* () {
      for await (const row of accounts.each({}, { sort: { _id: 1 } })) {
        const { account_id, user_id, created_at = 0 } = row;
        yield canonicalRow({ account_id, user_id, created_at });
      }
    },
    load: async (rows) => {
      await accounts.put(
        rows.map((row) => ({ ...row, _id: text(row.account_id) })),
        'set',
      );
      await inTurn(rows, async ({ user_id: _id, account_id }) => {
        await people.update({ _id }, { $addToSet: { accounts: account_id } });
      });
    },
    clear: async () => {
      await accounts.removeAll({});
      await people.updateAll({}, { $set: { accounts: [] } });
    },
  },
  waiting_events: inLanes(lanes, 'events', {
    shown: ({ event, ...row }) => ({ ...row, event: JSON.parse(text(event)) as unknown }),
    kept: ({ event, ...row }) => ({ ...row, event: JSON.stringify(event) }),
  }),
  heard_events: inLanes(lanes, 'heard', { shown: (row) => row, kept: (row) => row }),
  platform_messages: {
    dump: async function* () {
      for await (const row of turns.each(
        { 'posted.0': { $exists: true } },
        { sort: { opened_at: 1, made: 1 } },
      )) {
        for (const platform_id of columns.texts(row.posted))
          yield { platform_id, turn_id: text(row.turn_id) };
      }
    },
    load: (rows) =>
      inTurn([...Map.groupBy(rows, ({ turn_id }) => turn_id)], async ([_id, posted]) => {
        const given = posted.map(({ platform_id }) => platform_id);
        await turns.update({ _id }, { $addToSet: { posted: { $each: given } } });
      }),
    clear: async () => void (await turns.updateAll({}, { $unset: { posted: '' } })),
  },
  last_numbers: {
    dump: async function* () {
      const row = await numbers.findOne({ _id: 'people' });
      if (row !== undefined) yield { last: columns.number(row.last), name: 'people' };
    },
    load: (rows) =>
      inTurn(rows, async ({ name, last }) => {
        if (name !== 'people') throw new KithError('backup.invalid', 'Only people are numbered.');
        await numbers.update({ _id: name }, { $max: { last } }, { upsert: true });
      }),
    clear: async () => void (await numbers.remove({ _id: 'people' })),
  },
});

/** Rows of a lane are a list in its document, in their order. */
const inLanes = (
  lanes: Collection,
  list: 'events' | 'heard',
  { shown, kept }: { readonly shown: (row: Row) => Row; readonly kept: (row: Row) => Row },
): Embedded => ({
  dump: async function* () {
    for await (const row of lanes.each({ [`${list}.0`]: { $exists: true } }, { sort: { _id: 1 } })) {
      for (const held of columns.rows(row[list])) yield canonicalRow({ ...shown(held), lane: text(row._id) });
    }
  },
  load: (rows) =>
    inTurn([...Map.groupBy(rows, ({ lane }) => lane)], async ([_id, theirs]) => {
      for (const { lane: _, ...row } of theirs) {
        const push = { $push: { [list]: kept(row) }, $inc: { version: 1 } };
        const isNew = { _id, [`${list}.event_id`]: { $ne: row.event_id } };
        if ((await lanes.update(isNew, push, { upsert: true })) === 1) continue;
        await lanes.update(
          { _id, [`${list}.event_id`]: row.event_id },
          { $set: { [`${list}.$`]: kept(row) } },
        );
      }
    }),
  clear: async () => void (await lanes.updateAll({}, { $set: { [list]: [] }, $inc: { version: 1 } })),
});

const personOf = (row: Row): TableRow =>
  canonicalRow({
    is_greeted: false,
    is_remembered: true,
    preferences: {},
    chosen: {},
    created_at: 0,
    ...Object.fromEntries(ofPerson.flatMap((column) => (row[column] == null ? [] : [[column, row[column]]]))),
    user_id: row.user_id,
  });

const text = (value: unknown): string => columns.text(value);

/** Requests under way at once. */
const atOnce = 16;

/** Each once, some side by side. */
const inTurn = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  for (let from = 0; from < items.length; from += atOnce)
    await Promise.all(items.slice(from, from + atOnce).map(work));
};
