import type { ScheduleRepository } from '../core/ports/schedule.ts';
import { storedRepository } from './stored-repository.ts';
import type { Timetable } from './timetable.ts';

export interface StoredTimetableOptions {
  readonly schedule: ScheduleRepository;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Agenda over a store with rows and transactions: the embedded one. */
export function storedTimetable(options: StoredTimetableOptions): Timetable {
  const { schedule, newId } = options;
  return {
    backend: {
      name: 'Kith',
      repository: storedRepository(options),
      ownsConnection: false,
      async connect() {},
      async disconnect() {},
    },
    ensure: ({ name, everyMs, firstAt }) =>
      schedule.write((rows) => {
        const kept = rows.list(name).find(({ isSingle }) => isSingle);
        if (kept?.attributes.repeatInterval === everyMs) return true;
        if (kept?.lockedAt !== undefined) return false;
        rows.put({
          id: kept?.id ?? newId(),
          name,
          isSingle: true,
          priority: kept?.priority ?? 0,
          isDisabled: kept?.isDisabled ?? false,
          nextRunAt: firstAt,
          attributes: { ...kept?.attributes, repeatInterval: everyMs },
        });
        return true;
      }),
    due: () =>
      schedule.read(
        (rows) =>
          new Map(
            rows
              .list()
              .flatMap(({ name, isSingle, nextRunAt }) =>
                isSingle && nextRunAt !== undefined ? [[name, nextRunAt] as const] : [],
              ),
          ),
      ),
  };
}
