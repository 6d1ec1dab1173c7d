import {
  computeJobState,
  type JobParameters,
  type JobRepository,
  type JobsOverview,
  type JobWithState,
  type RemoveJobsOptions,
} from 'agenda';
import type { ScheduleRow, ScheduleWriter } from '../core/ports/schedule.ts';
import { isLike, parametersOf, rowOf } from './stored-parameters.ts';
import { saveStored } from './stored-save.ts';
import type { StoredTimetableOptions } from './stored-timetable.ts';

/** What Agenda asks of a store, over rows and transactions. Every method is one step: no process comes between. */
export function storedRepository({ schedule, now, newId }: StoredTimetableOptions): JobRepository {
  const withState = (row: ScheduleRow): JobWithState => {
    const parameters = parametersOf(row);
    return { ...parameters, state: computeJobState(parameters, new Date(now())) };
  };
  const change = (options: RemoveJobsOptions, work: (rows: ScheduleWriter, row: ScheduleRow) => void) =>
    schedule.write((rows) => {
      const meant = chosen(rows.list(), options);
      for (const row of meant) work(rows, row);
      return meant.length;
    });
  const switchTo = (isDisabled: boolean) => (options: RemoveJobsOptions) =>
    change(options, (rows, row) => rows.put({ ...row, isDisabled }));

  return {
    async connect() {},
    async queryJobs({ name, names, id, ids, search, data, includeDisabled = true, ...options } = {}) {
      const { state, sort, skip = 0, limit = 0 } = options;
      const all = await schedule.read((rows) => rows.list(name));
      const jobs = all
        .filter(
          (row) =>
            (names === undefined || names.length === 0 || name !== undefined || names.includes(row.name)) &&
            (id === undefined || row.id === id) &&
            (ids === undefined || ids.length === 0 || ids.includes(row.id)) &&
            (!search || row.name.toLowerCase().includes(search.toLowerCase())) &&
            (data === undefined || isLike(row.attributes.data, data)) &&
            (includeDisabled || !row.isDisabled),
        )
        .map(withState)
        .filter((job) => state === undefined || isIn(job, state))
        .toSorted(inOrder(Object.entries(sort ?? { nextRunAt: 'desc', lastRunAt: 'desc' })));
      return { jobs: jobs.slice(skip, limit > 0 ? skip + limit : undefined), total: jobs.length };
    },
    async getJobsOverview() {
      const jobs = (await schedule.read((rows) => rows.list())).map(withState);
      return [...Map.groupBy(jobs, ({ name }) => name)].map(([name, those]) => overview(name, those));
    },
    getDistinctJobNames: () => schedule.read((rows) => [...rows.names()]),
    getJobById: (id) =>
      schedule.read((rows) => {
        const row = rows.get(id);
        return row === undefined ? null : parametersOf(row);
      }),
    getQueueSize: () =>
      schedule.read(
        (rows) => rows.list().filter(({ nextRunAt }) => nextRunAt !== undefined && nextRunAt < now()).length,
      ),
    removeJobs: (options) => change(options, (rows, { id }) => rows.remove(id)),
    purgeAllJobs: () =>
      schedule.write((rows) => {
        const all = rows.list();
        for (const { id } of all) rows.remove(id);
        return all.length;
      }),
    saveJob: (job, options) =>
      schedule.write((rows) => saveStored(rows, { job, by: options?.lastModifiedBy, now: now(), newId })),
    saveJobState: (job, options) =>
      schedule.write((rows) => {
        const kept = rows.get(job._id ?? '');
        if (kept === undefined) throw new Error(`The job ${job.name} is not on the schedule any more.`);
        const { lastRunAt, progress, failReason, failCount, failedAt, lastFinishedAt, nextRunAt } = job;
        const state = { lastRunAt, progress, failReason, failCount, failedAt, lastFinishedAt };
        const by = options?.lastModifiedBy;
        const { lockedAt: _, ...free } = kept;
        const wanted = {
          ...parametersOf(free),
          ...state,
          lastModifiedBy: by,
          nextRunAt,
          lockedAt: job.lockedAt,
        };
        rows.put(rowOf(kept.id, wanted as JobParameters, free));
      }),
    lockJob: (job, options) =>
      schedule.write((rows) => {
        const kept = rows.get(job._id ?? '');
        const isFree =
          kept !== undefined &&
          !kept.isDisabled &&
          kept.lockedAt === undefined &&
          kept.name === job.name &&
          kept.nextRunAt === job.nextRunAt?.getTime();
        return isFree ? lock(rows, kept, now(), options?.lastModifiedBy) : undefined;
      }),
    // One that runs now has no next run, unless it comes again.
    unlockJob: (job) =>
      schedule.write((rows) => {
        const kept = rows.get(job._id ?? '');
        if (kept?.nextRunAt !== undefined) unlock(rows, kept);
      }),
    unlockJobs: (ids) =>
      schedule.write((rows) => {
        for (const id of ids) {
          const kept = rows.get(id);
          if (kept !== undefined) unlock(rows, kept);
        }
      }),
    async getNextJobToRun(name, nextScanAt, lockDeadline, at, options) {
      const next = (rows: Pick<ScheduleWriter, 'next'>) =>
        rows.next(name, nextScanAt.getTime(), lockDeadline.getTime());
      // Nearly every look finds nothing, and needs no lock to see it.
      if ((await schedule.read(next)) === undefined) return undefined;
      return schedule.write((rows) => {
        const row = next(rows);
        return row && lock(rows, row, at?.getTime() ?? now(), options?.lastModifiedBy);
      });
    },
    disableJobs: switchTo(true),
    enableJobs: switchTo(false),
  };
}

