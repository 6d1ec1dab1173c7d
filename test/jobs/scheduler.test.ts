import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { leaseOf, runJob } from '../../src/jobs/run.ts';
import { until } from '../contracts/scheduler.contract.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { holding, type Place, POLL_MS, startWorker } from './worker.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-scheduler-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const server = await mongoForTests();

const places: readonly [string, () => Place, boolean][] = [
  ['one SQLite file', () => ({ path: join(folder, `${randomUUID()}.db`) }), true],
  [
    'MongoDB',
    () => ({
      path: join(folder, `${randomUUID()}.db`),
      mongo: { uri: server?.uri ?? '', database: server?.own ?? '', collection: `jobs_${randomUUID()}` },
    }),
    server !== undefined,
  ],
];
const start: typeof startWorker = async (...args) => {
  const worker = await startWorker(...args);
  closing.push(worker.close);
  return worker;
};
const several = () => pause(5 * POLL_MS);

for (const [name, place, canRun] of places) {
  describe.skipIf(!canRun)(`jobs of several processes: ${name}`, () => {
    test('a job that runs is left alone by one that starts, longer than its lock, and runs once', async () => {
      const at = place();
      const [mine, theirs] = [holding(), holding()];
      const here = await start(at, [mine.job]);
      await until(() => mine.runs.length === 1, 'the run');
      const there = await start(at, [theirs.job]);
      await pause(1_500);
      expect([mine.runs.length, theirs.runs.length]).toEqual([1, 0]);
      expect(mine.runs[0]?.signal.aborted).toBe(false);
      const { jobs } = await there.scheduler.agenda.queryJobs({ name: 'hold' });
      expect(jobs).toMatchObject([{ progress: 0, state: 'running', lastModifiedBy: here.owner }]);
      mine.letGo();
      await until(async () => (await there.store.jobs.lastRun('hold')) !== undefined, 'the end');
      await several();
      expect([mine.runs.length, theirs.runs.length]).toEqual([1, 0]);
      const [run] = await there.store.jobs.runs('hold', 2);
      expect(run).toMatchObject({ job: 'hold', owner: here.owner, report: { run: 1 } });
    });

    test('handed out again while it runs it is not run twice, nor again when it is done', async () => {
      const at = place();
      const [mine, theirs] = [holding({ lockMs: 4_000 }), holding({ lockMs: 400 })];
      await start(at, [mine.job]);
      await until(() => mine.runs.length === 1, 'the run');
      const there = await start(at, [theirs.job]);
      const { repository } = there.timetable.backend;
      const looked = async () => (await there.scheduler.agenda.queryJobs({ name: 'hold' })).jobs[0];
      for (let n = 0; n < 2; n++) {
        const { _id } = (await looked())!;
        await repository.unlockJobs([_id]);
        const job = (await repository.getJobById(_id))!;
        await repository.saveJobState({ ...job, nextRunAt: new Date(Date.now() - 5) }, undefined);
        await until(async () => (await looked())?.lastModifiedBy === there.owner, 'the other one taking it');
        await until(async () => (await looked())?.lockedAt === undefined, 'its giving up');
      }
      expect([mine.runs.length, theirs.runs.length]).toEqual([1, 0]);
      mine.letGo();
      await until(async () => (await there.store.jobs.lastRun('hold')) !== undefined, 'the end');
      await pause(600);
      expect([mine.runs.length, theirs.runs.length]).toEqual([1, 0]);
    });

    test('killed in the middle, another process does it within the life of its lock', async () => {
      const at = place();
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'worker-process.ts'), JSON.stringify(at)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const exited = once(child, 'exit');
      closing.push(async () => child.kill('SIGKILL'));
      const [owner] = (await once(child.stdout, 'data')).map(String);
      const { job, runs, letGo } = holding();
      const { store } = await start(at, [job]);
      await several();
      expect(runs).toHaveLength(0);
      child.kill('SIGKILL');
      await exited;
      const killedAt = Date.now();
      await until(() => runs.length === 1, 'the other one');
      expect(Date.now() - killedAt).toBeLessThan(job.lockMs + 1_500);
      letGo();
      await until(async () => (await store.jobs.lastRun('hold')) !== undefined, 'the end');
      const [done, died] = await store.jobs.runs('hold', 2);
      expect(done).toMatchObject({ report: { run: 1 } });
      expect(died).toMatchObject({ owner: owner?.trim() });
      expect(died?.finishedAt).toBeUndefined();
    });

    test('asked for, a job runs at once; what fails is kept with its reason and tried again', async () => {
      let isBroken = true;
      const ran: string[] = [];
      const [mail, shaky] = ['mail', 'shaky'].map((job) => ({
        ...holding().job,
        name: job,
        async run() {
          ran.push(job);
          if (job === 'shaky' && isBroken) throw new TypeError('words of a stranger');
          return { ran: true };
        },
      }));
      const { scheduler, store } = await start(place(), [mail!, shaky!]);
      await until(() => ran.length === 2, 'both');
      await scheduler.request('mail');
      await until(() => ran.filter((job) => job === 'mail').length === 2, 'the request');
      await until(async () => (await store.jobs.runs('shaky', 1))[0]?.error === 'TypeError', 'the report');
      const entry = async () => (await scheduler.agenda.queryJobs({ name: 'shaky' })).jobs[0];
      await until(async () => (await entry())?.lockedAt === undefined, 'the end');
      expect(await entry()).toMatchObject({ failReason: 'TypeError', failCount: 1 });
      const nextMs = ((await entry())?.nextRunAt?.getTime() ?? 0) - Date.now();
      expect(nextMs).toBeGreaterThan(50_000);
      expect(nextMs).toBeLessThanOrEqual(60_000);
      isBroken = false;
      await scheduler.request('shaky');
      await until(async () => (await store.jobs.lastRun('shaky')) !== undefined, 'the good end');
      await until(async () => (await scheduler.agenda.queryJobs()).total === 2, 'the requests being removed');
    });

    test('stopped, what runs ends when it is called off, and the next process does it', async () => {
      const at = place();
      const { job, runs } = holding();
      const here = await startWorker(at, [job]);
      await until(() => runs.length === 1, 'the run');
      await here.close();
      const fresh = holding();
      const there = await start(at, [fresh.job]);
      const [last] = await there.store.jobs.runs('hold', 1);
      expect(last).toMatchObject({ report: { run: 1, stopped: 'called off' }, error: 'called off' });
      expect(await there.store.jobs.lastRun('hold')).toBeUndefined();
      await until(() => fresh.runs.length === 1, 'the next process doing it');
      fresh.letGo();
    });
  });
}

