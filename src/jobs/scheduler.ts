import { Agenda, type DefinitionProcessor, type Job as Entry, InMemoryNotificationChannel } from 'agenda';
import { guardRepository } from './guarded-repository.ts';
import { everyMs, type Job, type JobTools } from './job.ts';
import { runJob, wordsOf } from './run.ts';
import type { Timetable } from './timetable.ts';

export interface SchedulerOptions {
  readonly tools: JobTools;
  readonly jobs: readonly Job[];
  readonly timetable: Timetable;
  /** How often the schedule is looked at, ms. */
  readonly pollMs: number;
}

/** The jobs on real time, shared with every process of the same store. */
export interface Scheduler {
  readonly agenda: Agenda;
  /** Runs a job as soon as it is free, in whichever process comes first. */
  request(name: string): Promise<void>;
  /** Begins nothing more, frees what was taken and not begun. What runs goes on. */
  stop(): Promise<void>;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

/** Pause before a job that failed is tried again, by how often it has; after that its cadence counts, ms. */
const RETRIES_MS: readonly number[] = [60_000, 240_000, 960_000];
/** A failing look at the schedule is told about at most this often, ms. */
const TELL_MS = 60_000;
/** The schedule hears of progress at most this often, ms. */
const SHOW_MS = 1_000;

/** Puts the jobs on the schedule and begins to look. @throws what the store throws when it cannot be reached. */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { tools, jobs, timetable, pollMs } = options;
  const { store, clock, log, owner } = tools.parts;
  // Agenda connects when it is made, drops what goes wrong, and then never starts.
  await store.health();
  const { backend } = timetable;
  await backend.connect();

  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (error: unknown) => {
    if (clock.now() - toldAt < TELL_MS) return;
    toldAt = clock.now();
    log.warn('Schedule could not be read', { error });
  };
  const guarded = guardRepository(backend.repository, tell);
  const agenda = new Agenda({
    name: owner,
    backend: { ...quiet, name: backend.name, repository: guarded.repository },
    notificationChannel: new InMemoryNotificationChannel(),
    processEvery: pollMs,
    defaultConcurrency: 1,
    // What is taken and not begun waits for us, and for nobody else.
    defaultLockLimit: 1,
    removeOnComplete: true,
  });
  agenda.on('error', tell);
  const inFlight = new Set<Promise<void>>();
  /** When somebody was at it: what they then finished is not done once more. */
  const turnedAway = new Map<string, number>();
  for (const job of jobs) {
    const handOut: DefinitionProcessor<unknown, void> = async (entry: Entry) => {
      const now = clock.now();
      const due = guarded.dueAt(entry.attrs._id ?? '');
      const run = perform(tools, job, entry, turnedAway.get(job.name) ?? due);
      turnedAway.delete(job.name);
      const settled = run.then(
        (isBusy) => void (isBusy && turnedAway.set(job.name, now)),
        () => {},
      );
      inFlight.add(settled);
      await run.finally(() => inFlight.delete(settled));
    };
    agenda.define(job.name, handOut, {
      lockLifetime: job.lockMs,
      backoff: ({ attempt }) => RETRIES_MS[attempt - 1] ?? null,
    });
  }
  const stopping = new AbortController();
  await Promise.all(jobs.map((job) => putOn(options, job, stopping.signal)));
  await agenda.start();

  return {
    agenda,
    async request(name) {
      await agenda.now(name, {});
    },
    async stop() {
      stopping.abort();
      guarded.close();
      await agenda.stop(false);
    },
    async idle() {
      while (inFlight.size > 0) await Promise.all(inFlight);
      await guarded.idle();
    },
  };
}

const quiet = { ownsConnection: false, async connect() {}, async disconnect() {} };

/** Puts a job on the schedule; one that runs just now gets its new cadence when it is done. */
async function putOn({ tools, timetable }: SchedulerOptions, job: Job, stopping: AbortSignal): Promise<void> {
  const { store, clock, log } = tools.parts;
  const last = await store.jobs.lastRun(job.name);
  const intervalMs = everyMs(tools, job);
  const firstAt = last === undefined ? clock.now() : last + intervalMs;
  const recurring = { name: job.name, everyMs: intervalMs, firstAt };
  if (await timetable.ensure(recurring)) return;
  const later = async () => {
    do await clock.sleep(job.lockMs / 2, stopping);
    while (!(await timetable.ensure(recurring)));
  };
  later().catch((error: unknown) => {
    if (!stopping.aborted) log.warn('Cadence of a job could not be changed', { job: job.name, error });
  });
}

/** One time the schedule hands a job out. One that comes again and was done `since` is left; true: somebody is at it. */
async function perform(tools: JobTools, job: Job, entry: Entry, since: number): Promise<boolean> {
  const { store, clock, log } = tools.parts;
  const isRecurring = entry.attrs.type === 'single';
  const last = isRecurring ? await store.jobs.lastRun(job.name) : undefined;
  // A start, an operator or whoever was at it has done it since.
  if (last !== undefined && last >= since) return false;

  let shown = { percent: 0, at: clock.now() };
  // Awaited at the end: a sign of life that arrives after the end would lock it again.
  let touched: Promise<unknown> = Promise.resolve();
  const touch = () => {
    touched = touched
      .then(() => entry.touch(shown.percent))
      .catch((error: unknown) => log.debug('Job could not say that it lives', { job: job.name, error }));
  };
  try {
    const outcome = await runJob(tools, job, {
      onAlive: touch,
      onProgress(done, total) {
        const percent = total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 0;
        if (percent === shown.percent || clock.now() - shown.at < SHOW_MS) return;
        shown = { percent, at: clock.now() };
        touch();
      },
    });
    // Whoever has it may die of it: look again. What was cut short is for whoever comes next.
    if (outcome.kind === 'busy') entry.attrs.nextRunAt = new Date(clock.now() + job.lockMs / 2);
    else if ('stopped' in outcome.report) entry.attrs.nextRunAt = new Date(clock.now());
    return outcome.kind === 'busy';
  } catch (error) {
    throw new Error(wordsOf(error));
  } finally {
    await touched;
  }
}
