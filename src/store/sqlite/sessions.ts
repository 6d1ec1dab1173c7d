import type { SessionRepository } from '../../core/ports/store.ts';
import { sessionOf } from '../record-rows.ts';
import type { Affinities } from './affinity.ts';
import type { Database } from './database.ts';
import type { Moods } from './moods.ts';
import type { People } from './people.ts';

export interface SessionsOptions {
  readonly database: Database;
  readonly people: People;
  readonly affinity: Affinities;
  readonly moods: Moods;
}

export const sqliteSessions = ({
  database,
  people,
  affinity,
  moods,
}: SessionsOptions): SessionRepository => ({
  latest: async (person, persona, place) => {
    const row = database.get(
      `SELECT * FROM sessions WHERE user_id = ? AND personality_name = ? AND place_id = ?
       ORDER BY last_activity DESC, rowid DESC LIMIT 1`,
      person,
      persona,
      place,
    );
    return row && sessionOf(row);
  },
  start: async (started, mood, first) =>
    database.write(() => {
      if (!people.exists(started.person)) return;
      const isNew = database.run(
        `INSERT INTO sessions
           (session_id, user_id, personality_name, place_id, created_at, last_activity, user_messages)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        started.id,
        started.person,
        started.persona,
        started.place,
        started.createdAt,
        started.lastActivity,
        started.userMessages,
      );
      if (isNew === 1) moods.set(mood);
      affinity.meet(first);
    }),
  get: async (id) => {
    const row = database.get('SELECT * FROM sessions WHERE session_id = ?', id);
    return row && sessionOf(row);
  },
});
