import type { UsageChange } from '../../core/ports/changes.ts';
import type { UsageRepository } from '../../core/ports/store.ts';
import { usageOf } from '../record-rows.ts';
import { key } from './columns.ts';
import type { MongoDatabase } from './database.ts';

export interface Usages extends UsageRepository {
  /** Adds calls up; all of one step, which counts once however often it is made. */
  add(calls: readonly UsageChange[], step: string): Promise<void>;
}

/** Steps a row remembers: more than are under way at once. */
const remembered = 256;

export const mongoUsage = ({ usage }: MongoDatabase): Usages => {
  const addUp = (row: string, calls: readonly UsageChange[], step: string) => {
    const sum = (of: (call: UsageChange) => number) => calls.reduce((total, call) => total + of(call), 0);
    const [first] = calls;
    return {
      filter: { _id: row, done: { $ne: step } },
      update: {
        $inc: {
          calls: calls.length,
          failures: sum(({ failed }) => Number(failed)),
          prompt_tokens: sum(({ promptTokens }) => promptTokens),
          completion_tokens: sum(({ completionTokens }) => completionTokens),
        },
        $push: { done: { $each: [step], $slice: -remembered } },
        $setOnInsert: { day: first?.day, purpose: first?.purpose, model: first?.model },
      },
    };
  };

  return {
    add: async (calls, step) => {
      const rows = Map.groupBy(calls, ({ day, purpose, model }) => key(day, purpose, model));
      const sums = [...rows].map(([row, theirs]) => addUp(row, theirs, step));
      const refused = new Set(await usage.upsertEach(sums));
      // They count already, or somebody inserted the row at the same moment.
      const again = sums.filter((_, index) => refused.has(index));
      await Promise.all(again.map(({ filter, update }) => usage.update(filter, update)));
    },
    since: async (day) =>
      (await usage.find({ day: { $gte: day } }, { sort: { day: 1, purpose: 1, model: 1 } })).map(usageOf),
  };
};
