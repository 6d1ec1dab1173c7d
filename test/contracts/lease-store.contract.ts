import { describe, expect } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';
import { fresh, monday } from '../store/samples.ts';
import { type Contract, type StoreContractOptions, suite } from './contract.ts';

const fifty = Array.from({ length: 50 }, (_, index) => `owner-${index}`);
const TTL = 10_000;

/** What every store does about names that one process holds at a time. */
export const leaseStoreContract: Contract<Store, StoreContractOptions> = (name, open, options = {}) => {
  const { check, opening } = suite(open, options);
  const { openTwo } = options;

  describe(`store: ${name}: leases`, () => {
    check('of fifty who ask at once one gets it, and the rest know who', async () => {
      const { leases } = await opening();
      const lease = fresh('job');
      const taken = await Promise.all(fifty.map((owner) => leases.take(lease, owner, monday, TTL)));
      const [first, ...others] = taken.filter((each) => each !== undefined);
      expect(others).toEqual([]);
      expect(await leases.holder(lease, monday)).toEqual({ ...first, until: monday + TTL });
    });
    if (openTwo !== undefined)
      check('of two processes one gets it', async () => {
        const two = await openTwo();
        opening.close(...two);
        for (let round = 0; round < 20; round++) {
          const lease = fresh('job');
          const taken = await Promise.all(
            fifty.slice(0, 4).map((owner, index) => two[index % 2]!.leases.take(lease, owner, monday, TTL)),
          );
          expect(taken.filter((each) => each !== undefined)).toHaveLength(1);
        }
      });
    check('a token grows with every new holder and never falls', async () => {
      const { leases } = await opening();
      const lease = fresh('job');
      const first = await leases.take(lease, 'a', monday, TTL);
      expect(await leases.take(lease, 'a', monday + 1, TTL)).toEqual(first);
      expect(await leases.take(lease, 'b', monday + TTL, TTL)).toBeUndefined();
      const second = await leases.take(lease, 'b', monday + 1 + TTL, TTL);
      expect(second!.token).toBeGreaterThan(first!.token);
      await leases.giveBack(second!);
      const third = await leases.take(lease, 'a', monday + 2 + TTL, TTL);
      expect(third!.token).toBeGreaterThan(second!.token);
      // Its own, once it has run out, may have been another's in between for all the holder knows.
      const fourth = await leases.take(lease, 'a', monday + 2 + 2 * TTL, TTL);
      expect(fourth!.token).toBeGreaterThan(third!.token);
    });
    check('it is held as long as it is renewed, and not a moment longer', async () => {
      const { leases } = await opening();
      const lease = (await leases.take(fresh('job'), 'a', monday, TTL))!;
      expect(await leases.renew(lease, monday + TTL - 1, TTL)).toBe(true);
      expect(await leases.holder(lease.name, monday + 2 * TTL - 2)).toMatchObject({ owner: 'a' });
      expect(await leases.holder(lease.name, monday + 2 * TTL - 1)).toBeUndefined();
      expect(await leases.renew(lease, monday + 2 * TTL - 1, TTL)).toBe(false);
      const next = (await leases.take(lease.name, 'b', monday + 3 * TTL, TTL))!;
      expect(await leases.renew(lease, monday + 3 * TTL, TTL)).toBe(false);
      await leases.giveBack(lease);
      expect(await leases.holder(lease.name, monday + 3 * TTL)).toMatchObject({
        owner: 'b',
        token: next.token,
      });
    });
    check('what was given back is free at once', async () => {
      const { leases } = await opening();
      const lease = (await leases.take(fresh('job'), 'a', monday, TTL))!;
      await leases.giveBack(lease);
      expect(await leases.holder(lease.name, monday)).toBeUndefined();
      expect(await leases.take(lease.name, 'b', monday, TTL)).toMatchObject({ owner: 'b' });
    });
    check('all that are held are found by the beginning of their names', async () => {
      const { leases } = await opening();
      const prefix = `${fresh('process')}:`;
      for (const name of ['b', 'a', 'gone', 'back'])
        await leases.take(prefix + name, `owner of ${name}`, name === 'gone' ? monday - TTL : monday, TTL);
      await leases.giveBack((await leases.take(`${prefix}back`, 'owner of back', monday, TTL))!);
      await leases.take(fresh('job'), 'another', monday, TTL);
      expect(await leases.held(prefix, monday)).toEqual(
        ['a', 'b'].map((name) => ({
          name: prefix + name,
          owner: `owner of ${name}`,
          token: 1,
          until: monday + TTL,
        })),
      );
    });
    check('those that ran out long ago are forgotten by the beginning of their names', async () => {
      const { leases } = await opening();
      const prefix = `${fresh('process')}:`;
      await leases.take(`${prefix}old`, 'a', monday, TTL);
      await leases.take(`${prefix}new`, 'a', monday + TTL, TTL);
      const other = (await leases.take(fresh('job'), 'a', monday, TTL))!;
      expect(await leases.forget(prefix, monday + TTL + 1)).toBe(1);
      expect(await leases.holder(`${prefix}new`, monday + TTL)).toBeDefined();
      expect((await leases.take(other.name, 'b', monday + TTL, TTL))!.token).toBeGreaterThan(other.token);
    });
  });
};
