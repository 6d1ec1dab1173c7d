import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { storeContract } from '../contracts/store.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-store-'));
let files = 0;
const file = () => join(folder, `${++files}.db`);
afterAll(() => rmSync(folder, { recursive: true }));

storeContract('sqlite in memory', () => openSqliteStore({ path: ':memory:' }));
storeContract('sqlite file', () => openSqliteStore({ path: file() }), {
  openTwo: async () => {
    const path = file();
    return [await openSqliteStore({ path }), await openSqliteStore({ path })];
  },
});
