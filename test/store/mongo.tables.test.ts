import { describe, expect, test } from 'vitest';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { tablesContract } from '../contracts/tables.contract.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { copyAll, everything, fill } from './filled.ts';
import { alicia, exchange, meet, points } from './samples.ts';

const server = await mongoForTests();
let count = 0;
const open = () =>
  openMongoStore({
    uri: server?.uri ?? '',
    database: `${server?.own}-tables-${++count}`,
    clock: systemClock,
  });

describe.skipIf(server === undefined)('MongoDB', () => {
  tablesContract('mongodb', open);

  test('has a place for every table of a copy', async () => {
    const store = await open();
    for (const table of store.tables.names) await store.tables.load(table, []);
    await store.close();
  });

  test('what goes to MongoDB and comes back is what it was', async () => {
    const [from, between, to] = [
      await openSqliteStore({ path: ':memory:' }),
      await open(),
      await openSqliteStore({ path: ':memory:' }),
    ];
    await fill(from);
    await copyAll(from.tables, between.tables);
    await copyAll(between.tables, to.tables);
    for (const table of from.tables.names) {
      const wanted = await from.tables.checksum(table);
      expect([table, await between.tables.checksum(table)]).toEqual([table, wanted]);
      expect([table, await to.tables.checksum(table)]).toEqual([table, wanted]);
    }
    const sorted = (rows: Awaited<ReturnType<typeof everything>>) =>
      Object.entries(rows).map(([table, all]) => [table, all.map((row) => JSON.stringify(row)).sort()]);
    expect(sorted(await everything(to.tables))).toEqual(sorted(await everything(from.tables)));
    await Promise.all([from.close(), between.close(), to.close()]);
  });

  test('a turn settled before the move back is not counted again by a repeated step', async () => {
    const [from, to] = [await open(), await openSqliteStore({ path: ':memory:' })];
    const { person, session } = await meet(from);
    const turn = await exchange(from, session, 'Hola', 'Hola, Ana');
    const step = [points(person, 3)];
    expect(await from.apply(turn.id, step)).toMatchObject({ isNew: true });
    await copyAll(from.tables, to.tables);
    expect(await to.apply(turn.id, step)).toMatchObject({ isNew: false, events: [] });
    expect(await to.affinity.get(person, alicia)).toMatchObject({ points: 3 });
    await Promise.all([from.close(), to.close()]);
  });
});