function lock(
  rows: ScheduleWriter,
  row: ScheduleRow,
  lockedAt: number,
  by: string | undefined,
): JobParameters {
  const { lastModifiedBy: _, ...attributes } = row.attributes;
  const locked = {
    ...row,
    lockedAt,
    attributes: by === undefined ? attributes : { ...attributes, lastModifiedBy: by },
  };
  rows.put(locked);
  return parametersOf(locked);
}

function unlock(rows: ScheduleWriter, row: ScheduleRow): void {
  const { lockedAt: _lockedAt, ...free } = row;
  rows.put(free);
}

/** Those the options name; with none, nothing. */
function chosen(
  rows: readonly ScheduleRow[],
  { id, ids, name, names, notNames, data }: RemoveJobsOptions,
): readonly ScheduleRow[] {
  const some = <Item>(list: readonly Item[] | undefined) => (list?.length ? list.map(String) : undefined);
  const [byIds, byNames, byNot] = [some(ids), some(names), some(notNames)];
  if ((id ?? byIds ?? name ?? byNames ?? byNot ?? data) === undefined) return [];
  return rows.filter(
    (row) =>
      (id === undefined || row.id === String(id)) &&
      (byIds === undefined || byIds.includes(row.id)) &&
      (name === undefined || row.name === name) &&
      (byNames === undefined || byNames.includes(row.name)) &&
      (byNot === undefined || !byNot.includes(row.name)) &&
      (data === undefined || isLike(row.attributes.data, data)),
  );
}

const isIn = (job: JobWithState, state: JobWithState['state']): boolean =>
  state === 'paused' ? job.disabled === true : job.state === state;

/** Absent values count as the smallest. */
function inOrder(keys: readonly [string, unknown][]) {
  const sortable = (job: JobWithState, key: string) => {
    const value = (job as unknown as Readonly<Record<string, unknown>>)[key];
    return value instanceof Date
      ? value.getTime()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : value;
  };
  return (a: JobWithState, b: JobWithState): number => {
    for (const [key, direction] of keys) {
      const [x, y] = [sortable(a, key), sortable(b, key)];
      if (x === y) continue;
      const isBefore = x === undefined || x === null || (y !== undefined && y !== null && x < y);
      return isBefore === (direction === 'asc') ? -1 : 1;
    }
    return 0;
  };
}

function overview(name: string, jobs: readonly JobWithState[]): JobsOverview {
  const count = (is: JobWithState['state']) => jobs.filter(({ state }) => state === is).length;
  return {
    name,
    total: jobs.length,
    running: count('running'),
    scheduled: count('scheduled'),
    queued: count('queued'),
    completed: count('completed'),
    failed: count('failed'),
    repeating: count('repeating'),
    paused: jobs.filter(({ disabled }) => disabled === true).length,
  };
}
