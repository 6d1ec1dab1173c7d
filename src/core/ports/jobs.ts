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

/** What came of asking for a run: it ran, or somebody is at it already. */
export type RunOutcome =
  | { readonly kind: 'finished'; readonly report: JobReport }
  | { readonly kind: 'busy'; readonly owner: string };

export interface RunOptions {
  /** The time the job runs for, ms; now, unless given. */
  readonly at?: number | undefined;
  /** Changes nothing and reports what it would do; it waits for nobody. */
  readonly dryRun?: boolean | undefined;
  /** Calls the run off. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** One job, for the operator. */
export interface JobStatus {
  readonly name: string;
  readonly what: string;
  readonly everyMinutes: number;
  /** When it is due, ms; in the past: at the next look. */
  readonly nextAt: number;
  /** When it last finished well, ms. */
  readonly lastAt?: number;
  /** The latest run, whatever came of it. */
  readonly latest?: JobRun;
  /** The process that runs it now. */
  readonly runsIn?: string;
}

/** The jobs, as the edges drive them. */
export interface JobControl {
  list(): Promise<readonly JobStatus[]>;
  /** @throws KithError `usage.wrong` for a name that is none, with those there are; what the job throws. */
  run(name: string, options?: RunOptions): Promise<RunOutcome>;
  /** Asks for a run as soon as one can be; returns at once. What is no job's name is ignored. */
  request(name: string): void;
}
