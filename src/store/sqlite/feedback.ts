import type { FeedbackChange, RatingChange } from '../../core/ports/changes.ts';
import type { FeedbackRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

export interface Feedbacks extends FeedbackRepository {
  /** The verdict of one person on one reply; a verdict on a reply that is gone is dropped. */
  give(change: FeedbackChange): void;
  rate(change: RatingChange): void;
}

export const sqliteFeedback = (database: Database): Feedbacks => ({
  ofPersona: async (persona, limit) => {
    const values = database
      .all(
        `SELECT value FROM feedback WHERE personality_name = ? ORDER BY timestamp DESC, rowid DESC LIMIT ?`,
        persona,
        columns.bound(limit),
      )
      .map((row) => columns.number(row.value));
    const good = values.filter((value) => value > 0).length;
    return { good, bad: values.length - good };
  },
  ratings: async (persona) => {
    const row = database.get(
      'SELECT COUNT(*) AS count, TOTAL(stars) AS stars FROM ratings WHERE personality_name = ?',
      persona,
    );
    return { stars: columns.number(row?.stars), count: columns.number(row?.count) };
  },
  rate: ({ person, persona, stars, at }) => {
    database.run(
      `INSERT INTO ratings (user_id, personality_name, stars, timestamp) VALUES (?, ?, ?, ?)
       ON CONFLICT (personality_name, user_id) DO UPDATE SET stars = excluded.stars, timestamp = excluded.timestamp`,
      person,
      persona,
      stars,
      at,
    );
  },
  give: ({ person, persona, message, value, at }) => {
    // Its owner may have been erased: not even the id of what they were answered stays.
    if (database.get('SELECT 1 FROM messages WHERE id = ?', message) === undefined) return;
    if (value === 0) {
      database.run('DELETE FROM feedback WHERE message_id = ? AND user_id = ?', message, person);
      return;
    }
    database.run(
      `INSERT INTO feedback (message_id, user_id, personality_name, value, timestamp) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (message_id, user_id) DO UPDATE SET personality_name = excluded.personality_name,
         value = excluded.value, timestamp = excluded.timestamp`,
      message,
      person,
      persona,
      value,
      at,
    );
  },
});
