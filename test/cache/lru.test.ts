import { expect, test } from 'vitest';
import { createLruCache } from '../../src/cache/lru.ts';
import { cacheContract } from '../contracts/cache.contract.ts';

const open = (maxEntries: number, start = 0) => {
  let now = start;
  const cache = createLruCache({ maxEntries, clock: { now: () => now, sleep: async () => {} } });
  return {
    cache,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
};

cacheContract('lru', async () => open(1000));

test('facts cached for an hour are there at 3,599 s and gone at 3,600 s, whenever the clock began', async () => {
  for (const start of [0, -5_000, 1_767_607_200_000]) {
    const { cache, pass } = open(10, start);
    await cache.set('facts:user1', [], 3600);
    pass(3599);
    expect(await cache.get('facts:user1')).toEqual([]);
    pass(1);
    expect(await cache.get('facts:user1')).toBeUndefined();
  }
});

test('the least recently used entry makes room', async () => {
  const { cache } = open(2);
  await cache.set('a', 1, 60);
  await cache.set('b', 2, 60);
  await cache.get('a');
  await cache.set('c', 3, 60);
  expect([await cache.get('a'), await cache.get('b'), await cache.get('c')]).toEqual([1, undefined, 3]);
});
