import { afterEach, describe, expect } from 'vitest';
import type { Cache } from '../../src/core/ports/cache.ts';
import { type Contract, checks } from './contract.ts';

/** A cache of its own for each test, and a way to let time pass for it. */
export interface CacheUnderTest {
  readonly cache: Cache;
  pass(seconds: number): Promise<void> | void;
}

/** The lease a look at a key gave; there must be no copy. */
const leaseOf = async (cache: Cache, key: string): Promise<string> => {
  const [found = {}] = await cache.lookup([key]);
  expect(found).not.toHaveProperty('value');
  if ('value' in found || found.lease === undefined) throw new Error(`No lease for ${key}.`);
  return found.lease;
};

/** What every cache does. */
export const cacheContract: Contract<CacheUnderTest> = (name, open, { skip = [] } = {}) => {
  const check = checks(skip);
  const opened: Cache[] = [];
  const fresh = async (): Promise<CacheUnderTest> => {
    const under = await open();
    opened.push(under.cache);
    return under;
  };
  afterEach(async () => {
    for (const cache of opened.splice(0)) await cache.close();
  });

  describe(`cache: ${name}`, () => {
    check('a key never set is a miss', async () => {
      const { cache } = await fresh();
      expect(await cache.get('facts:nobody')).toBeUndefined();
    });
    check('what was set comes back as it was', async () => {
      const { cache } = await fresh();
      const value = { name: 'Lucía 🐈', list: [1, 2.5, null], nested: { yes: true } };
      await cache.set('facts:1', value, 3600);
      expect(await cache.get('facts:1')).toEqual(value);
    });
    for (const value of [[], null, 0, '', false]) {
      check(`${JSON.stringify(value)} is a hit`, async () => {
        const { cache } = await fresh();
        await cache.set('empty', value, 60);
        expect(await cache.get('empty')).toEqual(value);
      });
    }
    check('a later value replaces the earlier and starts its time anew', async () => {
      const { cache, pass } = await fresh();
      await cache.set('mood:1', 'shy', 2);
      await pass(1);
      await cache.set('mood:1', 'happy', 2);
      await pass(1.5);
      expect(await cache.get('mood:1')).toBe('happy');
    });
    check('a value is gone after its time and not before', async () => {
      const { cache, pass } = await fresh();
      await cache.set('facts:1', [], 3);
      await pass(1);
      expect(await cache.get('facts:1')).toEqual([]);
      await pass(3);
      expect(await cache.get('facts:1')).toBeUndefined();
    });
    check('delete removes the named keys only, and unknown keys are no error', async () => {
      const { cache } = await fresh();
      await cache.set('a', 1, 60);
      await cache.set('b', 2, 60);
      await cache.set('c', 3, 60);
      await cache.delete('a', 'b', 'never set');
      await cache.delete();
      expect([await cache.get('a'), await cache.get('b'), await cache.get('c')]).toEqual([
        undefined,
        undefined,
        3,
      ]);
    });
    check('of fifty who add a key at once, one is the first', async () => {
      const { cache } = await fresh();
      const firsts = await Promise.all(
        Array.from({ length: 50 }, () => cache.addIfAbsent('event:terminal:1', 60)),
      );
      expect(firsts.filter(Boolean)).toHaveLength(1);
    });
    check('an added key may be added again after its time, or once deleted', async () => {
      const { cache, pass } = await fresh();
      expect(await cache.addIfAbsent('event:1', 1)).toBe(true);
      expect(await cache.addIfAbsent('event:1', 1)).toBe(false);
      await pass(2);
      expect(await cache.addIfAbsent('event:1', 60)).toBe(true);
      await cache.delete('event:1');
      expect(await cache.addIfAbsent('event:1', 60)).toBe(true);
    });
    check('a look finds copies, empty ones too, and a lease for each that is missing', async () => {
      const { cache } = await fresh();
      await cache.set('a', [], 60);
      await cache.set('c', null, 60);
      const [a, b, c] = await cache.lookup(['a', 'b', 'c']);
      expect([a, c]).toEqual([{ value: [] }, { value: null }]);
      expect(b).toEqual({ lease: expect.any(String) });
      expect(await cache.get('b')).toBeUndefined();
      expect(await cache.lookup([])).toEqual([]);
    });
    check('what is brought under a lease is found, for its time', async () => {
      const { cache, pass } = await fresh();
      const lease = await leaseOf(cache, 'facts:1');
      await cache.fill([{ key: 'facts:1', lease, value: ['cats'] }], 3);
      expect(await cache.lookup(['facts:1'])).toEqual([{ value: ['cats'] }]);
      await pass(1);
      expect(await cache.get('facts:1')).toEqual(['cats']);
      await pass(3);
      expect(await cache.get('facts:1')).toBeUndefined();
      await cache.fill([], 3);
    });
    check('what was read before a deletion is not kept', async () => {
      const { cache } = await fresh();
      const lease = await leaseOf(cache, 'facts:1');
      await cache.delete('facts:1');
      await cache.fill([{ key: 'facts:1', lease, value: 'old' }], 60);
      expect(await cache.get('facts:1')).toBeUndefined();
      // Whoever looked after the deletion may.
      const later = await leaseOf(cache, 'facts:1');
      await cache.fill([{ key: 'facts:1', lease, value: 'old' }], 60);
      await cache.fill([{ key: 'facts:1', lease: later, value: 'new' }], 60);
      expect(await cache.get('facts:1')).toBe('new');
    });
    check('what was read before a value was set does not replace it', async () => {
      const { cache } = await fresh();
      const lease = await leaseOf(cache, 'mood:1');
      await cache.set('mood:1', 'happy', 60);
      await cache.fill([{ key: 'mood:1', lease, value: 'shy' }], 60);
      expect(await cache.get('mood:1')).toBe('happy');
    });
    check('of many who miss at once the first fills, and a lease does not last', async () => {
      const { cache, pass } = await fresh();
      const leases = await Promise.all(Array.from({ length: 20 }, () => leaseOf(cache, 'facts:1')));
      await Promise.all(
        leases.map((lease, index) => cache.fill([{ key: 'facts:1', lease, value: index }], 60)),
      );
      expect(await cache.get('facts:1')).toBe(0);
      const late = await leaseOf(cache, 'facts:2');
      await pass(60);
      await cache.fill([{ key: 'facts:2', lease: late, value: 'late' }], 60);
      expect(await cache.get('facts:2')).toBeUndefined();
    });
    check('any text is a key', async () => {
      const { cache } = await fresh();
      const keys = ['', ' ', '__proto__', 'constructor', 'clé:ñ:🐈', 'a\0b', 'x'.repeat(10_000)];
      for (const key of keys) await cache.set(key, key.length, 60);
      for (const key of keys) expect(await cache.get(key)).toBe(key.length);
    });
  });
};
