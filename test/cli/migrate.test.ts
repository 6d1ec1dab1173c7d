import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { everythingKept } from '../../src/store/sqlite/migrations/001-everything-kept.ts';
import { sqlitePlace } from '../../src/store/sqlite/place.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { everything, fill } from '../store/filled.ts';
import { exchange, meet } from '../store/samples.ts';
import { cliTools } from './cli-tools.ts';
import { temporary } from './temporary.ts';

const storeIn = (directory: string) => openSqliteStore({ path: join(directory, 'kith.sqlite') });
const keptIn = async (directory: string) => {
  const store = await storeIn(directory);
  const kept = await everything(store.tables);
  await store.close();
  return kept;
};
const rowsIn = (file: string, table: string) => {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(`SELECT * FROM ${table}`).all();
  database.close();
  return rows;
};

/** A database as version 1.0 left it. */
function versionOne(file: string, isApart = true): string {
  const database = new DatabaseSync(file);
  database.exec(
    isApart
      ? `CREATE TABLE sessions (session_id TEXT PRIMARY KEY, user_id TEXT, personality_name TEXT, created_at TIMESTAMP,
           last_activity TIMESTAMP);
         CREATE TABLE messages (id TEXT PRIMARY KEY, session_id TEXT, speaker TEXT, content TEXT, timestamp TIMESTAMP);
         INSERT INTO sessions VALUES ('s1', 'ana', 'Alicia', '2024-03-21 10:00:00', '2024-03-21 10:05:00');
         INSERT INTO messages VALUES ('b', 's1', 'user', 'Hola, soy Ana', '2024-03-21 10:00:01'),
           ('a', 's1', 'assistant', '¡Hola Ana! 😀', '2024-03-21 10:00:03');`
      : `CREATE TABLE sessions (session_id TEXT PRIMARY KEY, personality_name TEXT, messages TEXT);
         INSERT INTO sessions VALUES ('s2', 'mika', '[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hey"}]');`,
  );
  database.close();
  return file;
}

describe('kith migrate', () => {
  test('brings the store up to date, with a copy of it as it was; again it does nothing', async () => {
    const directory = temporary();
    const path = join(directory, 'kith.sqlite');
    const old = new DatabaseSync(path);
    old.exec(`${everythingKept} PRAGMA application_id = ${0x4b495448}; PRAGMA user_version = 1;
      INSERT INTO sessions (session_id, user_id, personality_name, created_at, last_activity) VALUES ('s', 'u', 'alicia', 1, 2);
      INSERT INTO messages (id, session_id, speaker, content, timestamp) VALUES ('m', 's', 'user', 'ñ', 1);`);
    old.close();
    const [sessions, messages] = ['sessions', 'messages'].map((table) => rowsIn(path, table));
    const cli = cliTools({ directory });
    expect(await cli.kith('backup')).toBe(1);
    expect(cli.err()).toContain('Run kith migrate first');
    expect(await cli.kith('migrate', '--from', '1.0', '--to', '1.1')).toBe(0);
    expect(cli.out()).toMatch(/kith\.sqlite: version 1 → \d+\. As it was before: .*kith\.sqlite\.backup-20/);
    const [copy = ''] = readdirSync(directory).filter((name) => name.includes('.backup-'));
    expect(rowsIn(join(directory, copy), 'messages')).toEqual(messages);
    expect(rowsIn(path, 'messages')).toMatchObject(messages ?? []);
    expect(rowsIn(path, 'sessions')).toEqual(sessions);
    const files = readdirSync(directory);
    const again = cliTools({ directory });
    expect(await again.kith('migrate')).toBe(0);
    expect(again.out()).toMatch(/is at version \d+ already: nothing to do\.\n$/);
    expect(readdirSync(directory)).toEqual(files);
  });

  test('where nothing is kept it makes nothing', async () => {
    const cli = cliTools();
    expect(await cli.kith('migrate')).toBe(0);
    expect(cli.out()).toMatch(/^Nothing is kept in /);
    expect(readdirSync(cli.directory)).toEqual([]);
  });

  test('adds the tables of 1.1 to a database of 1.0 and leaves its rows alone', async () => {
    for (const name of ['luminora.db', 'kith.sqlite']) {
      const directory = temporary();
      const file = versionOne(join(directory, name));
      const before = readFileSync(file);
      const [sessions, messages] = ['sessions', 'messages'].map((table) => rowsIn(file, table));
      const cli = cliTools({ directory });
      const named = name === 'kith.sqlite' ? [] : [file];
      expect(await cli.kith('migrate', '--from', '1.0', '--to', '1.1', ...named)).toBe(0);
      expect(cli.out()).toContain('added user_affinity, session_moods, user_facts, episodes.');
      expect(readFileSync(`${file}.backup`)).toEqual(before);
      expect(rowsIn(file, 'sessions')).toEqual(sessions);
      expect(rowsIn(file, 'messages')).toEqual(messages);
      expect(rowsIn(file, 'user_facts')).toEqual([]);
      const after = readFileSync(file);
      const again = cliTools({ directory });
      expect(await again.kith('migrate', '--from', '1.0', '--to', '1.1', ...named)).toBe(0);
      expect(again.out()).toContain('is at version 1.1 already: nothing to do.');
      expect(readFileSync(file)).toEqual(after);
      expect(readdirSync(directory).sort()).toEqual([name, `${name}.backup`]);
    }
  });

  test('says what it does not know', async () => {
    const cli = cliTools();
    expect(await cli.kith('migrate', '--from', '0.9')).toBe(2);
    expect(await cli.kith('migrate', '--from', 'sqlite')).toBe(2);
    expect(await cli.kith('migrate', '--from', 'sqlite', '--to', 'sqlite')).toBe(2);
    const other = join(cli.directory, 'x.db');
    writeFileSync(other, 'no database');
    expect(await cli.kith('migrate', other)).toBe(1);
    expect(cli.err()).toContain('x.db is not a database of version 1.0');
    expect(await cli.kith('migrate', '--from', 'sqlite', '--to', 'mongodb')).toBe(2);
    expect(cli.err()).toContain('Set MONGODB_URI');
  });
});

