import type { JobParameters, JobRepository } from 'agenda';

export interface GuardedRepository {
  readonly repository: JobRepository;
  /** When a job that was handed out had been due, ms; told once: Agenda has set its next time when it begins. */
  dueAt(id: string): number;
  /** From now on nothing more is taken: what was being taken just now is given back. */
  close(): void;
  /** Resolves when nothing is asked of the store any more. */
  idle(): Promise<void>;
}

/**
 * Three things Agenda leaves open: it frees jobs without waiting for it, so that a store that is away would end the
 * program; one it was about to take when it was stopped stays taken until its lock runs out; and a recurring job whose
 * process died is put back to its next regular time.
 */
export function guardRepository(inner: JobRepository, onFailed: (error: unknown) => void): GuardedRepository {
  const pending = new Set<Promise<unknown>>();
  const due = new Map<string, number>();
  let isClosed = false;
  async function track<Result>(work: Promise<Result>): Promise<Result> {
    pending.add(work);
    try {
      return await work;
    } finally {
      pending.delete(work);
    }
  }
  async function next(...args: Parameters<JobRepository['getNextJobToRun']>) {
    if (isClosed) return undefined;
    const job = await inner.getNextJobToRun(...args);
    if (job?._id === undefined) return undefined;
    if (!isClosed) {
      const given = isCutShort(job) ? { ...job, nextRunAt: args[2] } : job;
      due.set(job._id, given.nextRunAt?.getTime() ?? 0);
      return given;
    }
    await inner.unlockJobs([job._id]);
    return undefined;
  }
  return {
    repository: {
      connect: () => inner.connect(),
      queryJobs: (options) => track(inner.queryJobs(options)),
      getJobsOverview: () => track(inner.getJobsOverview()),
      getDistinctJobNames: () => track(inner.getDistinctJobNames()),
      getJobById: (id) => track(inner.getJobById(id)),
      getQueueSize: () => track(inner.getQueueSize()),
      removeJobs: (options) => track(inner.removeJobs(options)),
      saveJob: (job, options) => track(inner.saveJob(job, options)),
      saveJobState: (job, options) => track(inner.saveJobState(job, options)),
      lockJob: (job, options) => track(inner.lockJob(job, options)),
      unlockJob: (job) => track(inner.unlockJob(job).catch(onFailed)),
      unlockJobs: (ids) => track(inner.unlockJobs(ids)),
      getNextJobToRun: (...args) => track(next(...args)),
      disableJobs: (options) => track(inner.disableJobs(options)),
      enableJobs: (options) => track(inner.enableJobs(options)),
      purgeAllJobs: () => track(inner.purgeAllJobs()),
    },
    dueAt(id) {
      const at = due.get(id) ?? 0;
      due.delete(id);
      return at;
    },
    close() {
      isClosed = true;
    },
    async idle() {
      // One answer may lead to the next question.
      while (pending.size > 0) await Promise.allSettled(pending);
    },
  };
}

/** It began once more than it ended: its next time was set when it began, and whoever ran it is gone. */
const isCutShort = ({ nextRunAt, lastRunAt, lastFinishedAt }: JobParameters): boolean =>
  nextRunAt !== null && lastRunAt !== undefined && lastRunAt.getTime() > (lastFinishedAt?.getTime() ?? 0);
