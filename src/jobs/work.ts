import { setInterval } from 'node:timers';
import { KithError } from '../core/errors.ts';
import type { JobControl, JobStatus } from '../core/ports/jobs.ts';
import { runDue } from './due.ts';
import { everyMs, type Job, type JobTools } from './job.ts';
import { leaseOf, runJob } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import type { Timetable } from './timetable.ts';

export interface WorkOptions {
  readonly tools: JobTools;
  readonly jobs: readonly Job[];
  /** The schedule shared with every process of the same store. */
  readonly timetable: () => Promise<Timetable>;
  /** Whether the jobs run by that schedule; else by the clock alone. */
  readonly isServed: boolean;
}

/** Everything that makes jobs run: looks by the clock, the schedule on real time, an operator. */
export interface Work extends JobControl {
  /** Runs what is due by the clock; one look at a time. */
  look(isStart: boolean): Promise<void>;
  /** Lets the jobs run by themselves from now on. A schedule that cannot be had is replaced by the clock. */
  begin(): void;
  /** Begins nothing more and calls off what runs. */
  stop(): Promise<void>;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
  /** Once there is a schedule. */
  scheduler(): Scheduler | undefined;
}

/** How often the clock is looked at, ms. */
const TICK_MS = 60_000;

export function createWork({ tools: given, jobs, timetable, isServed }: WorkOptions): Work {
  const { store, clock, log } = given.parts;
  const ending = new AbortController();
  const tools: JobTools = { ...given, ending: ending.signal };
  let isStopping = false;
  let bySchedule = isServed;
  let timer: NodeJS.Timeout | undefined;
  let scheduler: Scheduler | undefined;
  let starting: Promise<void> = Promise.resolve();
  let looking: Promise<void> = Promise.resolve();

  const named = (name: string) => jobs.find((job) => job.name === name);

  function look(isStart: boolean): Promise<void> {
    // With a schedule only what a start itself asks for is left to do here.
    const those = () => (bySchedule ? jobs.filter(({ atStart }) => isStart && atStart === true) : jobs);
    looking = looking.then(() => (isStopping ? undefined : runDue({ tools, jobs: those(), isStart })));
    return looking;
  }

  /** Loaded when everything listens: it takes a moment, and nobody waits for it. */
  async function start(): Promise<void> {
    try {
      const { startScheduler } = await import('./scheduler.ts');
      if (isStopping) return;
      const { pollMs } = tools.settings;
      scheduler = await startScheduler({ tools, jobs, timetable: await timetable(), pollMs });
      if (isStopping) await scheduler.stop();
    } catch (error) {
      bySchedule = false;
      log.error('Schedule could not be started; jobs run by the clock', { error });
    }
  }

  function begin(): void {
    if (isServed) starting = start();
    timer = setInterval(() => {
      if (!bySchedule) void look(false);
    }, TICK_MS).unref();
  }

  async function status(job: Job, due: ReadonlyMap<string, number>): Promise<JobStatus> {
    const [lastAt, [latest], held] = await Promise.all([
      store.jobs.lastRun(job.name),
      store.jobs.runs(job.name, 1),
      store.leases.holder(leaseOf(job), clock.now()),
    ]);
    const { name, what } = job;
    return {
      name,
      what,
      everyMinutes: tools.settings[job.cadence],
      nextAt: due.get(name) ?? (lastAt === undefined ? clock.now() : lastAt + everyMs(tools, job)),
      ...(lastAt === undefined ? {} : { lastAt }),
      ...(latest === undefined ? {} : { latest }),
      ...(held === undefined ? {} : { runsIn: held.owner }),
    };
  }

  return {
    look,
    begin,
    async list() {
      const due = await (await timetable()).due();
      return Promise.all(jobs.map((job) => status(job, due)));
    },
    async run(name, options) {
      const job = named(name);
      if (job !== undefined) return runJob(tools, job, options);
      const known = jobs.map((each) => each.name).join(', ');
      throw new KithError('usage.wrong', `There is no job ${name}. Those there are: ${known}.`);
    },
    request(name) {
      const job = named(name);
      if (job === undefined || isStopping) return;
      if (scheduler === undefined) looking = looking.then(() => now(job));
      else
        scheduler.request(name).catch((error: unknown) => {
          log.warn('Job could not be asked for', { job: name, error });
        });
    },
    async stop() {
      isStopping = true;
      ending.abort();
      clearInterval(timer);
      await starting;
      await scheduler
        ?.stop()
        .catch((error: unknown) => log.warn('Jobs that were taken could not be given back', { error }));
    },
    async idle() {
      await Promise.all([looking, scheduler?.idle()]);
    },
    scheduler: () => scheduler,
  };

  /** A failure is on record already. */
  async function now(job: Job): Promise<void> {
    if (!isStopping) await runJob(tools, job).catch(() => {});
  }
}