describe('kith import', () => {
  const session = {
    messages: [
      { role: 'system', content: 'You are Alicia.' },
      { role: 'user', content: 'Hola', timestamp: '2024-03-21T10:00:00' },
      { role: 'user', content: '¿estás?' },
      { speaker: 'assistant', text: '¡Aquí estoy!', timestamp: 1711015210 },
      { role: 'user', content: 'Adiós' },
    ],
    context: { user_id: 'ana', personality_name: 'Alicia' },
  };

  test('keeps the messages of session files in order, once, and leaves the files alone', async () => {
    const cli = cliTools();
    const folder = join(cli.directory, 'old');
    mkdirSync(folder);
    const file = join(folder, 'session_123.json');
    writeFileSync(file, JSON.stringify(session));
    expect(await cli.kith('import', file)).toBe(0);
    expect(cli.out()).toContain('session_123, 4 messages, 4 new, 1 of neither side left out');
    const kept = await keptIn(cli.directory);
    expect(kept.messages?.map(({ content, speaker, timestamp }) => [speaker, content, timestamp])).toEqual([
      ['user', 'Hola', Date.UTC(2024, 2, 21, 10)],
      ['user', '¿estás?', Date.UTC(2024, 2, 21, 10)],
      ['assistant', '¡Aquí estoy!', 1711015210_000],
      ['user', 'Adiós', 1711015210_000],
    ]);
    expect(kept.sessions).toMatchObject([
      { session_id: 'session_123', personality_name: 'alicia', place_id: 'terminal:direct:ana' },
    ]);
    expect(kept.turns?.every(({ state }) => state === 'settled')).toBe(true);

    expect(await cli.kith('import', folder)).toBe(0);
    expect(cli.out()).toMatch(/4 messages, 0 new.*\n0 messages are new\.\n$/);
    expect(await keptIn(cli.directory)).toEqual(kept);
    // The old program went on talking.
    const longer = {
      ...session,
      messages: [...session.messages, { role: 'assistant', content: 'Nos vemos' }],
    };
    writeFileSync(file, JSON.stringify(longer));
    expect(await cli.kith('import', file)).toBe(0);
    const texts = (await keptIn(cli.directory)).messages?.map(({ content }) => content);
    expect(texts).toEqual(['Hola', '¿estás?', '¡Aquí estoy!', 'Adiós', 'Nos vemos']);
    expect(readFileSync(file, 'utf8')).toBe(JSON.stringify(longer));
  });

  test('what was said then is remembered in the chat', async () => {
    const cli = cliTools();
    const file = join(cli.directory, 'session_1.json');
    writeFileSync(file, JSON.stringify(session));
    expect(await cli.kith('import', file)).toBe(0);
    const chat = cliTools({ directory: cli.directory });
    const done = chat.kith('chat', '--as', 'ana');
    chat.input.end('Hola\n');
    expect(await done).toBe(0);
    const kept = await keptIn(cli.directory);
    expect(kept.people).toHaveLength(1);
    expect(kept.messages).toHaveLength(6);
  });

  test('names broken files, takes the others, and fails', async () => {
    const cli = cliTools();
    const folder = join(cli.directory, 'old');
    mkdirSync(folder);
    for (const [name, text] of [
      ['1.json', '{"messages": ['],
      ['2.json', '{"context": {}}'],
      ['3.json', '{"messages": [{"role": "user"}]}'],
      ['4.json', '{"messages": "none"}'],
      ['5.json', JSON.stringify(session)],
      ['6.db', 'no database'],
    ] as const)
      writeFileSync(join(folder, name), text);
    expect(await cli.kith('import', folder, join(folder, 'gone.json'))).toBe(1);
    for (const name of ['1.json', '2.json', '3.json', '4.json', '6.db', 'gone.json'])
      expect(cli.err()).toContain(`${join(folder, name)} was skipped: `);
    expect(cli.err()).not.toContain('unexpected');
    expect(cli.out()).toContain('4 messages are new.');
  });

  test('reads databases of version 1.0 of both shapes', async () => {
    const cli = cliTools();
    const apart = versionOne(join(cli.directory, 'one.db'));
    const inside = versionOne(join(cli.directory, 'two.db'), false);
    const bytes = [apart, inside].map((file) => readFileSync(file));
    expect(await cli.kith('import', apart, inside, '--as', 'diego')).toBe(0);
    expect([apart, inside].map((file) => readFileSync(file))).toEqual(bytes);
    const kept = await keptIn(cli.directory);
    expect(kept.messages?.map(({ id, content, timestamp }) => [id, content, timestamp])).toMatchObject([
      ['b', 'Hola, soy Ana', Date.UTC(2024, 2, 21, 10, 0, 1)],
      ['a', '¡Hola Ana! 😀', Date.UTC(2024, 2, 21, 10, 0, 3)],
      ['s2:0', 'Hi', expect.any(Number)],
      ['s2:1', 'Hey', expect.any(Number)],
    ]);
    expect(kept.accounts?.map(({ account_id }) => account_id)).toEqual(['terminal:ana', 'terminal:diego']);
  });
});

