import type { Json } from './records.ts';

/** Something to be run: once, or, when it is single, again and again. */
export interface ScheduleRow {
  readonly id: string;
  readonly name: string;
  /** There is one such row of a name. */
  readonly isSingle: boolean;
  /** Higher goes first of those due at the same time. */
  readonly priority: number;
  /** Undefined: not to be run any more. */
  readonly nextRunAt?: number;
  /** When it was taken, or last said that it lives; undefined: free. */
  readonly lockedAt?: number;
  readonly isDisabled: boolean;
  /** Whatever else is known of it. */
  readonly attributes: Readonly<Record<string, Json>>;
}

export interface ScheduleReader {
  get(id: string): ScheduleRow | undefined;
  /** Those of one name, or all, in no order. */
  list(name?: string): readonly ScheduleRow[];
  names(): readonly string[];
  /**
   * The next of a name that is not disabled and either free and due by `dueBy`, or locked no later than `lockedBy`; the
   * earliest first, then by priority.
   */
  next(name: string, dueBy: number, lockedBy: number): ScheduleRow | undefined;
}

export interface ScheduleWriter extends ScheduleReader {
  /** Inserts a row or replaces that of its id. */
  put(row: ScheduleRow): void;
  remove(id: string): void;
}

/** What is to be run when, shared by every process of a store that has rows and transactions. */
export interface ScheduleRepository {
  read<Result>(work: (rows: ScheduleReader) => Result): Promise<Result>;
  /** Runs `work` in one transaction: no other process comes between its steps. */
  write<Result>(work: (rows: ScheduleWriter) => Result): Promise<Result>;
}
