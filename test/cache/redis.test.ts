import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { createLruCache } from '../../src/cache/lru.ts';
import { openRedisCache } from '../../src/cache/redis.ts';
import { systemClock } from '../../src/system/clock.ts';
import { systemRandom } from '../../src/system/random.ts';
import { cacheContract } from '../contracts/cache.contract.ts';
import { keptLog } from '../core/conversation/world.ts';
import { redisForTests } from '../servers/for-tests.ts';

const server = await redisForTests();

describe.skipIf(server === undefined)('redis', () => {
  const client = new Redis(server?.uri ?? '', { lazyConnect: true });
  afterAll(() => client.disconnect());
  let opened = 0;
  const newPrefix = () => `${server?.own}:${++opened}:`;
  const open = (prefix: string, store = 'one') =>
    openRedisCache({
      url: server?.uri ?? '',
      prefix,
      store,
      // Other suites share the processor.
      commandMs: 2_000,
      connectMs: 2_000,
      retryMs: 50,
      own: createLruCache({ maxEntries: 100, clock: systemClock }),
      clock: systemClock,
      random: systemRandom,
      log: keptLog(),
    });
  /** Shortens the life of every key there is. */
  const pass = async (prefix: string, seconds: number) => {
    for (const key of await client.keys(`${prefix}*`)) {
      const left = (await client.pttl(key)) - seconds * 1_000;
      await client.pexpire(key, left);
    }
  };

  cacheContract('redis', async () => {
    const prefix = newPrefix();
    return { cache: await open(prefix), pass: (seconds) => pass(prefix, seconds) };
  });

  test('two processes share copies, and neither keeps what the other made old', async () => {
    const prefix = newPrefix();
    const [one, other] = [await open(prefix), await open(prefix)];
    const lease = async () => {
      const [found = {}] = await one.lookup(['facts:ana']);
      return 'lease' in found ? (found.lease ?? '') : '';
    };
    const early = await lease();
    await other.delete('facts:ana');
    await one.fill([{ key: 'facts:ana', lease: early, value: 'old' }], 3600);
    expect(await other.get('facts:ana')).toBeUndefined();
    await one.fill([{ key: 'facts:ana', lease: await lease(), value: 'new' }], 3600);
    expect(await other.lookup(['facts:ana'])).toEqual([{ value: 'new' }]);
    expect(await other.addIfAbsent('seen:1', 60)).toBe(true);
    expect(await one.addIfAbsent('seen:1', 60)).toBe(false);
    await one.set('seen:2', true, 60);
    expect(await other.addIfAbsent('seen:2', 60)).toBe(false);
    await Promise.all([one.close(), other.close()]);
  });

  test('a value that is broken, of another kind, or of another program, is a miss that heals', async () => {
    const prefix = newPrefix();
    const cache = await open(prefix);
    await cache.set('a', 1, 60);
    const whole = String(await client.get(`${prefix}a`));
    const foreign: readonly (() => Promise<unknown>)[] = [
      () => client.set(`${prefix}a`, whole.slice(0, -2)),
      () => client.set(`${prefix}a`, 'foreign'),
      () => client.set(`${prefix}a`, ''),
      () => client.set(`${prefix}a`, '{"points":3}'),
      () => client.set(`${prefix}a`, '{"epoch":"another","value":5}'),
      () => client.del(`${prefix}a`).then(() => client.lpush(`${prefix}a`, 'x')),
      () => client.set(`${prefix}kith:epoch`, 'by,"hand'),
    ];
    for (const spoil of foreign) {
      await spoil();
      expect(await cache.get('a')).toBeUndefined();
      const [found = {}] = await cache.lookup(['a']);
      expect(found).toHaveProperty('lease');
      if ('lease' in found && found.lease !== undefined)
        await cache.fill([{ key: 'a', lease: found.lease, value: 2 }], 60);
      expect(await cache.get('a')).toBe(2);
    }
    await cache.close();
  });

  test('two stores on one Redis never see copies of each other', async () => {
    const prefix = newPrefix();
    const [one, other] = [await open(prefix), await open(prefix, 'another')];
    for (const [cache, name] of [
      [one, 'ana'],
      [other, 'bob'],
      [one, 'ana'],
    ] as const) {
      expect(await cache.get('facts:p1')).toBeUndefined();
      const [found = {}] = await cache.lookup(['facts:p1']);
      const lease = 'lease' in found ? (found.lease ?? '') : '';
      await cache.fill([{ key: 'facts:p1', lease, value: name }], 60);
      expect(await cache.get('facts:p1')).toBe(name);
    }
    // Two bots in one channel hear the same message.
    for (const cache of [one, other]) expect(await cache.addIfAbsent('seen:discord:1', 60)).toBe(true);
    expect(await other.addIfAbsent('seen:discord:1', 60)).toBe(false);
    await Promise.all([one.close(), other.close()]);
  });

  test('the same copy read twice is the same object, another one is not', async () => {
    const cache = await open(newPrefix());
    await cache.set('a', { points: 1 }, 60);
    const first = await cache.get('a');
    expect(await cache.get('a')).toBe(first);
    await cache.set('a', { points: 2 }, 60);
    expect(await cache.get('a')).toEqual({ points: 2 });
    await cache.close();
  });

  test('nothing stays for longer than it may', async () => {
    const prefix = newPrefix();
    const cache = await open(prefix);
    await cache.set('session:1', {}, 3600);
    await cache.addIfAbsent('seen:1', 3600);
    await cache.lookup(['facts:1']);
    const keys = await client.keys(`${prefix}*`);
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      const life = await client.ttl(key);
      expect(life).toBeGreaterThan(0);
      expect(life).toBeLessThanOrEqual(3600);
    }
    await cache.close();
  });
});
