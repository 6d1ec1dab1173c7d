import { Redis } from 'ioredis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLruCache } from '../../src/cache/lru.ts';
import { openRedisCache, type RedisCacheOptions } from '../../src/cache/redis.ts';
import type { Cache } from '../../src/core/ports/cache.ts';
import { systemClock } from '../../src/system/clock.ts';
import { systemRandom } from '../../src/system/random.ts';
import { keptLog } from '../core/conversation/world.ts';
import { findProgram } from '../servers/find-program.ts';
import type { OwnServer } from '../servers/own-server.ts';
import { startRedis } from '../servers/redis.ts';
import { openProxy } from './support/proxy.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function started(): Promise<OwnServer & { readonly client: Redis }> {
  const server = await startRedis();
  if (server === undefined) throw new Error('redis-server did not start');
  const client = new Redis(server.uri, { lazyConnect: true, retryStrategy: () => 20 });
  client.on('error', () => {});
  closing.push(
    () => server.stop(),
    () => client.disconnect(),
  );
  return { ...server, client };
}

async function opened(url: string, options: Partial<RedisCacheOptions> = {}) {
  const log = keptLog();
  const cache = await openRedisCache({
    url,
    prefix: '',
    store: 'one',
    commandMs: 100,
    connectMs: 1_000,
    retryMs: 100,
    own: createLruCache({ maxEntries: 100, clock: systemClock }),
    clock: systemClock,
    random: systemRandom,
    log,
    ...options,
  });
  closing.push(() => cache.close());
  const said = () => log.events.map(({ level, event }) => `${level} ${event}`);
  return { cache, log, said };
}

const GONE = 'warn Cache unavailable';
const BACK = 'info Cache is back';

/** What a turn does: looks, brings what is missing, and forgets what it changed. */
async function work(cache: Cache): Promise<number> {
  const begun = performance.now();
  await cache.addIfAbsent(`seen:${begun}`, 60);
  const [found = {}] = await cache.lookup(['facts:ana']);
  if ('lease' in found && found.lease !== undefined)
    await cache.fill([{ key: 'facts:ana', lease: found.lease, value: [] }], 60);
  await cache.lookup(['episodes:ana']);
  await cache.delete('affinity:ana');
  return performance.now() - begun;
}

/** It is used again: a lease is given, what is filled is found. */
const isUsed = async (cache: Cache) => {
  await work(cache);
  return (await cache.get('facts:ana')) !== undefined;
};
const untilUsed = (cache: Cache) =>
  vi.waitFor(async () => expect(await isUsed(cache)).toBe(true), { timeout: 10_000, interval: 20 });

