import type { AgendaBackend } from 'agenda';

/** A job that comes again. */
export interface Recurring {
  readonly name: string;
  readonly everyMs: number;
  /** When it is due for the first time, ms. */
  readonly firstAt: number;
}

/** The schedule in one store, as the scheduler needs it. */
export interface Timetable {
  readonly backend: AgendaBackend;
  /**
   * Puts a recurring job on the schedule when it is not there, or with another cadence. Nothing else of a job that is
   * there changes, least of all its lock. False: it runs just now and keeps its old cadence; ask again later.
   */
  ensure(recurring: Recurring): Promise<boolean>;
  /** When each recurring job is due, ms, by name. */
  due(): Promise<ReadonlyMap<string, number>>;
}
