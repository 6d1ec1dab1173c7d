import { expect, test } from 'vitest';
import { noMetrics } from '../../src/core/ports/metrics.ts';
import { runDue } from '../../src/jobs/due.ts';
import { everyMs, type Job, type JobTools } from '../../src/jobs/job.ts';
import { jobs } from '../../src/jobs/table.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { silentLog } from '../../src/system/log.ts';
import { settings } from './settings.ts';

const HOUR = 3_600_000;
const hourly = { ...settings, cleanupEveryMinutes: 60 };

async function bench(table: readonly Job[]) {
  let now = 1_700_000_000_000;
  const store = await openSqliteStore({ path: ':memory:' });
  const parts = {
    store,
    log: silentLog,
    metrics: noMetrics,
    owner: 'box:1:a',
    stopping: new AbortController().signal,
    clock: { now: () => now, sleep: systemClock.sleep },
  } as unknown as JobTools['parts'];
  const tools: JobTools = { parts, isAlive: () => false, settings: hourly, running: new Set() };
  return {
    store,
    pass: (ms: number) => {
      now += ms;
    },
    look: (isStart = false) => runDue({ tools, jobs: table, isStart }),
  };
}

const counting = (more: Partial<Job> = {}) => {
  const runs: number[] = [];
  const job: Job = {
    name: 'count',
    what: 'counts',
    cadence: 'cleanupEveryMinutes',
    lockMs: 60_000,
    async run() {
      runs.push(runs.length);
      return { runs: runs.length };
    },
    ...more,
  };
  return { job, runs };
};

test('a job runs once when it is due, and not again before its time', async () => {
  const { job, runs } = counting();
  const { look, pass } = await bench([job]);
  await look();
  await look();
  pass(HOUR - 1);
  await look();
  expect(runs).toHaveLength(1);
  pass(1);
  await look();
  await look();
  expect(runs).toHaveLength(2);
});

test('time that was missed brings one run, not one for every time', async () => {
  const { job, runs } = counting();
  const { look, pass } = await bench([job]);
  await look();
  pass(HOUR * 24 * 30);
  await look();
  await look();
  expect(runs).toHaveLength(2);
});

test('a start runs what asks for it, due or not, and nothing else before its time', async () => {
  const every = counting({ name: 'every start', atStart: true });
  const other = counting({ name: 'other' });
  const { look } = await bench([every.job, other.job]);
  await look(true);
  await look(true);
  await look(false);
  expect(every.runs).toHaveLength(2);
  expect(other.runs).toHaveLength(1);
});

test('a job that fails is due again, and keeps no other from running', async () => {
  let isBroken = true;
  const { job, runs } = counting();
  const failing: Job = {
    name: 'failing',
    what: 'counts',
    cadence: 'cleanupEveryMinutes',
    lockMs: 60_000,
    async run() {
      if (isBroken) throw new Error('boom');
      return { ran: true };
    },
  };
  const { look, store } = await bench([failing, job]);
  await look();
  expect(runs).toHaveLength(1);
  expect(await store.jobs.lastRun('failing')).toBeUndefined();
  isBroken = false;
  await look();
  expect(await store.jobs.lastRun('failing')).toBe(1_700_000_000_000);
});

test('every job has a name of its own and a cadence', () => {
  expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
  for (const job of jobs) {
    expect(everyMs({ settings }, job)).toBeGreaterThanOrEqual(60_000);
    expect(job.lockMs).toBeGreaterThanOrEqual(30_000);
    expect(job.lockMs).toBeLessThanOrEqual(120_000);
    expect(job.what).not.toBe('');
  }
});