describe('a run on its own', () => {
  const worker = async (path = join(folder, `${randomUUID()}.db`)) => start({ path }, []);

  test('is told to stop when another process has its lease', async () => {
    const { tools, store } = await worker();
    const { job, runs } = holding({ lockMs: 300 });
    const run = runJob(tools, job);
    await until(() => runs.length === 1, 'the run');
    const held = await store.leases.holder(leaseOf(job), Date.now());
    expect(held?.owner).toBe(tools.parts.owner);
    await store.leases.giveBack(held!);
    expect(await store.leases.take(leaseOf(job), 'other', Date.now(), 60_000)).toBeDefined();
    const stopped = 'another process took it over';
    expect(await run).toEqual({ kind: 'finished', report: { run: 1, stopped } });
    expect((await store.jobs.runs('hold', 1))[0]?.error).toBe(stopped);
    expect(await runJob(tools, job)).toEqual({ kind: 'busy', owner: 'other' });
  });

  test('goes on when its lease ran out and nobody had it', async () => {
    const { tools, store } = await worker();
    const { job, runs, letGo } = holding({ lockMs: 300 });
    const run = runJob(tools, job);
    await until(() => runs.length === 1, 'the run');
    const held = await store.leases.holder(leaseOf(job), Date.now());
    await store.leases.giveBack(held!);
    await until(async () => (await store.leases.holder(leaseOf(job), Date.now())) !== undefined, 'the lease');
    letGo();
    expect(await run).toEqual({ kind: 'finished', report: { run: 1 } });
    expect(await store.leases.holder(leaseOf(job), Date.now())).toBeUndefined();
  });

  test('waits for nobody when it is dry, and leaves nothing behind', async () => {
    const { tools, store } = await worker();
    const { job, runs, letGo } = holding();
    const run = runJob(tools, job);
    await until(() => runs.length === 1, 'the run');
    expect(await runJob(tools, job)).toEqual({ kind: 'busy', owner: tools.parts.owner });
    const dry = runJob(tools, job, { dryRun: true, at: 5 });
    await until(() => runs.length === 2, 'the dry run');
    expect(runs[1]?.at).toBe(5);
    letGo();
    await Promise.all([run, dry]);
    expect(await store.jobs.runs('hold', 9)).toHaveLength(1);
  });

  test('a schedule whose store is away is not started, and says why', async () => {
    const { tools, timetable, store } = await worker();
    await store.close();
    const { startScheduler } = await import('../../src/jobs/scheduler.ts');
    const starting = startScheduler({ tools, jobs: [], timetable, pollMs: 100 });
    await expect(starting).rejects.toMatchObject({ code: 'store.unavailable' });
    closing.splice(0);
  });
});
