/** What a run did, in numbers and short words; never a text of a person. */
export type JobReport = Readonly<Record<string, unknown>>;

/** One run of a job. */
export interface JobRun {
  readonly id: string;
  readonly job: string;
  /** The process it ran in. */
  readonly owner: string;
  /** The time it ran for, ms: now, unless somebody named another. */
  readonly at: number;
  readonly startedAt: number;
  /** Undefined: it runs, or its process died. */
  readonly finishedAt?: number;
  readonly report?: JobReport;
  /** Why it failed. */
  readonly error?: string;
}

export interface JobRepository {
  /** When the job last finished well, ms, or undefined. */
  lastRun(job: string): Promise<number | undefined>;
  /**
   * Stores a run, or what became of it (the same `id`). The latest `JOB_RUNS_KEPT` of a job are kept, and the last one
   * that finished well.
   */
  record(run: JobRun): Promise<void>;
  /** Latest first. */
  runs(job: string, limit: number): Promise<readonly JobRun[]>;
}

/** Runs of one job that are kept. */
export const JOB_RUNS_KEPT = 50;
