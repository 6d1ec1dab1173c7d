import type { AffinityChange, RetractChange } from '../../core/ports/changes.ts';
import type { AffinityEvent } from '../../core/ports/records.ts';
import type { AffinityRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import { eventOf } from '../record-rows.ts';
import type { Database } from './database.ts';

/** The rows that lead to the points of a pair. */
export interface Ledger {
  page: AffinityRepository['ledger'];
  /** What the pair gained on the UTC day of a change, as far as the daily cap goes. */
  gainedOn(change: AffinityChange): number;
  append(event: AffinityEvent): void;
  /** What a message earned and was not taken back, the latest first: undone in the opposite order. */
  standing(change: RetractChange): readonly AffinityEvent[];
  /** From now on these rows cancel each other. */
  cancel(row: string, opposite: string): void;
}

const day = 86_400_000;

export const sqliteLedger = (database: Database): Ledger => ({
  page: async (person, persona, { limit, offset }) =>
    database
      .all(
        `SELECT * FROM affinity_ledger WHERE user_id = ? AND personality_name = ?
         ORDER BY timestamp DESC, seq DESC LIMIT ? OFFSET ?`,
        person,
        persona,
        columns.bound(limit),
        columns.bound(offset),
      )
      .map(eventOf),
  gainedOn: (change) => {
    if (change.dailyCap <= 0) return 0;
    const midnight = change.at - (((change.at % day) + day) % day);
    const row = database.get(
      `SELECT SUM(delta) AS gained FROM affinity_ledger
       WHERE user_id = ? AND personality_name = ? AND timestamp >= ? AND timestamp < ? AND delta > 0
         AND is_retracted = 0`,
      change.person,
      change.persona,
      midnight,
      midnight + day,
    );
    return columns.number(row?.gained);
  },
  append: (made) => {
    database.run(
      `INSERT INTO affinity_ledger (id, user_id, personality_name, cause, rule, delta, points_before,
         points_after, level_before, level_after, message_id, timestamp)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      made.id,
      made.person,
      made.persona,
      made.cause,
      made.rule,
      made.delta,
      made.before,
      made.after,
      made.levelBefore,
      made.levelAfter,
      made.message ?? null,
      made.at,
    );
  },
  standing: ({ person, message }) =>
    database
      .all(
        `SELECT * FROM affinity_ledger WHERE message_id = ? AND user_id = ? AND is_retracted = 0
         ORDER BY seq DESC`,
        message,
        person,
      )
      .map(eventOf),
  cancel: (row, opposite) => {
    database.run('UPDATE affinity_ledger SET is_retracted = 1 WHERE id IN (?, ?)', row, opposite);
  },
});
