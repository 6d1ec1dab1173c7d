import { KithError } from '../../core/errors.ts';
import type { TableRow } from '../../core/ports/tables.ts';
import { canonicalRow } from '../table-rows.ts';
import { columns, defined, setting } from './columns.ts';
import type { Collection, MongoDatabase, Row } from './database.ts';
import { type Bulk, bulkOf, type EachOptions } from './tables-bulk.ts';

/** A table that is part of the documents of another one. */
export interface Embedded {
  dump(): AsyncIterable<TableRow>;
  load(rows: readonly TableRow[]): Promise<void>;
  clear(): Promise<void>;
}

/** Fields of a person that are columns of their row. */
const ofPerson = ['language', 'is_greeted', 'is_remembered', 'preferences', 'chosen', 'created_at'] as const;

export const embedded = (database: MongoDatabase): Readonly<Record<string, Embedded>> => {
  const { people, accounts, turns, lanes, numbers } = database;
  const [inPeople, inAccounts, inTurns] = [people, accounts, turns].map((each) => bulkOf(database, each)) as [
    Bulk,
    Bulk,
    Bulk,
  ];
  return {
    people: {
      dump: async function* () {
        const project = { user_id: 1, ...Object.fromEntries(ofPerson.map((field) => [field, 1 as const])) };
        for await (const row of inPeople.each({}, { sort: { _id: 1 }, project } as EachOptions))
          yield personOf(row);
      },
      load: async (rows) => {
        const there = await inPeople.insert(
          rows.map((row) => ({
            ...defined(fieldsOf(row)),
            _id: text(row.user_id),
            accounts: [],
            listed: [],
            version: 1,
          })),
        );
        const ids = new Set(there.map(({ _id }) => _id));
        await inPeople.write(
          rows
            .filter(({ user_id }) => ids.has(text(user_id)))
            .map((row) => ({
              updateOne: { filter: { _id: text(row.user_id) }, update: setting(fieldsOf(row)) },
            })),
        );
      },
      clear: async () => void (await people.removeAll({})),
    },
    listed_people: {
      dump: async function* () {
        const held = { 'listed.0': { $exists: true } };
        for await (const row of inPeople.each(held, { sort: { _id: 1 } })) {
          for (const { community, name } of columns.rows(row.listed))
            yield canonicalRow({ community, name, user_id: row.user_id });
        }
      },
      load: (rows) =>
        inPeople.write(
          rows.flatMap(({ user_id, community, name }) => {
            const _id = text(user_id);
            const held = { _id, 'listed.community': community };
            const missing = { _id, 'listed.community': { $ne: community } };
            return [
              { updateOne: { filter: held, update: { $set: { 'listed.$.name': name } } } },
              { updateOne: { filter: missing, update: { $push: { listed: { community, name } } } } },
            ] as never[];
          }),
        ),
      clear: async () => void (await people.updateAll({}, { $set: { listed: [] } })),
    },
    accounts: {
      dump: async function* () {
        for await (const row of inAccounts.each({}, { sort: { _id: 1 } })) {
          const { account_id, user_id, created_at = 0 } = row;
          yield canonicalRow({ account_id, user_id, created_at });
        }
      },
      load: async (rows) => {
        const there = await inAccounts.insert(rows.map((row) => ({ ...row, _id: text(row.account_id) })));
        await inAccounts.write(
          there.map(({ _id, ...row }) => ({ updateOne: { filter: { _id }, update: { $set: row } } })),
        );
        await inPeople.write(
          [...Map.groupBy(rows, ({ user_id }) => text(user_id))].map(([_id, theirs]) =>
            adding(
              _id,
              'accounts',
              theirs.map(({ account_id }) => account_id),
            ),
          ),
        );
      },
      clear: async () => {
        await accounts.removeAll({});
        await people.updateAll({}, { $set: { accounts: [] } });
      },
    },
    waiting_events: inLanes(bulkOf(database, lanes), lanes, 'events', {
      shown: ({ event, ...row }) => ({ ...row, event: JSON.parse(text(event)) as unknown }),
      kept: ({ event, ...row }) => ({ ...row, event: JSON.stringify(event) }),
    }),
    heard_events: inLanes(bulkOf(database, lanes), lanes, 'heard', {
      shown: (row) => row,
      kept: (row) => row,
    }),
    platform_messages: {
      dump: async function* () {
        const posted = inTurns.each(
          { 'posted.0': { $exists: true } },
          { sort: { opened_at: 1, made: 1 }, project: { turn_id: 1, posted: 1 } },
        );
        for await (const row of posted) {
          for (const platform_id of columns.texts(row.posted))
            yield { platform_id, turn_id: text(row.turn_id) };
        }
      },
      load: (rows) =>
        inTurns.write(
          [...Map.groupBy(rows, ({ turn_id }) => text(turn_id))].map(([_id, posted]) =>
            adding(
              _id,
              'posted',
              posted.map(({ platform_id }) => platform_id),
            ),
          ),
        ),
      clear: async () => void (await turns.updateAll({}, { $unset: { posted: '' } })),
    },
    last_numbers: {
      dump: async function* () {
        const row = await numbers.findOne({ _id: 'people' });
        if (row !== undefined) yield { last: columns.number(row.last), name: 'people' };
      },
      load: async (rows) => {
        for (const { name, last } of rows) {
          if (name !== 'people') throw new KithError('backup.invalid', 'Only people are numbered.');
          await numbers.update({ _id: name }, { $max: { last } }, { upsert: true });
        }
      },
      clear: async () => void (await numbers.remove({ _id: 'people' })),
    },
  };
};

/** Rows of a lane are a list in its document, in their order. */
const inLanes = (
  bulk: Bulk,
  lanes: Collection,
  list: 'events' | 'heard',
  { shown, kept }: { readonly shown: (row: Row) => Row; readonly kept: (row: Row) => Row },
): Embedded => ({
  dump: async function* () {
    const held = bulk.each(
      { [`${list}.0`]: { $exists: true } },
      { sort: { _id: 1 }, project: { [list]: 1 } },
    );
    for await (const row of held) {
      for (const each of columns.rows(row[list])) yield canonicalRow({ ...shown(each), lane: text(row._id) });
    }
  },
  load: async (rows) => {
    const ids = [...new Set(rows.map(({ lane }) => text(lane)))];
    await bulk.insert(ids.map((_id) => ({ _id, version: 0 })));
    const event = `${list}.event_id`;
    await bulk.write(
      rows.flatMap(({ lane, ...row }) => {
        const _id = text(lane);
        return [
          {
            updateOne: {
              filter: { _id, [event]: row.event_id },
              update: { $set: { [`${list}.$`]: kept(row) } },
            },
          },
          {
            updateOne: {
              filter: { _id, [event]: { $ne: row.event_id } },
              update: { $push: { [list]: kept(row) }, $inc: { version: 1 } },
            },
          },
        ] as never[];
      }),
    );
  },
  clear: async () => void (await lanes.updateAll({}, { $set: { [list]: [] }, $inc: { version: 1 } })),
});

/** Adds what is not in a list of the document yet. */
const adding = (_id: string, list: string, values: readonly unknown[]) =>
  ({ updateOne: { filter: { _id }, update: { $addToSet: { [list]: { $each: values } } } } }) as never;

const fieldsOf = (row: Row): Row => ({
  user_id: row.user_id,
  ...Object.fromEntries(ofPerson.map((column) => [column, row[column]])),
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
