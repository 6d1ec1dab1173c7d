import { type JobParameters, toJobId } from 'agenda';
import type { Json } from '../core/ports/records.ts';
import type { ScheduleRow } from '../core/ports/schedule.ts';

/** Times Agenda keeps beside those that have a column of their own. */
const TIMES = [
  'lastRunAt',
  'lastFinishedAt',
  'failedAt',
  'startDate',
  'endDate',
  'debounceStartedAt',
] as const;
const isTime = (key: string): boolean => (TIMES as readonly string[]).includes(key);

/** A row as Agenda names it. */
export function parametersOf(row: ScheduleRow): JobParameters & { _id: NonNullable<JobParameters['_id']> } {
  const { id, name, isSingle, priority, nextRunAt, lockedAt, isDisabled, attributes } = row;
  const others = Object.entries(attributes).map(([key, value]) => [
    key,
    isTime(key) ? new Date(Number(value)) : value,
  ]);
  return {
    data: undefined,
    ...(Object.fromEntries(others) as Partial<JobParameters>),
    _id: toJobId(id),
    name,
    type: isSingle ? 'single' : 'normal',
    priority,
    nextRunAt: nextRunAt === undefined ? null : new Date(nextRunAt),
    ...(lockedAt === undefined ? {} : { lockedAt: new Date(lockedAt) }),
    ...(isDisabled ? { disabled: true } : {}),
  };
}

/** What Agenda wants kept, as a row; what it says nothing about stays as it is in `kept`. */
export function rowOf(id: string, wanted: JobParameters, kept?: ScheduleRow): ScheduleRow {
  const {
    _id,
    name,
    type,
    priority,
    nextRunAt,
    lockedAt,
    disabled,
    unique: _unique,
    uniqueOpts: _opts,
    ...others
  } = wanted;
  const attributes: Record<string, Json> = { ...kept?.attributes };
  for (const [key, value] of Object.entries(others)) {
    if (value === undefined || value === null) delete attributes[key];
    else attributes[key] = value instanceof Date ? value.getTime() : (value as Json);
  }
  // Whoever names the lock means it, also when there is none.
  const lock = 'lockedAt' in wanted ? lockedAt?.getTime() : kept?.lockedAt;
  return {
    id,
    name,
    isSingle: type === 'single',
    priority: priority ?? 0,
    ...(nextRunAt === null || nextRunAt === undefined ? {} : { nextRunAt: nextRunAt.getTime() }),
    ...(lock === undefined ? {} : { lockedAt: lock }),
    isDisabled: disabled ?? kept?.isDisabled ?? false,
    attributes,
  };
}

/** Whether every part of `pattern` is in `value`, at any depth; anything but a plain object must be equal. */
export function isLike(value: unknown, pattern: unknown): boolean {
  if (!isObject(pattern)) return JSON.stringify(value) === JSON.stringify(pattern);
  return isObject(value) && Object.entries(pattern).every(([key, part]) => isLike(value[key], part));
}

/** Whether a row is the one a `unique` key means; `data.person` names a part of the data. */
export function isUniquely(row: ScheduleRow, unique: Readonly<Record<string, unknown>>): boolean {
  const parameters: unknown = parametersOf(row);
  return Object.entries(unique).every(([path, wanted]) => {
    const found = path
      .split('.')
      .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), parameters);
    return JSON.stringify(found) === JSON.stringify(wanted);
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
