import { personId } from '../../core/ids.ts';
import type {
  FadeChange,
  FadedChange,
  FadeRunChange,
  MemoryId,
  PinChange,
  RecallChange,
} from '../../core/ports/memory-changes.ts';
import type { FadingRepository } from '../../core/ports/summaries.ts';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

export interface Fading extends FadingRepository {
  recall(change: RecallChange): void;
  fade(change: FadeChange): void;
  remove(change: FadedChange): void;
  pin(change: PinChange): void;
  ran(change: FadeRunChange): void;
}

const tables: Readonly<Record<MemoryId['kind'], string>> = { episode: 'episodes', summary: 'summaries' };

export const sqliteFading = (database: Database): Fading => ({
  people: async (persona, { after, limit }) =>
    database
      .all(
        `SELECT user_id FROM episodes WHERE personality_name = ?1 AND user_id > ?2
         UNION SELECT user_id FROM summaries WHERE personality_name = ?1 AND user_id > ?2
         ORDER BY user_id LIMIT ?3`,
        persona,
        after,
        columns.bound(limit),
      )
      .map((row) => personId(columns.text(row.user_id))),
  lastRun: async (persona) => {
    const row = database.get('SELECT finished_at FROM fading_runs WHERE personality_name = ?', persona);
    return row && columns.number(row.finished_at);
  },
  count: async (person, persona) => {
    const row = database.get(
      `SELECT
         (SELECT COUNT(*) FROM episodes WHERE user_id = ?1 AND personality_name = ?2)
         + (SELECT COUNT(*) FROM summaries WHERE user_id = ?1 AND personality_name = ?2)
         + (SELECT coalesce(SUM(unsummarised), 0) FROM conversations WHERE user_id = ?1 AND personality_name = ?2) AS n`,
      person,
      persona,
    );
    return columns.number(row?.n);
  },
  recall: ({ person, memories, at }) => {
    for (const { kind, id } of memories) {
      database.run(
        `UPDATE ${tables[kind]} SET recalls = recalls + 1, recalled_at = ?1, strength = 1, tier = 'hot', strength_at = ?1
         WHERE id = ?2 AND user_id = ?3 AND coalesce(recalled_at, 0) < ?1`,
        at,
        id,
        person,
      );
    }
  },
  fade: ({ person, memory: { kind, id }, strength, tier, at }) => {
    database.run(
      `UPDATE ${tables[kind]} SET strength = ?, tier = ?, strength_at = ?
       WHERE id = ? AND user_id = ? AND coalesce(strength_at, 0) <= ?`,
      strength,
      tier,
      at,
      id,
      person,
      at,
    );
  },
  remove: ({ person, memory: { kind, id } }) => {
    database.run(`DELETE FROM ${tables[kind]} WHERE id = ? AND user_id = ?`, id, person);
  },
  pin: ({ person, memory: { kind, id }, isPinned }) => {
    database.run(
      `UPDATE ${tables[kind]} SET is_pinned = ? WHERE id = ? AND user_id = ?`,
      Number(isPinned),
      id,
      person,
    );
  },
  ran: ({ persona, at }) => {
    database.run(
      `INSERT INTO fading_runs (personality_name, finished_at) VALUES (?, ?)
       ON CONFLICT (personality_name) DO UPDATE SET finished_at = max(finished_at, excluded.finished_at)`,
      persona,
      at,
    );
  },
});
