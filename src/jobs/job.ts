import type { Config } from '../config-schema.ts';
import type { Parts } from '../core/conversation/parts.ts';
import type { IsAlive, Within } from '../core/conversation/recover.ts';
import type { JobReport } from '../core/ports/jobs.ts';

export interface JobTools {
  readonly parts: Parts;
  /** Whether the process that owns a turn still runs. */
  readonly isAlive: IsAlive;
  /** Does something in the turn of a person in a place; absent: at once. */
  readonly within?: Within;
  readonly settings: Config['jobs'];
  /** Aborts when the program begins to end: a job can wait, a person cannot. */
  readonly ending?: AbortSignal;
  /** Names of the jobs this process runs now. */
  readonly running: Set<string>;
}

/** A key of the configuration below `jobs` that says how often a job runs, minutes. */
export type Cadence = Extract<keyof Config['jobs'], `${string}EveryMinutes`>;

/** What one run is asked for. */
export interface JobCall {
  /** The time it runs for, ms; a job asks this, not the clock, what time it is. */
  readonly at: number;
  /** Changes nothing, reports what it would do. */
  readonly dryRun: boolean;
  /** Aborts when the program ends or another process has taken the job over: stop soon, report what was done. */
  readonly signal: AbortSignal;
  /** Says how far it is: `done` of `total` steps. */
  progress(done: number, total: number): void;
}

/**
 * Idempotent work beside the conversation: run twice for the same time, the second changes nothing. One process at a
 * time runs a job, unless it is shared.
 */
export interface Job {
  readonly name: string;
  /** What it does, in one line for operators. */
  readonly what: string;
  readonly cadence: Cadence;
  /** Runs at every start as well, however short ago it ran. */
  readonly atStart?: boolean;
  /** Processes may run it side by side: it guards each step itself, and does what only they can do. */
  readonly isShared?: boolean;
  /** After this long without a sign of life another process takes it over, ms; 30,000 to 120,000. */
  readonly lockMs: number;
  run(tools: JobTools, call: JobCall): Promise<JobReport>;
}

/** Time between two runs of a job, ms. */
export const everyMs = ({ settings }: Pick<JobTools, 'settings'>, { cadence }: Job): number =>
  settings[cadence] * 60_000;
