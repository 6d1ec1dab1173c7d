import type { MissedLookChange } from '../../core/ports/memory-changes.ts';
import type { LookRepository } from '../../core/ports/summaries.ts';
import { columns } from '../columns.ts';
import { lookOf } from '../memory-rows.ts';
import type { Database } from './database.ts';

export interface Looks extends LookRepository {
  change(change: MissedLookChange): void;
}

export const sqliteLooks = (database: Database): Looks => ({
  missed: async (at, limit) =>
    database
      .all(
        'SELECT * FROM missed_looks WHERE next_try_at <= ? ORDER BY next_try_at LIMIT ?',
        at,
        columns.bound(limit),
      )
      .map(lookOf),
  postpone: async (turn, { failures, until }) => {
    database.run(
      'UPDATE missed_looks SET failures = ?, next_try_at = ? WHERE turn_id = ?',
      failures,
      until,
      turn,
    );
  },
  change: ({ person, persona, turn, state, at }) => {
    if (state === 'looked') {
      database.run('DELETE FROM missed_looks WHERE turn_id = ?', turn);
      return;
    }
    database.run(
      `INSERT INTO missed_looks (turn_id, user_id, personality_name, next_try_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      turn,
      person,
      persona,
      at,
    );
  },
});
