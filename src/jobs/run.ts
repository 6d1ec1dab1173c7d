import { KithError } from '../core/errors.ts';
import type { JobReport, JobRun } from '../core/ports/jobs.ts';
import type { Job, JobTools } from './job.ts';

export interface RunOptions {
  /** The time the job runs for, ms; now, unless given. */
  readonly at?: number;
  readonly dryRun?: boolean;
  /** Calls the run off. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What came of it: it ran, or another process is at it. */
export type RunOutcome =
  | { readonly kind: 'finished'; readonly run: JobRun; readonly report: JobReport }
  | { readonly kind: 'busy'; readonly owner: string };

/**
 * Runs a job once, whoever asks: a timer, a schedule, an operator. What came of it is stored and logged; a dry run is
 * neither.
 * @throws what the job throws.
 */
export async function runJob(tools: JobTools, job: Job, options: RunOptions = {}): Promise<RunOutcome> {
  const { store, clock, log, metrics, owner, stopping } = tools.parts;
  const startedAt = clock.now();
  const { at = startedAt, dryRun = false, onProgress } = options;
  const signal = AbortSignal.any([stopping, ...(options.signal === undefined ? [] : [options.signal])]);
  const run: JobRun = { id: `${job.name}:${startedAt}:${owner}`, job: job.name, owner, at, startedAt };
  const call = { at, dryRun, signal, progress: onProgress ?? (() => {}) };
  if (dryRun) return { kind: 'finished', run, report: await job.run(tools, call) };
  await store.jobs.record(run);
  try {
    const report = await job.run(tools, call);
    await store.jobs.record({ ...run, finishedAt: clock.now(), report });
    metrics.count('kith.job.runs', { job: job.name, outcome: 'ok' });
    log.info('Job finished', { job: job.name, ms: clock.now() - startedAt, ...report });
    return { kind: 'finished', run, report };
  } catch (error) {
    metrics.count('kith.job.runs', { job: job.name, outcome: 'failed' });
    log.error('Job failed', { job: job.name, error });
    await store.jobs.record({ ...run, finishedAt: clock.now(), error: wordsOf(error) });
    throw error;
  } finally {
    metrics.took('kith.job.duration', { job: job.name }, clock.now() - startedAt);
  }
}

/** Why, for the operator: our own words, or the kind of error where a stranger's may hold anything. */
const wordsOf = (error: unknown): string =>
  error instanceof KithError ? error.message : error instanceof Error ? error.name : 'unknown';
