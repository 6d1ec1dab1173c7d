import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { storedTimetable } from '../../src/jobs/stored-timetable.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { schedulerContract } from '../contracts/scheduler.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-schedule-'));
afterAll(() => rmSync(folder, { recursive: true }));
const clock = { now: () => Date.now(), newId: () => randomUUID() };

schedulerContract('one SQLite file, a connection each', async () => {
  const path = join(folder, `${randomUUID()}.db`);
  const stores: Awaited<ReturnType<typeof openSqliteStore>>[] = [];
  return {
    async timetable() {
      const store = await openSqliteStore({ path });
      stores.push(store);
      return storedTimetable({ schedule: store.schedule, ...clock });
    },
    async close() {
      for (const store of stores) await store.close();
    },
  };
});

schedulerContract('SQLite in memory', async () => {
  const store = await openSqliteStore({ path: ':memory:' });
  return {
    timetable: async () => storedTimetable({ schedule: store.schedule, ...clock }),
    close: () => store.close(),
  };
});
