import type { SessionRepository } from '../../core/ports/store.ts';
import { sessionOf } from '../record-rows.ts';
import type { Affinities } from './affinity.ts';
import type { MongoDatabase } from './database.ts';
import type { Moods } from './moods.ts';
import type { People } from './people.ts';

export interface SessionsOptions {
  readonly database: MongoDatabase;
  readonly people: People;
  readonly affinity: Affinities;
  readonly moods: Moods;
}

export const mongoSessions = ({ database, people, affinity, moods }: SessionsOptions): SessionRepository => ({
  latest: async (person, persona, place) => {
    const row = await database.sessions.findOne(
      { user_id: person, personality_name: persona, place_id: place },
      { sort: { last_activity: -1, made: -1 } },
    );
    return row && sessionOf(row);
  },
  start: async (started, mood, first) => {
    if (!(await people.present([started.person])).has(started.person)) return;
    // The session comes last: whoever finds it finds its mood and the pair as well.
    await Promise.all([moods.begin(started, mood), affinity.meet(first)]);
    await database.sessions.insert([
      {
        _id: started.id,
        session_id: started.id,
        user_id: started.person,
        personality_name: started.persona,
        place_id: started.place,
        created_at: started.createdAt,
        last_activity: started.lastActivity,
        user_messages: started.userMessages,
        made: database.nextId(),
      },
    ]);
  },
  get: async (id) => {
    const row = await database.sessions.findOne({ session_id: id });
    return row && sessionOf(row);
  },
});
