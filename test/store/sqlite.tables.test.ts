import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { keptTables, leftOut } from '../../src/store/kept-tables.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { tablesContract } from '../contracts/tables.contract.ts';
import { everything, fill } from './filled.ts';
import { exchange, fresh, meet } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-tables-'));
const file = () => join(folder, `${fresh('kith')}.sqlite`);
afterAll(() => rmSync(folder, { recursive: true }));

tablesContract('sqlite in memory', () => openSqliteStore({ path: ':memory:' }));
tablesContract('sqlite file', () => openSqliteStore({ path: file() }));

test('every table of the schema is copied or left out on purpose', async () => {
  const path = file();
  await (await openSqliteStore({ path })).close();
  const database = new DatabaseSync(path);
  const tables = database
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
       AND name NOT GLOB 'message_words_*'`,
    )
    .all()
    .map(({ name }) => String(name));
  const known = [...keptTables.map(({ name }) => name), ...leftOut];
  expect(tables.filter((name) => !known.includes(name))).toEqual([]);
  for (const { name, key = [], json = [] } of keptTables.filter(({ name }) => tables.includes(name))) {
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(name);
    expect(
      columns.map((column) => column.name),
      name,
    ).toEqual(expect.arrayContaining([...key, ...json]));
  }
  database.close();
});

test('a snapshot does not see what is written after it, and keeps nobody from writing', async () => {
  const store = await openSqliteStore({ path: file() });
  await fill(store);
  const before = await everything(store.tables);
  const snapshot = await store.tables.snapshot();
  const { session } = await meet(store);
  await exchange(store, session, 'later', 'still later');
  expect(await everything(snapshot)).toEqual(before);
  await snapshot.close();
  expect((await everything(store.tables)).messages).toHaveLength((before.messages?.length ?? 0) + 2);
  await store.close();
});

test('rows put in by hand are copied as they are', async () => {
  const path = file();
  const store = await openSqliteStore({ path });
  const outside = new DatabaseSync(path);
  outside.exec(`
    INSERT INTO messages (id, session_id, speaker, content, timestamp) VALUES ('m1', 's1', 'user', 'first', 1);
    INSERT INTO sessions (session_id, user_id, personality_name, created_at, last_activity)
      VALUES ('s1', 'u1', 'alicia', 1, 2);
    INSERT INTO messages (id, session_id, speaker, content, timestamp) VALUES ('m2', 's1', 'user', 'second', 2);
    INSERT INTO user_facts (id, user_id, category, key, value) VALUES ('f1', 'u1', 'pets', 'dog', 'Max');
    INSERT INTO episodes (id, user_id, type, title, timestamp, sources) VALUES ('e1', 'u1', 'loss', 'Max', 1, 'no JSON');
    INSERT INTO user_affinity (user_id, personality_name) VALUES ('u1', 'alicia');
  `);
  outside.close();
  const kept = await everything(store.tables);
  expect(kept.messages?.map(({ user_id }) => user_id)).toEqual(['', 'u1']);
  const copy = await openSqliteStore({ path: file() });
  for (const table of store.tables.names) await copy.tables.load(table, kept[table] ?? []);
  expect(await everything(copy.tables)).toEqual(kept);
  await Promise.all([store.close(), copy.close()]);
});

test('a store opened alone keeps everybody else out, and is not opened where somebody is', async () => {
  const path = file();
  const store = await openSqliteStore({ path });
  await expect(openSqliteStore({ path, isAlone: true, busyMs: 0 })).rejects.toMatchObject({
    code: 'store.unavailable',
  });
  await store.close();
  const alone = await openSqliteStore({ path, isAlone: true });
  await fill(alone);
  await expect(openSqliteStore({ path, busyMs: 0 })).rejects.toMatchObject({ code: 'store.unavailable' });
  await alone.close();
  await (await openSqliteStore({ path, busyMs: 0 })).close();
});
