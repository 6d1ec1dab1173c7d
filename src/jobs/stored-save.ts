import type { JobParameters } from 'agenda';
import type { ScheduleRow, ScheduleWriter } from '../core/ports/schedule.ts';
import { isUniquely, parametersOf, rowOf } from './stored-parameters.ts';

export interface SaveOptions<Data> {
  readonly job: JobParameters<Data>;
  readonly by: string | undefined;
  readonly now: number;
  readonly newId: () => string;
}

/** Puts a job on the schedule: changes the row it has, that of its single name, that of its unique key, or adds one. */
export function saveStored<Data>(
  rows: ScheduleWriter,
  { job, by, now, newId }: SaveOptions<Data>,
): JobParameters<Data> {
  const wanted: JobParameters = { ...job, ...(by === undefined ? {} : { lastModifiedBy: by }) };
  const put = (row: ScheduleRow) => {
    rows.put(row);
    return parametersOf(row) as JobParameters<Data>;
  };
  if (wanted._id !== undefined) {
    const kept = rows.get(wanted._id);
    // Taken off the schedule meanwhile: nothing is put back.
    return kept === undefined || kept.name !== wanted.name ? job : put(rowOf(kept.id, wanted, kept));
  }
  if (wanted.type === 'single') {
    const kept = rows.list(wanted.name).find(({ isSingle }) => isSingle);
    if (kept === undefined) return put(rowOf(newId(), wanted));
    const isPast = wanted.nextRunAt !== null && wanted.nextRunAt.getTime() <= now;
    return put(rowOf(kept.id, isPast ? { ...wanted, nextRunAt: dateOf(kept.nextRunAt) } : wanted, kept));
  }
  const { unique } = wanted;
  if (unique === undefined) return put(rowOf(newId(), wanted));
  const kept = rows.list(wanted.name).find((row) => isUniquely(row, unique));
  if (wanted.uniqueOpts?.debounce !== undefined) {
    const debounced = debounce(wanted, wanted.uniqueOpts.debounce, kept, now);
    return put(rowOf(kept?.id ?? newId(), debounced, kept));
  }
  if (kept !== undefined && wanted.uniqueOpts?.insertOnly === true)
    return parametersOf(kept) as JobParameters<Data>;
  return put(rowOf(kept?.id ?? newId(), wanted, kept));
}

/** Leading: runs at once, later calls only change its data. Trailing: runs when no call came for `delay`. */
function debounce(
  wanted: JobParameters,
  {
    delay,
    maxWait,
    strategy = 'trailing',
  }: NonNullable<NonNullable<JobParameters['uniqueOpts']>['debounce']>,
  kept: ScheduleRow | undefined,
  now: number,
): JobParameters {
  const began = Number(kept?.attributes.debounceStartedAt ?? now);
  const debounceStartedAt = new Date(began);
  if (strategy === 'leading')
    return {
      ...wanted,
      debounceStartedAt,
      ...(kept === undefined ? {} : { nextRunAt: dateOf(kept.nextRunAt) }),
    };
  if (kept !== undefined && maxWait !== undefined && now - began >= maxWait) {
    const { debounceStartedAt: _, ...again } = wanted;
    return { ...again, debounceStartedAt: null as unknown as Date, nextRunAt: new Date(now) };
  }
  return { ...wanted, debounceStartedAt, nextRunAt: new Date(now + delay) };
}

const dateOf = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at));
