import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { everything, fill } from '../store/filled.ts';
import { exchange, meet } from '../store/samples.ts';
import { cliTools, root } from './cli-tools.ts';
import { temporary } from './temporary.ts';

const server = await mongoForTests();
let count = 0;

/** A deployment that may use MongoDB, and what it keeps in each store. */
const deployment = () => {
  const directory = temporary();
  const database = `${server?.own}-moving-${++count}`;
  const environment = { MONGODB_URI: server?.uri ?? '', KITH_MONGO_DATABASE: database };
  const openFile = () => openSqliteStore({ path: join(directory, 'kith.sqlite') });
  const openServer = () => openMongoStore({ uri: server?.uri ?? '', database, clock: systemClock });
  const sorted = async (open: () => Promise<Store>) => {
    const store = await open();
    try {
      const rows = Object.entries(await everything(store.tables));
      return Object.fromEntries(
        rows.map(([table, all]) => [table, all.map((row) => JSON.stringify(row)).sort()]),
      );
    } finally {
      await store.close();
    }
  };
  return {
    directory,
    environment,
    openFile,
    openServer,
    inFile: () => sorted(openFile),
    inServer: () => sorted(openServer),
    kith: async (...args: readonly string[]) => {
      const cli = cliTools({ directory, environment });
      const code = await cli.kith(...args);
      return { code, out: cli.out(), err: cli.err() };
    },
  };
};

/** Runs a command as people do and kills it when its first table has arrived, and the last one has not. */
const killedAmid = async (
  { directory, environment }: ReturnType<typeof deployment>,
  command: readonly string[],
): Promise<void> => {
  const child = spawn(process.execPath, [join(root, 'src', 'main.ts'), ...command], {
    cwd: root,
    env: { PATH: process.env.PATH, KITH_DATA_DIR: directory, ...environment },
    stdio: 'ignore',
  });
  const client = await new MongoClient(server?.uri ?? '').connect();
  try {
    const database = client.db(environment.KITH_MONGO_DATABASE);
    while (child.exitCode === null && (await database.collection('kith_applied').countDocuments()) === 0)
      await setImmediate();
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    expect(await database.collection('kith_accounts').countDocuments()).toBe(0);
  } finally {
    await client.close();
  }
};

