import type { MissedLookChange } from '../../core/ports/memory-changes.ts';
import type { LookRepository } from '../../core/ports/summaries.ts';
import { lookOf } from '../memory-rows.ts';
import { columns } from './columns.ts';
import type { MongoDatabase } from './database.ts';

export interface Looks extends LookRepository {
  change(change: MissedLookChange): Promise<void>;
}

export const mongoLooks = ({ missed_looks: looks }: MongoDatabase): Looks => ({
  missed: async (at, limit) =>
    (
      await looks.find(
        { next_try_at: { $lte: at } },
        { sort: { next_try_at: 1 }, limit: columns.bound(limit) },
      )
    ).map(lookOf),
  postpone: async (turn, { failures, until }) => {
    await looks.update({ _id: turn }, { $set: { failures, next_try_at: until } });
  },
  change: async ({ person, persona, turn, state, at }) => {
    if (state === 'looked') {
      await looks.remove({ _id: turn });
      return;
    }
    await looks.update(
      { _id: turn },
      {
        $setOnInsert: {
          turn_id: turn,
          user_id: person,
          personality_name: persona,
          failures: 0,
          next_try_at: at,
        },
      },
      { upsert: true },
    );
  },
});