describe('moving to another store', () => {
  /** A second file in the place of a server: the way is the same. */
  const twoStores = (directory: string, target: string) => {
    const cli = cliTools({ directory });
    const place = sqlitePlace({ stamp: () => 'now', path: join(target, 'kith.sqlite') });
    let begun: string | undefined;
    const places: typeof cli.tools.places = async (config) => ({
      ...(await cli.tools.places(config)),
      mongodb: {
        ...place,
        begun: async () => begun,
        openToReplace: async ({ command }) => {
          begun = command;
          const end = async () => {
            begun = undefined;
          };
          return { store: await place.open(), end };
        },
      },
    });
    return { ...cli, tools: { ...cli.tools, places } };
  };
  const moving = async (cli: ReturnType<typeof cliTools>, from: 'sqlite' | 'mongodb', yes = false) =>
    (await import('../../src/cli/move.ts')).move(cli.tools, { from, yes, force: false });

  test('copies everything, compares, says how to change over; and back', async () => {
    const [directory, target] = [temporary(), temporary()];
    const store = await storeIn(directory);
    await fill(store);
    await store.close();
    const kept = await keptIn(directory);
    const cli = twoStores(directory, target);
    expect(await moving(cli, 'sqlite')).toBe(0);
    expect(cli.out()).toMatch(
      /^2 people and 10 messages are in .* Set MONGODB_URI for every Kith and start them\./,
    );
    expect(await keptIn(target)).toEqual(kept);
    expect(await keptIn(directory)).toEqual(kept);
    expect(readdirSync(directory)).toEqual(['kith.sqlite']);

    const grown = await storeIn(target);
    await exchange(grown, (await meet(grown)).session, 'later', 'much later');
    await grown.close();
    expect(await moving(cli, 'mongodb')).toBe(2);
    expect(cli.err()).toContain('add --yes');
    expect(await moving(cli, 'mongodb', true)).toBe(0);
    expect(await keptIn(directory)).toEqual(await keptIn(target));
    expect((await keptIn(directory)).messages).toHaveLength(12);
  });

  test('while Kith runs it copies, and the second time only what changed', async () => {
    const [directory, target] = [temporary(), temporary()];
    const running = await storeIn(directory);
    await fill(running);
    const cli = twoStores(directory, target);
    expect(await moving(cli, 'sqlite')).toBe(1);
    expect(cli.err()).toMatch(/10 messages are copied\. Another process still has .* open: end every Kith/);
    await exchange(running, (await meet(running)).session, 'in between', 'not lost');
    await running.close();
    expect(await moving(cli, 'sqlite')).toBe(0);
    expect(await keptIn(target)).toEqual(await keptIn(directory));
    expect((await keptIn(target)).messages).toHaveLength(12);
  });

  test('broken off anywhere it goes on, and doubles nothing', async () => {
    const [directory, target] = [temporary(), temporary()];
    const store = await storeIn(directory);
    await fill(store);
    await store.close();
    const cli = twoStores(directory, target);
    const { mongodb, ...place } = await cli.tools.places(cli.tools.config());
    if (mongodb === undefined) throw new Error('no server');
    let broken = 0;
    for (let code = -1; code !== 0; ) {
      // More than the largest table has: one that broke off begins again.
      let left = 15;
      const failing: typeof cli.tools.places = async () => ({
        ...place,
        mongodb: {
          ...mongodb,
          openToReplace: async (replacing) => {
            const { store: opened, end } = await mongodb.openToReplace(replacing);
            const load: typeof opened.tables.load = async (table, batch) => {
              for (const row of batch) {
                if (left-- === 0) throw new Error('killed');
                await opened.tables.load(table, [row]);
              }
            };
            return { store: { ...opened, tables: { ...opened.tables, load } }, end };
          },
        },
      });
      code = await moving({ ...cli, tools: { ...cli.tools, places: failing } }, 'sqlite').catch(
        (error: Error) => {
          expect(error.message).toBe('killed');
          broken++;
          return -1;
        },
      );
    }
    expect(broken).toBeGreaterThan(2);
    expect(await keptIn(target)).toEqual(await keptIn(directory));
  });
});
