import { KithError } from '../core/errors.ts';
import type { JobReport, JobRun, RunOptions, RunOutcome } from '../core/ports/jobs.ts';
import { type Held, hold } from './hold.ts';
import type { Job, JobTools } from './job.ts';

export interface RunJobOptions extends RunOptions {
  /** Called while it runs, at least every third of its lock. */
  readonly onAlive?: (() => void) | undefined;
}

/**
 * Runs a job once, whoever asks: a timer, a schedule, an operator. One run of a job at a time in all processes. What
 * came of it is stored and logged; a dry run is neither, and waits for nobody.
 * @throws what the job throws.
 */
export async function runJob(tools: JobTools, job: Job, options: RunJobOptions = {}): Promise<RunOutcome> {
  const { running, parts, ending } = tools;
  const { clock, owner, stopping } = parts;
  const { at = clock.now(), dryRun = false, onProgress = () => {}, signal } = options;
  const called = AbortSignal.any([stopping, ending, signal].filter((each) => each !== undefined));
  if (dryRun) {
    const report = await job.run(tools, { at, dryRun, signal: called, progress: onProgress });
    return { kind: 'finished', report };
  }
  if (running.has(job.name)) return { kind: 'busy', owner };
  running.add(job.name);
  try {
    const held =
      job.isShared === true
        ? unheld
        : await hold(parts, leaseOf(job), {
            ttlMs: LEASE_SHARE * job.lockMs,
            onAlive: options.onAlive,
          });
    if (held === undefined) return { kind: 'busy', owner: await holderOf(tools, job) };
    try {
      return { kind: 'finished', report: await reported(tools, job, { at, called, onProgress, held }) };
    } finally {
      await held.release();
    }
  } finally {
    running.delete(job.name);
  }
}

/** The lease of a dead process must have run out when the schedule hands its job to another one. */
const LEASE_SHARE = 0.8;

/** Work that guards each step itself. */
const unheld: Held = { lost: new AbortController().signal, async release() {} };

/** Names the lease of a job. */
export const leaseOf = ({ name }: Pick<Job, 'name'>): string => `job:${name}`;

interface Alone {
  readonly at: number;
  readonly called: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  readonly held: Held;
}

/** Why a run ended before its end; it does not count as one that finished well. */
const TAKEN_OVER = 'another process took it over';
const CALLED_OFF = 'called off';

/** The run itself, with what is kept of it. */
async function reported(
  tools: JobTools,
  job: Job,
  { at, called, onProgress, held }: Alone,
): Promise<JobReport> {
  const { store, clock, log, metrics, owner } = tools.parts;
  const startedAt = clock.now();
  const run: JobRun = { id: `${job.name}:${startedAt}:${owner}`, job: job.name, owner, at, startedAt };
  await store.jobs.record(run);
  try {
    const signal = AbortSignal.any([called, held.lost]);
    const said = await job.run(tools, { at, dryRun: false, signal, progress: onProgress });
    const stopped = held.lost.aborted ? TAKEN_OVER : called.aborted ? CALLED_OFF : undefined;
    const report = stopped === undefined ? said : { ...said, stopped };
    const error = stopped === undefined ? {} : { error: stopped };
    await store.jobs.record({ ...run, finishedAt: clock.now(), report, ...error });
    metrics.count('kith.job.runs', { job: job.name, outcome: 'ok' });
    // One that looks every minute and finds nothing is no news.
    const level = Object.values(report).some((value) => value !== 0) ? 'info' : 'debug';
    log[level]('Job finished', { job: job.name, ms: clock.now() - startedAt, ...report });
    return report;
  } catch (error) {
    metrics.count('kith.job.runs', { job: job.name, outcome: 'failed' });
    log.error('Job failed', { job: job.name, error });
    await store.jobs.record({ ...run, finishedAt: clock.now(), error: wordsOf(error) });
    throw error;
  } finally {
    metrics.took('kith.job.duration', { job: job.name }, clock.now() - startedAt);
  }
}

async function holderOf({ parts: { store, clock } }: JobTools, job: Job): Promise<string> {
  const held = await store.leases.holder(leaseOf(job), clock.now());
  return held?.owner ?? 'another process';
}

/** Why, for the operator: our own words, or the kind of error where a stranger's may hold anything. */
export const wordsOf = (error: unknown): string =>
  error instanceof KithError ? error.message : error instanceof Error ? error.name : 'unknown';
