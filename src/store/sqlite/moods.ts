import type { Mood } from '../../core/ports/records.ts';
import type { MoodRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import { moodOf, pastMoodOf } from '../record-rows.ts';
import type { Database } from './database.ts';

export interface Moods extends MoodRepository {
  /** Makes this the mood of its session; one that differs is added to the history. */
  set(mood: Mood): void;
}

export const sqliteMoods = (database: Database): Moods => {
  const read = (session: string): Mood | undefined => {
    const row = database.get('SELECT * FROM session_moods WHERE session_id = ?', session);
    return row && moodOf(row);
  };

  return {
    get: async (session) => read(session),
    history: async (person, persona, limit) =>
      database
        .all(
          `SELECT session_id, mood, intensity, started_at FROM mood_history
           WHERE user_id = ? AND personality_name = ? ORDER BY started_at DESC, seq DESC LIMIT ?`,
          person,
          persona,
          columns.bound(limit),
        )
        .map(pastMoodOf),
    set: (mood) => {
      const owner = database.get(
        'SELECT user_id, personality_name FROM sessions WHERE session_id = ?',
        mood.session,
      );
      // A session erased in the meantime has no moods any more.
      if (owner === undefined) return;
      const held = read(mood.session);
      database.run(
        `INSERT INTO session_moods (session_id, current_mood, mood_intensity, mood_started_at)
         VALUES (?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET current_mood = excluded.current_mood,
           mood_intensity = excluded.mood_intensity, mood_started_at = excluded.mood_started_at`,
        mood.session,
        mood.label,
        mood.intensity,
        mood.startedAt,
      );
      if (held?.label === mood.label && held.intensity === mood.intensity) return;
      database.run(
        `INSERT INTO mood_history (session_id, user_id, personality_name, mood, intensity, started_at)
         VALUES (?, ?, ?, ?, ?, ?)`,
        mood.session,
        columns.text(owner.user_id),
        columns.text(owner.personality_name),
        mood.label,
        mood.intensity,
        mood.startedAt,
      );
    },
  };
};
