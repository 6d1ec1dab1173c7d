import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { mongoForTests, redisForTests } from '../servers/for-tests.ts';
import { freePort } from '../servers/tethered.ts';
import { cliTools } from './cli-tools.ts';

const [mongo, redis] = await Promise.all([mongoForTests(), redisForTests()]);
const PASSWORD = 'nobody-may-read-this';

async function examined(environment: Readonly<Record<string, string>>) {
  const { kith, out } = cliTools({ environment });
  const code = await kith('doctor');
  expect(out()).not.toContain(PASSWORD);
  return { code, out: out() };
}

describe.skipIf(mongo === undefined || redis === undefined)('kith doctor, with MongoDB and Redis', () => {
  test('the environment of compose.yaml: both are named and well', async () => {
    const { code, out } = await examined({
      MONGODB_URI: `${mongo?.uri}/${mongo?.own}?appName=${PASSWORD}`,
      REDIS_URL: redis?.uri ?? '',
    });
    expect(code).toBe(0);
    const host = new URL(redis?.uri ?? '').host;
    expect(out).toContain(`ok   store    ${mongo?.uri}/${mongo?.own}: 0 people, 0 messages, integrity ok\n`);
    expect(out).toMatch(
      new RegExp(`^(ok  |note) redis {4}${host}: Redis \\d+\\.\\d+\\.\\d+, answers in \\d+ ms$`, 'm'),
    );
  });

  test('a Redis that refuses the password says so', async () => {
    const { REDIS_TEST_URL } = process.env;
    if (REDIS_TEST_URL !== undefined) return;
    const client = new Redis(redis?.uri ?? '');
    await client.call('ACL', 'SETUSER', 'doctor', 'on', `>${PASSWORD}`, 'allkeys', '+@all', '-set');
    const { host } = new URL(redis?.uri ?? '');
    const wrong = await examined({ REDIS_URL: `redis://doctor:not-${PASSWORD}@${host}` });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/^FAIL redis .*WRONGPASS[\s\S]*?→ Redis refuses the password/m);
    const poor = await examined({ REDIS_URL: `redis://doctor:${PASSWORD}@${host}` });
    expect(poor.out).toMatch(/^FAIL redis [\s\S]*?→ The Redis user may not do this/m);
    await client.call('ACL', 'DELUSER', 'doctor');
    client.disconnect();
  });
});

test('kith doctor, with neither there: each says what to do, and it ends with 1', async () => {
  const port = await freePort();
  const { code, out } = await examined({
    MONGODB_URI: `mongodb://kith:${PASSWORD}@127.0.0.1:${port}/kith`,
    KITH_MONGO_SERVERSELECTIONMS: '500',
    REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${port}`,
  });
  expect(code).toBe(1);
  expect(out).toMatch(/^FAIL store .*cannot be reached[\s\S]*?→ check that MongoDB runs, and MONGODB_URI/m);
  expect(out).toMatch(
    new RegExp(`^FAIL redis +127\\.0\\.0\\.1:${port}: .*ECONNREFUSED[\\s\\S]*?→ Is Redis running`, 'm'),
  );
});

test('kith doctor says whether backups can be read by whoever has them', async () => {
  expect((await examined({})).out).toMatch(/^note backups {2}not encrypted.*\n +→ set KITH_SECRET_KEY/m);
  const { out } = await examined({ KITH_SECRET_KEY: 'ab'.repeat(32) });
  expect(out).toContain('ok   backups  encrypted with KITH_SECRET_KEY\n');
});
