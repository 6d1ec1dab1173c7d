import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { noMetrics } from '../../src/core/ports/metrics.ts';
import type { Job, JobTools } from '../../src/jobs/job.ts';
import { startScheduler } from '../../src/jobs/scheduler.ts';
import type { Timetable } from '../../src/jobs/timetable.ts';
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { silentLog } from '../../src/system/log.ts';
import { settings } from './settings.ts';

/** Where a schedule is: in the file of the store, or in MongoDB beside it. */
export interface Place {
  readonly path: string;
  readonly mongo?: { readonly uri: string; readonly database: string; readonly collection: string };
}

export const POLL_MS = 100;

/** One process with its own connections: a store, and a schedule that looks ten times a second. */
export async function startWorker(place: Place, jobs: readonly Job[], owner = `box:1:${randomUUID()}`) {
  const store = await openSqliteStore({ path: place.path });
  const { timetable, disconnect } = await timetableIn(place, store);
  const stopping = new AbortController();
  const parts = {
    store,
    owner,
    log: silentLog,
    metrics: noMetrics,
    clock: systemClock,
    stopping: stopping.signal,
  } as unknown as JobTools['parts'];
  const tools: JobTools = { parts, isAlive: () => false, settings, running: new Set() };
  const scheduler = await startScheduler({ tools, jobs, timetable, pollMs: POLL_MS });
  return {
    scheduler,
    store,
    tools,
    timetable,
    owner,
    async close() {
      await scheduler.stop();
      stopping.abort();
      await scheduler.idle();
      await store.close();
      await disconnect();
    },
  };
}

async function timetableIn(
  { mongo }: Place,
  store: SqliteStore,
): Promise<{ timetable: Timetable; disconnect(): Promise<void> }> {
  if (mongo === undefined) {
    const { storedTimetable } = await import('../../src/jobs/stored-timetable.ts');
    const timetable = storedTimetable({
      schedule: store.schedule,
      now: systemClock.now,
      newId: () => randomUUID(),
    });
    return { timetable, async disconnect() {} };
  }
  const { mongoTimetable } = await import('../../src/jobs/mongo-timetable.ts');
  const client = await MongoClient.connect(mongo.uri);
  const timetable = mongoTimetable({
    database: client.db(mongo.database),
    collection: mongo.collection,
  });
  return { timetable, disconnect: () => client.close() };
}

/** A job that counts its runs and holds each until `letGo`, or its signal. */
export function holding(more: Partial<Job> = {}) {
  const runs: { readonly signal: AbortSignal; readonly at: number }[] = [];
  let { promise, resolve } = Promise.withResolvers<void>();
  const job: Job = {
    name: 'hold',
    what: 'holds',
    cadence: 'cleanupEveryMinutes',
    lockMs: 900,
    ...more,
    async run(_, { signal, at, progress }) {
      runs.push({ signal, at });
      progress(1, 2);
      const aborted = new Promise<void>((done) => signal.addEventListener('abort', () => done()));
      await Promise.race([promise, aborted]);
      return { run: runs.length };
    },
  };
  return {
    job,
    runs,
    letGo() {
      resolve();
      ({ promise, resolve } = Promise.withResolvers<void>());
    },
  };
}