describe.skipIf(server === undefined)('a deployment', () => {
  test('moves from its file to MongoDB and back, and nothing is lost', async () => {
    const here = deployment();
    const file = await here.openFile();
    await fill(file);
    await file.close();
    const kept = await here.inFile();

    const gone = await here.kith('migrate', '--from', 'sqlite', '--to', 'mongodb');
    expect([gone.code, gone.err]).toEqual([0, '']);
    expect(gone.out).toMatch(/^2 people and 10 messages are in mongodb:\/\/.* Set MONGODB_URI/);
    expect(await here.inServer()).toEqual(kept);
    expect(await here.inFile()).toEqual(kept);
    const again = await here.kith('migrate', '--from', 'sqlite', '--to', 'mongodb');
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('add --yes')]);

    const store = await here.openServer();
    const { session } = await meet(store);
    await exchange(store, session, 'said on the server', 'and answered there');
    await store.close();
    const back = await here.kith('migrate', '--from', 'mongodb', '--to', 'sqlite', '--yes');
    expect([back.code, back.err]).toEqual([0, '']);
    expect(await here.inFile()).toEqual(await here.inServer());
    expect((await here.inFile()).messages).toHaveLength(12);
    const returned = await here.openFile();
    await returned.health({ integrity: true });
    const texts = (await returned.messages.history(session.person, session.persona, 9)).map(
      ({ text }) => text,
    );
    expect(texts).toEqual(['said on the server', 'and answered there']);
    await returned.close();
  });

  test('is backed up from MongoDB and restored there, whole or not at all', async () => {
    const here = deployment();
    const store = await here.openServer();
    await fill(store);
    await store.close();
    const kept = await here.inServer();
    const file = join(here.directory, 'all.backup');
    expect(await here.kith('backup', file)).toMatchObject({ code: 0 });

    const grown = await here.openServer();
    await fill(grown);
    await grown.close();
    expect(await here.kith('restore', file)).toMatchObject({ code: 2 });
    expect(await here.kith('restore', file, '--yes')).toMatchObject({ code: 0 });
    expect(await here.inServer()).toEqual(kept);
    expect(readdirSync(here.directory)).toEqual(['all.backup']);

    // The same file is restored by a deployment without a server.
    const alone = cliTools();
    expect(await alone.kith('restore', file)).toBe(0);
    const copy = await openSqliteStore({ path: join(alone.directory, 'kith.sqlite') });
    expect((await everything(copy.tables)).messages).toHaveLength(kept.messages?.length ?? -1);
    await copy.close();
  });

  test('is neither moved nor restored while a Kith works on it, unless somebody knows better', async () => {
    const here = deployment();
    const store = await here.openServer();
    await fill(store);
    const file = join(here.directory, 'all.backup');
    expect(await here.kith('backup', file)).toMatchObject({ code: 0 });
    const lives = 'another-machine:7:1a2b';
    await store.leases.take(`process:${lives}`, lives, systemClock.now(), 3_600_000);
    await store.close();
    const kept = await here.inServer();

    for (const command of [
      ['restore', file, '--yes'],
      ['migrate', '--from', 'mongodb', '--to', 'sqlite'],
    ] as const) {
      const refused = await here.kith(...command);
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(lives)]);
      expect(refused.err).toContain('--force');
    }
    expect(readdirSync(here.directory)).toEqual(['all.backup']);
    expect(await here.inServer()).toEqual(kept);
    expect(await here.kith('restore', file, '--yes', '--force')).toMatchObject({ code: 0 });
    expect(await here.kith('migrate', '--from', 'mongodb', '--to', 'sqlite', '--force')).toMatchObject({
      code: 0,
    });
    expect(await here.kith('migrate', '--from', 'sqlite', '--to', 'mongodb', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining(lives),
    });
    expect(await here.inServer()).toEqual(kept);
  }, 60_000);

  test('of which half was replaced is not started on, until the same command has ended', async () => {
    const here = deployment();
    const file = await here.openFile();
    await fill(file);
    await file.close();
    const kept = await here.inFile();
    const command = ['migrate', '--from', 'sqlite', '--to', 'mongodb'] as const;

    await killedAmid(here, command);
    const again = `npx kith ${command.join(' ')}`;
    await expect(here.openServer()).rejects.toMatchObject({
      code: 'store.unavailable',
      message: expect.stringContaining(again),
    });
    await expect(here.kith('backup')).resolves.toMatchObject({ code: 1 });
    expect(await here.kith('restore', join(here.directory, 'other.backup'))).toMatchObject({
      code: 2,
      err: expect.stringContaining(again),
    });
    expect(await here.kith(...command)).toMatchObject({ code: 0, err: '' });
    expect(await here.inServer()).toEqual(kept);
  }, 60_000);

  test('of which half was restored is not started on either, until that has ended', async () => {
    const there = deployment();
    const store = await there.openServer();
    await fill(store);
    await store.close();
    const kept = await there.inServer();
    const file = join(there.directory, 'all.backup');
    expect(await there.kith('backup', file)).toMatchObject({ code: 0 });

    const here = deployment();
    const command = ['restore', file, '--yes'] as const;
    await killedAmid(here, command);
    await expect(here.openServer()).rejects.toMatchObject({
      code: 'store.unavailable',
      message: expect.stringContaining(`npx kith ${command.join(' ')}`),
    });
    expect(await here.kith(...command)).toMatchObject({ code: 0 });
    expect(await here.inServer()).toEqual(kept);
  }, 60_000);
});
