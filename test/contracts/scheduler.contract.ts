import { setTimeout as pause } from 'node:timers/promises';
import {
  Agenda,
  type AgendaConfig,
  type DefinitionProcessor,
  InMemoryNotificationChannel,
  type Job,
} from 'agenda';
import { afterEach, describe, expect, test } from 'vitest';
import type { Timetable } from '../../src/jobs/timetable.ts';

/** A place for schedules that nobody else uses; each timetable over it is as another process would have it. */
export interface ScheduleBench {
  timetable(): Promise<Timetable>;
  close(): Promise<void>;
}

const POLL_MS = 100;
const later = (ms: number) => new Date(Date.now() + ms);

/** Waits until `is` holds. */
export async function until(is: () => unknown, what = 'it', withinMs = 4_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms for ${what}.`);
    await pause(10);
  }
}

/** What Agenda and the schedule beneath it do, whatever the store. */
export const schedulerContract = (name: string, open: () => Promise<ScheduleBench>): void => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const bench = async () => {
    const opened = await open();
    closing.push(() => opened.close());
    return opened;
  };
  const worker = async (on: ScheduleBench, config: Partial<AgendaConfig> = {}) => {
    const { backend } = await on.timetable();
    await backend.connect();
    const agenda = new Agenda({
      backend,
      notificationChannel: new InMemoryNotificationChannel(),
      processEvery: POLL_MS,
      defaultLockLifetime: 60_000,
      ...config,
    });
    await agenda.ready;
    closing.push(() => agenda.stop(false));
    return agenda;
  };
  /** The promise is awaited, whatever the type of the callback form says. */
  const define = (agenda: Agenda, job: string, run: (entry: Job) => Promise<unknown>, options = {}) =>
    agenda.define(job, run as DefinitionProcessor<unknown, void>, options);
  const counted = (agenda: Agenda, job: string, options = {}) => {
    const runs: Job[] = [];
    define(agenda, job, async (entry) => runs.push(entry), options);
    return runs;
  };
  /** Each run lasts until `letGo`. */
  const held = (agenda: Agenda, job: string, options = {}) => {
    const runs: Job[] = [];
    const { promise, resolve: letGo } = Promise.withResolvers<void>();
    define(
      agenda,
      job,
      async (entry) => {
        runs.push(entry);
        await promise;
      },
      options,
    );
    closing.push(async () => letGo());
    return { runs, letGo };
  };
  const one = async (agenda: Agenda, job: string) => {
    const { jobs } = await agenda.queryJobs({ name: job });
    expect(jobs).toHaveLength(1);
    return jobs[0]!;
  };

  describe(`scheduler: ${name}`, () => {
    test('what is to run now does not wait for the next look', async () => {
      const agenda = await worker(await bench(), { processEvery: 60_000 });
      const runs = counted(agenda, 'once');
      await agenda.start();
      const asked = Date.now();
      await agenda.now('once', { n: 1 });
      await until(() => runs.length === 1, 'now');
      expect(Date.now() - asked).toBeLessThan(2_000);
      expect(runs[0]?.attrs.data).toEqual({ n: 1 });
    });

    test('every runs again and again, schedule when it is time', async () => {
      const agenda = await worker(await bench());
      const [again, then] = [counted(agenda, 'again'), counted(agenda, 'then')];
      await agenda.start();
      await agenda.every(200, 'again');
      const due = later(300);
      await agenda.schedule(due, 'then', { n: 2 });
      await until(() => then.length === 1, 'schedule');
      expect(Date.now()).toBeGreaterThanOrEqual(due.getTime());
      await until(() => again.length >= 3, 'every');
    });

    test('a recurring job is one row; a new cadence keeps when it is due, what is past does not move it', async () => {
      const agenda = await worker(await bench());
      counted(agenda, 'decay');
      const due = later(3_600_000);
      const make = () => agenda.create('decay', { n: 1 });
      const first = make();
      Object.assign(first.attrs, { type: 'single', repeatInterval: 1_000, nextRunAt: due });
      await first.save();
      const second = make();
      Object.assign(second.attrs, { type: 'single', repeatInterval: 2_000, nextRunAt: later(-5) });
      await second.save();
      expect(await one(agenda, 'decay')).toMatchObject({ repeatInterval: 2_000, nextRunAt: due });
    });

    test('a schedule is put on once and changed only while it does not run', async () => {
      const on = await bench();
      const [mine, theirs] = [await on.timetable(), await on.timetable()];
      const agenda = await worker(on);
      const job = held(agenda, 'decay');
      const decay = { name: 'decay', everyMs: 3_600_000, firstAt: Date.now() };
      const made = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 ? mine : theirs).ensure(decay)),
      );
      expect(made).toEqual(made.map(() => true));
      await agenda.start();
      await until(() => job.runs.length === 1, 'the run');
      const running = await one(agenda, 'decay');
      expect(running).toMatchObject({ type: 'single', state: 'running' });
      expect(await theirs.ensure(decay)).toBe(true);
      expect(await theirs.ensure({ ...decay, everyMs: 60_000 })).toBe(false);
      expect(await one(agenda, 'decay')).toEqual(running);
      job.letGo();
      await until(async () => (await one(agenda, 'decay')).lockedAt === undefined, 'the end');
      const firstAt = Date.now() + 60_000;
      expect(await theirs.ensure({ ...decay, everyMs: 60_000, firstAt })).toBe(true);
      expect(await theirs.ensure({ ...decay, everyMs: 60_000, firstAt: 5 })).toBe(true);
      expect(await mine.due()).toEqual(new Map([['decay', firstAt]]));
      expect(job.runs).toHaveLength(1);
    });

    test('what is unique is one row: changed, or left as it is', async () => {
      const agenda = await worker(await bench());
      counted(agenda, 'mail');
      const [soon, late] = [later(60_000), later(120_000)];
      const save = (to: string, text: string, when: Date, options = {}) =>
        agenda.create('mail', { to, text }).unique({ 'data.to': to }, options).schedule(when).save();
      await save('ana', 'one', soon);
      await save('ana', 'two', late);
      expect(await one(agenda, 'mail')).toMatchObject({ data: { to: 'ana', text: 'two' }, nextRunAt: late });
      await save('ana', 'three', soon, { insertOnly: true });
      expect(await one(agenda, 'mail')).toMatchObject({ data: { to: 'ana', text: 'two' } });
      await save('eva', 'one', soon);
      expect((await agenda.queryJobs({ name: 'mail' })).total).toBe(2);
      expect((await agenda.queryJobs({ data: { to: 'eva' } })).total).toBe(1);
    });

    test('debounce: trailing waits for quiet but not for ever, leading keeps its time', async () => {
      const agenda = await worker(await bench());
      const save = (key: string, n: number, options: Parameters<Job['debounce']>[1]) =>
        agenda
          .create(key, { key, n })
          .unique({ 'data.key': key })
          .debounce(60_000, options)
          .schedule(later(0))
          .save();
      const first = await save('trailing', 1, {});
      const due = first.attrs.nextRunAt!.getTime();
      expect(due - Date.now()).toBeGreaterThan(58_000);
      await pause(20);
      const second = await save('trailing', 2, {});
      expect(second.attrs.nextRunAt!.getTime()).toBeGreaterThanOrEqual(due);
      expect(await one(agenda, 'trailing')).toMatchObject({ data: { n: 2 } });
      const forced = await save('trailing', 3, { maxWait: 10 });
      expect(forced.attrs.nextRunAt!.getTime()).toBeLessThanOrEqual(Date.now());
      const leading = await save('leading', 1, { strategy: 'leading' });
      const kept = await save('leading', 2, { strategy: 'leading' });
      expect(kept.attrs.nextRunAt).toEqual(leading.attrs.nextRunAt);
      expect(await one(agenda, 'leading')).toMatchObject({ data: { n: 2 } });
    });

    test('one that fails is tried again after its pause, and the count begins anew when it goes well', async () => {
      const agenda = await worker(await bench());
      const at: number[] = [];
      define(
        agenda,
        'shaky',
        async () => {
          at.push(Date.now());
          if (at.length < 3) throw new Error('boom');
        },
        { backoff: ({ attempt }: { attempt: number }) => (attempt <= 2 ? 150 * attempt : null) },
      );
      await agenda.start();
      await agenda.now('shaky', {});
      await until(() => at.length === 3, 'three tries');
      expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(140);
      expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(290);
      await until(async () => (await one(agenda, 'shaky')).state !== 'running', 'the end');
      expect(await one(agenda, 'shaky')).toMatchObject({ failCount: 0, nextRunAt: null });
    });

    test('one that keeps failing says why and stays', async () => {
      const agenda = await worker(await bench(), { removeOnComplete: true });
      define(agenda, 'broken', async () => {
        throw new Error('boom');
      });
      await agenda.start();
      await agenda.now('broken', {});
      await until(async () => (await agenda.queryJobs({ state: 'failed' })).total === 1, 'the failure');
      expect(await one(agenda, 'broken')).toMatchObject({
        failReason: 'boom',
        failCount: 1,
        state: 'failed',
      });
    });

    test('what is disabled does not run until it is enabled', async () => {
      const agenda = await worker(await bench());
      const runs = counted(agenda, 'paused');
      const other = counted(agenda, 'other');
      await agenda.now('paused', {});
      expect(await agenda.disable({ name: 'paused' })).toBe(1);
      expect(await agenda.disable({})).toBe(0);
      await agenda.start();
      await agenda.now('other', {});
      await until(() => other.length === 1, 'the other');
      expect(runs).toHaveLength(0);
      expect((await agenda.queryJobs({ state: 'paused' })).total).toBe(1);
      expect((await agenda.queryJobs({ includeDisabled: false, name: 'paused' })).total).toBe(0);
      expect(await agenda.enable({ name: 'paused' })).toBe(1);
      await until(() => runs.length === 1, 'the run');
    });

    test('who says nothing for the life of its lock loses the job to another, who says so keeps it', async () => {
      const on = await bench();
      const [mine, theirs] = [await worker(on), await worker(on)];
      const options = { lockLifetime: 500, concurrency: 1, lockLimit: 1 };
      const silent = held(mine, 'silent', options);
      const told = held(mine, 'told', options);
      const silentThere = held(theirs, 'silent', options);
      const toldThere = held(theirs, 'told', options);
      await mine.start();
      await mine.now('silent', {});
      await mine.now('told', {});
      await until(() => silent.runs.length === 1 && told.runs.length === 1, 'both');
      const touching = setInterval(() => void told.runs[0]?.touch(40).catch(() => {}), 100);
      try {
        await theirs.start();
        await until(() => silentThere.runs.length === 1, 'the other one taking over');
        await until(async () => (await one(theirs, 'told')).progress === 40, 'progress');
        expect(toldThere.runs).toHaveLength(0);
      } finally {
        clearInterval(touching);
      }
      told.letGo();
      await until(async () => (await one(theirs, 'told')).state === 'completed', 'the end');
      expect(await one(theirs, 'told')).toMatchObject({ progress: 40 });
    });

    test('what is done once is taken off when that is asked for', async () => {
      const agenda = await worker(await bench(), { removeOnComplete: true });
      const runs = counted(agenda, 'once');
      await agenda.start();
      await agenda.now('once', {});
      await until(() => runs.length === 1, 'the run');
      await until(async () => (await agenda.queryJobs({ name: 'once' })).total === 0, 'its removal');
    });

    test('two workers run every job once', async () => {
      const on = await bench();
      const done: number[] = [];
      const workers = await Promise.all([worker(on), worker(on)]);
      const by = workers.map(() => 0);
      for (const [index, agenda] of workers.entries()) {
        define(
          agenda,
          'work',
          async ({ attrs }: Job) => {
            done.push((attrs.data as { n: number }).n);
            by[index] = (by[index] ?? 0) + 1;
          },
          { concurrency: 5, lockLimit: 5 },
        );
      }
      const all = Array.from({ length: 40 }, (_, n) => n);
      await Promise.all(all.map((n) => workers[0]!.schedule(later(-n), 'work', { n })));
      await Promise.all(workers.map((agenda) => agenda.start()));
      await until(() => done.length >= all.length, 'all of them', 8_000);
      expect(done.toSorted((a, b) => a - b)).toEqual(all);
    });

    test('stop frees what was taken and not begun, and nothing that runs', async () => {
      const agenda = await worker(await bench());
      const job = held(agenda, 'work', { concurrency: 1, lockLimit: 5 });
      const locked = async () =>
        (await agenda.queryJobs({ name: 'work' })).jobs.filter(({ lockedAt }) => lockedAt !== undefined);
      for (let n = 0; n < 4; n++) await agenda.schedule(later(-n), 'work', { n });
      await agenda.start();
      await until(async () => job.runs.length === 1 && (await locked()).length === 4, 'four taken');
      await agenda.stop(false);
      expect((await locked()).map(({ _id }) => _id)).toEqual([job.runs[0]?.attrs._id]);
      job.letGo();
      await until(async () => (await locked()).length === 0, 'the end');
    });

    test('unlockJob frees what is still to be run, unlockJobs whatever is named', async () => {
      const on = await bench();
      const { repository } = (await on.timetable()).backend;
      const agenda = await worker(on);
      await repository.connect();
      const lock = (when: Date) =>
        repository.getNextJobToRun('work', later(10_000), when, undefined, { lastModifiedBy: 'me' });
      const { attrs } = await agenda.schedule(later(-5), 'work', {});
      const taken = await lock(later(-60_000));
      expect(taken).toMatchObject({ _id: attrs._id, lastModifiedBy: 'me' });
      expect(await lock(later(-60_000))).toBeUndefined();
      await repository.unlockJob(taken!);
      const again = await lock(later(-60_000));
      await repository.saveJobState({ ...again!, nextRunAt: null }, undefined);
      await repository.unlockJob(again!);
      expect((await one(agenda, 'work')).lockedAt).toEqual(again?.lockedAt);
      expect(await lock(later(10_000))).toMatchObject({ _id: attrs._id });
      await repository.unlockJobs([attrs._id!]);
      expect((await one(agenda, 'work')).lockedAt).toBeUndefined();
      expect(await lock(later(10_000))).toBeUndefined();
      const kept = (await repository.getJobById(attrs._id!))!;
      await repository.saveJobState({ ...kept, nextRunAt: later(-5) }, undefined);
      const fresh = (await repository.getJobById(attrs._id!))!;
      expect(await repository.lockJob(fresh, undefined)).toMatchObject({ _id: attrs._id });
      expect(await repository.lockJob(fresh, undefined)).toBeUndefined();
      await agenda.cancel({ id: attrs._id! });
      await expect(repository.saveJobState(kept, undefined)).rejects.toThrow();
      expect(await repository.getJobById(attrs._id!)).toBeNull();
    });

    test('the schedule can be asked about, page by page, and cleared', async () => {
      const on = await bench();
      const agenda = await worker(on);
      const { repository } = (await on.timetable()).backend;
      await repository.connect();
      await on
        .timetable()
        .then((timetable) =>
          timetable.ensure({ name: 'decay', everyMs: 9_000, firstAt: Date.now() + 90_000 }),
        );
      for (let n = 0; n < 3; n++)
        await agenda.schedule(later(-1_000 * (n + 1)), 'mail', { n, deep: { to: 'ana', n } });
      await agenda.schedule(later(60_000), 'mail', { n: 3 });
      const zero = { running: 0, scheduled: 0, queued: 0, completed: 0, failed: 0, repeating: 0, paused: 0 };
      const overview = await agenda.getJobsOverview();
      expect(overview.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
        { ...zero, name: 'decay', total: 1, repeating: 1 },
        { ...zero, name: 'mail', total: 4, scheduled: 1, queued: 3 },
      ]);
      expect((await repository.getDistinctJobNames()).toSorted()).toEqual(['decay', 'mail']);
      expect(await repository.getQueueSize()).toBe(3);
      const numbers = async (options: Parameters<Agenda['queryJobs']>[0]) => {
        const { jobs, total } = await agenda.queryJobs(options);
        return [total, ...jobs.map(({ data }) => (data as { n?: number } | undefined)?.n)];
      };
      expect(await numbers({ name: 'mail', sort: { nextRunAt: 'asc' }, skip: 1, limit: 2 })).toEqual([
        4, 1, 0,
      ]);
      expect(await numbers({ name: 'mail' })).toEqual([4, 3, 0, 1, 2]);
      expect(await numbers({ state: 'queued', sort: { nextRunAt: 'asc' }, skip: 1 })).toEqual([3, 1, 0]);
      expect(await numbers({ data: { deep: { to: 'ana', n: 1 } } })).toEqual([1, 1]);
      expect(await numbers({ search: 'MAI', limit: 1 })).toEqual([4, 3]);
      expect(await numbers({ names: ['decay', 'nobody'] })).toEqual([1, undefined]);
      const { jobs } = await agenda.queryJobs({ name: 'mail' });
      expect(await numbers({ ids: jobs.slice(0, 2).map(({ _id }) => _id) })).toEqual([2, 3, 0]);
      expect(await agenda.cancel({})).toBe(0);
      expect(await agenda.cancel({ data: { n: 2 } })).toBe(1);
      expect(await agenda.cancel({ notNames: ['decay'] })).toBe(3);
      expect(await agenda.cancelAll()).toBe(1);
    });
  });
};
