import { describe, expect } from 'vitest';
import { accountId } from '../../src/core/ids.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { copyAll, everything, fill } from '../store/filled.ts';
import { alicia, exchange, fresh, meet, monday } from '../store/samples.ts';
import { type Contract, suite } from './contract.ts';

/** What a store does that can be copied as a whole. `open` gives an empty store of its own. */
export const tablesContract: Contract<Store> = (name, open, options) => {
  const { check, opening } = suite(open, options);

  describe(`tables: ${name}`, () => {
    check('a copy of everything is equal to it, row by row and by its checksums', async () => {
      const [from, to] = [await opening(), await opening()];
      await fill(from);
      await copyAll(from.tables, to.tables);
      const kept = await everything(from.tables);
      expect(await everything(to.tables)).toEqual(kept);
      expect(JSON.stringify(await everything(to.tables))).toBe(JSON.stringify(kept));
      for (const table of from.tables.names) {
        expect(await to.tables.checksum(table), table).toEqual(await from.tables.checksum(table));
        expect((await from.tables.checksum(table)).rows, table).toBe(kept[table]?.length);
      }
      expect(kept.messages).not.toHaveLength(0);
      expect(kept.messages?.[0]).toMatchObject({ is_hidden: false, speaker: 'user' });
      expect(kept.messages?.[1]).toMatchObject({ platform_ids: ['1'], speaker: 'assistant' });
    });

    check('loading the same rows again changes nothing, other values of a row replace it', async () => {
      const [from, to] = [await opening(), await opening()];
      await fill(from);
      await copyAll(from.tables, to.tables);
      const once = await everything(to.tables);
      await copyAll(from.tables, to.tables);
      expect(await everything(to.tables)).toEqual(once);
      const [ana] = once.people ?? [];
      const silent = Object.fromEntries(
        Object.entries({ ...ana, is_greeted: false }).filter(([column]) => column !== 'language'),
      );
      await to.tables.load('people', [silent]);
      expect((await everything(to.tables)).people?.[0]).toEqual(silent);
      expect((await everything(to.tables)).accounts).toEqual(once.accounts);
    });

    check('a copy goes on where the store was: no number is given twice', async () => {
      const [from, to] = [await opening(), await opening()];
      await fill(from);
      await copyAll(from.tables, to.tables);
      const next = async (store: Store) => (await store.people.ofAccount(accountId(fresh('x:1')), monday)).id;
      const ids = new Set((await everything(from.tables)).people?.map(({ user_id }) => user_id));
      const met = await next(to);
      expect(met).toBe(await next(from));
      expect(ids.has(met)).toBe(false);
      const { person, session } = await meet(to);
      await exchange(to, session, 'new', 'newer');
      expect((await to.messages.history(person, alicia, 9)).map(({ text }) => text)).toEqual([
        'new',
        'newer',
      ]);
    });

    check('the checksum does not depend on the order of the rows, and sees every change', async () => {
      const [one, other] = [await opening(), await opening()];
      const rows = ['a', 'b', 'c'].map((place_id) => ({ is_joined: false, place_id }));
      await one.tables.load('place_settings', rows);
      await other.tables.load('place_settings', rows.toReversed());
      const sum = await one.tables.checksum('place_settings');
      expect(await other.tables.checksum('place_settings')).toEqual(sum);
      expect(sum).toMatchObject({ rows: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
      await other.tables.load('place_settings', [{ is_joined: true, place_id: 'a' }]);
      expect(await other.tables.checksum('place_settings')).not.toEqual(sum);
    });

    check('a cleared table is empty, and only that one', async () => {
      const store = await opening();
      await fill(store);
      const before = await everything(store.tables);
      for (const table of ['sessions', 'messages', 'usage']) await store.tables.clear(table);
      expect(await everything(store.tables)).toEqual({ ...before, sessions: [], messages: [], usage: [] });
    });

    check('a table or a column nobody knows is refused, and nothing of the batch is kept', async () => {
      const store = await opening();
      await expect(store.tables.load('wishes', [{ id: '1' }])).rejects.toMatchObject({
        code: 'backup.invalid',
      });
      const rows = [{ place_id: 'a' }, { place_id: 'b', color: 'red' }];
      await expect(store.tables.load('place_settings', rows)).rejects.toMatchObject({
        code: 'backup.invalid',
      });
      await expect(store.tables.load('place_settings', [{ place_id: { $gt: '' } }])).rejects.toMatchObject({
        code: 'backup.invalid',
      });
      expect(await store.tables.checksum('place_settings')).toMatchObject({ rows: 0 });
    });
  });
};
