import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, expect, test } from 'vitest';
import { jobs as table } from '../../src/jobs/table.ts';
import { startTelegramServer, type TelegramServer } from '../platforms/telegram/server.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { freshFolder, kith, type Running } from './kith.ts';

interface Shown {
  readonly jobs?: readonly { readonly job: { readonly nextRunAt?: string; readonly lockedAt?: string } }[];
}

const TOKEN = 'a-token-of-the-operator';
let telegram: TelegramServer | undefined;
const running: Running[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.kill('SIGKILL', 'group');
    await one.closed;
  }
  await telegram?.stop();
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const mongo = await mongoForTests();
const stores = [
  { store: 'SQLite', more: {}, canRun: true },
  {
    store: 'MongoDB',
    more: { KITH_MONGO_URI: mongo?.uri ?? '', KITH_MONGO_DATABASE: mongo?.own ?? '' },
    canRun: mongo !== undefined,
  },
];

for (const { store, more, canRun } of stores)
  test.skipIf(!canRun)(
    `${store}: served, every job runs by itself; an operator lists them, runs one beside, and looks at the dashboard`,
    { timeout: 60_000 },
    async () => {
      telegram = await startTelegramServer();
      const folder = freshFolder();
      folders.push(folder);
      const data = { KITH_DATA_DIR: folder, ...more };
      const environment = {
        ...data,
        ...telegram.environment,
        KITH_HTTP_PORT: '0',
        KITH_HTTP_ADMINTOKEN: TOKEN,
        KITH_JOBS_POLLMS: '200',
      };
      const server = kith({ args: ['start'], environment });
      running.push(server);
      const beside = async (...args: readonly string[]) => {
        const one = kith({ args: ['jobs', ...args], environment: data });
        running.push(one);
        const { code } = await one.closed;
        return { code, out: one.lines.join('\n') };
      };

      await server.heard(2);
      const opened = () =>
        server
          .errors()
          .split('\n')
          .find((line) => line.includes('HTTP port open'));
      await expect.poll(opened, { timeout: 5_000 }).toBeDefined();
      const { port } = JSON.parse(opened() ?? '{}') as { port: number };
      const shown = async () => {
        const headers = { authorization: `Bearer ${TOKEN}` };
        const answer = await fetch(`http://127.0.0.1:${port}/jobs/api`, { headers });
        const { jobs = [] } = answer.ok ? ((await answer.json()) as Shown) : {};
        return jobs.map(({ job }) => job);
      };
      // Taken on by the schedule, and done once: by it, or at the start.
      const done = async () =>
        (await shown()).filter(
          ({ nextRunAt = '', lockedAt }) => !lockedAt && Date.parse(nextRunAt) > Date.now(),
        ).length;
      await expect.poll(done, { timeout: 10_000 }).toBe(table.length);

      const listed = await beside('list', '--json');
      const jobs = JSON.parse(listed.out) as readonly { readonly nextAt: string; readonly lastAt?: string }[];
      expect(jobs).toHaveLength(table.length);
      for (const { nextAt, lastAt } of jobs) {
        expect(lastAt).toBeDefined();
        expect(Date.parse(nextAt)).toBeGreaterThan(Date.parse(lastAt ?? ''));
      }
      expect(await beside('run', 'cleanup')).toEqual({ code: 0, out: 'cleanup: ended 0' });

      server.kill('SIGTERM');
      expect(await server.closed).toEqual({ code: 0, signal: null });
      expect(server.errors()).not.toContain(TOKEN);
      expect(new Set(await locksIn(store, folder))).toEqual(new Set([null]));
    },
  );

/** Of every job on the schedule since when it is taken, null: it is free. */
async function locksIn(store: string, folder: string): Promise<readonly unknown[]> {
  if (store === 'MongoDB') {
    const client = await MongoClient.connect(mongo?.uri ?? '');
    const rows = await client.db(mongo?.own).collection('kith_schedule').find().toArray();
    await client.close();
    return rows.map(({ lockedAt }) => lockedAt ?? null);
  }
  const file = new DatabaseSync(join(folder, 'kith.sqlite'));
  const rows = file.prepare('SELECT locked_at FROM schedule').all();
  file.close();
  return rows.map(({ locked_at }) => locked_at);
}
