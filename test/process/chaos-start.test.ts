import { afterAll, expect, test } from 'vitest';
import { startTelegramServer } from '../platforms/telegram/server.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { freePort } from '../servers/tethered.ts';
import { linesOf } from './chaos/stand.ts';
import { freshFolder, kith } from './kith.ts';

const mongo = await mongoForTests();
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});
const PASSWORD = 'nobody-may-read-this';

async function serve(more: Readonly<Record<string, string>>) {
  const telegram = await startTelegramServer();
  const running = kith({
    args: ['start'],
    environment: {
      KITH_DATA_DIR: freshFolder(),
      KITH_HTTP_PORT: '0',
      KITH_LOG_LEVEL: 'debug',
      ...telegram.environment,
      ...more,
    },
  });
  ends.push(telegram.stop, async () => {
    running.kill('SIGKILL', 'group');
    await running.closed;
  });
  return { telegram, running };
}

test('where MongoDB is not there, one line says so within 10 s, and it ends with 1', async () => {
  const begun = performance.now();
  const { running } = await serve({
    MONGODB_URI: `mongodb://kith:${PASSWORD}@127.0.0.1:${await freePort()}/kith`,
  });
  expect(await running.closed).toEqual({ code: 1, signal: null });
  expect(performance.now() - begun).toBeLessThan(10_000);
  const said = running
    .errors()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'));
  expect(said).toEqual([
    expect.stringMatching(/^MongoDB at 127\.0\.0\.1:\d+ .*cannot be reached.*MONGODB_URI/),
  ]);
  expect(running.errors() + running.lines.join('\n')).not.toContain(PASSWORD);
  expect(running.lines).toEqual([]);
});

test.skipIf(mongo === undefined)('where Redis is not there, it warns once and answers', async () => {
  const { telegram, running } = await serve({
    MONGODB_URI: mongo?.uri ?? '',
    KITH_MONGO_DATABASE: mongo?.own ?? '',
    REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${await freePort()}`,
    KITH_REDIS_RETRYMS: '100',
  });
  await telegram.ready(15_000);
  for (const [index, text] of ['Hello there', 'It is late', 'Good night'].entries()) {
    await telegram.say({ who: 'Ana', text });
    await expect
      .poll(() => telegram.shown('direct', 'Ana').length, { timeout: 15_000 })
      .toBeGreaterThan(index);
  }
  const warned = linesOf(running).filter(({ msg }) => msg === 'Cache unavailable');
  expect(warned).toHaveLength(1);
  expect(JSON.stringify(warned)).toContain('REDIS_URL');
  running.kill('SIGTERM');
  expect((await running.closed).code).toBe(0);
  expect(running.errors()).not.toContain(PASSWORD);
  expect(running.errors()).not.toMatch(/unhandled/i);
});
