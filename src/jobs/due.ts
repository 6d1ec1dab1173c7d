import { everyMs, type Job, type JobTools } from './job.ts';
import { runJob } from './run.ts';

export interface DueOptions {
  readonly tools: JobTools;
  readonly jobs: readonly Job[];
  /** At a start, jobs that ask for it run whether they are due or not. */
  readonly isStart: boolean;
}

/** Runs every job that is due by the clock, one after the other. What fails is due again at the next look. */
export async function runDue({ tools, jobs, isStart }: DueOptions): Promise<void> {
  const { store, clock, log } = tools.parts;
  for (const job of jobs) {
    try {
      const last = await store.jobs.lastRun(job.name);
      const isAwaited = isStart && job.atStart === true;
      const isDue = isAwaited || last === undefined || clock.now() - last >= everyMs(tools, job);
      if (isDue) await runJob(tools, job);
    } catch (error) {
      log.debug('Job left for the next look', { job: job.name, error });
    }
  }
}