describe.skipIf(findProgram('redis-server') === undefined)('a Redis', () => {
  test('that hangs costs one wait, and is used again when it answers', async () => {
    const server = await started();
    const { cache, said } = await opened(server.uri, { retryMs: 1_000 });
    await cache.set('facts:ana', ['old'], 60);
    server.pause();
    // A second at the most, on a machine that does much else; it hangs for as long as it is paused.
    expect(await work(cache)).toBeLessThan(1_000);
    expect(await cache.get('facts:ana')).toBeUndefined();
    expect(await work(cache)).toBeLessThan(90);
    expect(said()).toEqual([GONE]);
    server.resume();
    await vi.waitFor(() => cache.get('x').then(() => expect(said()).toEqual([GONE, BACK])), {
      timeout: 10_000,
    });
    // It was written before, and who knows what was missed since.
    expect(await cache.get('facts:ana')).toBeUndefined();
    await untilUsed(cache);
  });

  test('that answers after two seconds costs one wait', async () => {
    const server = await started();
    const { cache, said } = await opened(server.uri);
    await server.client.client('PAUSE', 2_000);
    const spent = [await work(cache), await work(cache), await work(cache)];
    expect(Math.max(...spent)).toBeLessThan(1_000);
    await untilUsed(cache);
    expect(said()).toEqual([GONE, BACK]);
  });

  test('that is killed is done without, and found again when it is started', async () => {
    const server = await started();
    const { cache, said } = await opened(server.uri);
    await cache.addIfAbsent('seen:1', 60);
    await server.kill();
    await vi.waitFor(() => expect(said()).toEqual([GONE]));
    expect(await work(cache)).toBeLessThan(1_000);
    // Every message is new once, also without it.
    expect([await cache.addIfAbsent('seen:1', 60), await cache.addIfAbsent('seen:2', 60)]).toEqual([
      false,
      true,
    ]);
    expect(await cache.addIfAbsent('seen:2', 60)).toBe(false);
    await server.restart();
    // Nobody has to ask for it.
    await vi.waitFor(() => expect(said()).toEqual([GONE, BACK]), { timeout: 10_000 });
    await untilUsed(cache);
    expect(said()).toEqual([GONE, BACK]);
  });

  test('that is not there yet when Kith starts is used from when it is', async () => {
    const server = await started();
    await server.kill();
    const begun = performance.now();
    const { cache, said } = await opened(server.uri);
    expect(performance.now() - begun).toBeLessThan(1_500);
    expect(said()).toEqual([GONE]);
    await server.restart();
    await untilUsed(cache);
    expect(said()).toEqual([GONE, BACK]);
  });

  test('that is flushed is empty, and nothing else', async () => {
    const server = await started();
    const { cache, said } = await opened(server.uri);
    await cache.set('facts:ana', ['old'], 60);
    const [found = {}] = await cache.lookup(['mood:ana']);
    await server.client.flushall();
    await cache.fill(
      [{ key: 'mood:ana', lease: 'lease' in found ? (found.lease ?? '') : '', value: 'old' }],
      60,
    );
    expect([await cache.get('facts:ana'), await cache.get('mood:ana')]).toEqual([undefined, undefined]);
    await server.client.script('FLUSH');
    expect(await isUsed(cache)).toBe(true);
    expect(said()).toEqual([]);
  });

  test.each([
    ['is full', ['maxmemory', '1'], ['maxmemory', '0'], /full.*maxmemory/],
    ['takes no writes', ['min-replicas-to-write', '1'], ['min-replicas-to-write', '0'], /Redis/],
  ] as const)('that %s is left alone until it is not', async (_, broken, whole, remedy) => {
    const server = await started();
    const { cache, log, said } = await opened(server.uri);
    await server.client.config('SET', ...broken);
    for (let round = 0; round < 20; round += 1) await work(cache);
    expect(await isUsed(cache)).toBe(false);
    expect(said()).toEqual([GONE]);
    expect(log.events[0]?.fields.says).toMatch(remedy);
    await server.client.config('SET', ...whole);
    await untilUsed(cache);
    expect(said()).toEqual([GONE, BACK]);
  });

  test('that became a replica is left alone until it is the primary again', async () => {
    const server = await started();
    const { cache, log, said } = await opened(server.uri);
    await server.client.call('REPLICAOF', '127.0.0.1', '1');
    await work(cache);
    await vi.waitFor(() => expect(said()).toEqual([GONE]));
    expect(log.events[0]?.fields.says).toMatch(/primary/);
    await server.client.call('REPLICAOF', 'NO', 'ONE');
    await untilUsed(cache);
    expect(said()).toEqual([GONE, BACK]);
  });

  test('that refuses the password is named, the password is not', async () => {
    const server = await started();
    await server.client.config('SET', 'requirepass', 'right');
    const { cache, log, said } = await opened(server.uri.replace('//', '//default:very-wrong@'));
    expect(await work(cache)).toBeLessThan(1_000);
    expect(said()).toEqual([GONE]);
    expect(log.events[0]?.fields.says).toMatch(/password.*REDIS_URL/);
    expect(JSON.stringify(log.events)).not.toContain('very-wrong');
  });

  test('one process cannot reach: what it changed meanwhile is old for nobody once it can', async () => {
    const server = await started();
    const way = await openProxy(Number(new URL(server.uri).port));
    closing.push(() => way.close());
    const near = await opened(server.uri);
    const far = await opened(`redis://127.0.0.1:${way.port}`);
    await untilUsed(near.cache);
    await near.cache.set('facts:ana', ['old'], 60);
    expect(await far.cache.get('facts:ana')).toEqual(['old']);
    way.cut();
    await vi.waitFor(() => expect(far.said()).toEqual([GONE]));
    await far.cache.delete('facts:ana');
    way.mend();
    await vi.waitFor(() => expect(far.said()).toEqual([GONE, BACK]), { timeout: 10_000 });
    expect(await near.cache.get('facts:ana')).toBeUndefined();
    expect(near.said()).toEqual([]);
  });
});
