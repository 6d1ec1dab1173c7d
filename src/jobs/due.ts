import type { Job, JobTools } from './job.ts';

export interface DueOptions {
  readonly tools: JobTools;
  readonly jobs: readonly Job[];
  /** At a start, jobs that ask for it run whether they are due or not. */
  readonly isStart: boolean;
}

/** Runs every job that is due, one after the other, and records when and with what result. */
export async function runDue({ tools, jobs, isStart }: DueOptions): Promise<void> {
  const { store, clock, log } = tools.parts;
  for (const job of jobs) {
    try {
      const last = await store.jobs.lastRun(job.name);
      const isAwaited = isStart && job.atStart === true;
      const isDue = isAwaited || last === undefined || clock.now() - last >= job.everyMs;
      if (!isDue) continue;
      const report = await job.run(tools);
      await store.jobs.finished(job.name, clock.now(), report);
      log.debug('Job finished', { job: job.name, ...report });
    } catch (error) {
      log.error('Job failed', { job: job.name, error });
    }
  }
}
