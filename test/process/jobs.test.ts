import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { JobStatus } from '../../src/core/ports/jobs.ts';
import { startTelegramServer, type TelegramServer } from '../platforms/telegram/server.ts';
import { freshFolder, kith, type Running } from './kith.ts';

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

test('served, every job runs by itself; an operator lists them, runs one beside, and looks at the dashboard', async () => {
  telegram = await startTelegramServer();
  const folder = freshFolder();
  folders.push(folder);
  const data = { KITH_DATA_DIR: folder };
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
  const jobs = async () => JSON.parse((await beside('list', '--json')).out) as JobStatus[];
  await expect
    .poll(async () => (await jobs()).filter(({ lastAt }) => lastAt === undefined), { timeout: 15_000 })
    .toEqual([]);
  for (const { nextAt } of await jobs()) expect(Date.parse(String(nextAt))).toBeGreaterThan(Date.now());
  expect(await beside('run', 'cleanup')).toEqual({ code: 0, out: 'cleanup: ended 0' });

  const log = server.errors().split('\n');
  const { port } = JSON.parse(log.find((line) => line.includes('HTTP port open')) ?? '{}') as {
    port: number;
  };
  const authorization = `Bearer ${TOKEN}`;
  const api = await fetch(`http://127.0.0.1:${port}/jobs/api`, { headers: { authorization } });
  expect(await api.json()).toMatchObject({ total: (await jobs()).length });

  server.kill('SIGTERM');
  expect(await server.closed).toEqual({ code: 0, signal: null });
  expect(server.errors()).not.toContain(TOKEN);
  const file = new DatabaseSync(join(folder, 'kith.sqlite'));
  expect(file.prepare('SELECT name FROM schedule WHERE locked_at IS NOT NULL').all()).toEqual([]);
  file.close();
});
