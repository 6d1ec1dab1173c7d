import type { Mood, Session } from '../../core/ports/records.ts';
import type { MoodRepository } from '../../core/ports/store.ts';
import { moodOf, pastMoodOf } from '../record-rows.ts';
import { columns } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

export interface Moods extends MoodRepository {
  /** The first mood of a session that is about to begin; one that is there stays. */
  begin(session: Session, mood: Mood): Promise<void>;
  /**
   * Makes this the mood of its session; one that differs is added to the history. `step` names the change: made again it
   * changes nothing. `before`: as `read` gave it before anybody could have made this change; absent where it may have been
   * made already.
   */
  set(owner: Pick<Session, 'person' | 'persona'>, mood: Mood, step: string, before?: Row): Promise<void>;
  /** What a session's mood is kept as. */
  read(session: string): Promise<Row | undefined>;
}

export const mongoMoods = (database: MongoDatabase): Moods => {
  const { session_moods: moods, mood_history: history } = database;
  const read = (session: string) => moods.findOne({ session_id: session });
  const past = (owner: Pick<Session, 'person' | 'persona'>, mood: Mood, step: string) => ({
    _id: step,
    session_id: mood.session,
    user_id: owner.person,
    personality_name: owner.persona,
    mood: mood.label,
    intensity: mood.intensity,
    started_at: mood.startedAt,
    made: database.nextId(),
  });

  return {
    read,
    get: async (session) => {
      const row = await read(session);
      return row && moodOf(row);
    },
    history: async (person, persona, limit) =>
      (
        await history.find(
          { user_id: person, personality_name: persona },
          { sort: { started_at: -1, made: -1 }, limit: columns.bound(limit) },
        )
      ).map(pastMoodOf),
    begin: async (session, mood) => {
      await Promise.all([
        moods.insert([{ _id: mood.session, ...fields(mood) }]),
        history.insert([past(session, mood, mood.session)]),
      ]);
    },
    set: async (owner, mood, step, before) => {
      const known = before && moodOf(before);
      const isNew = known !== undefined && (known.label !== mood.label || known.intensity !== mood.intensity);
      if (isNew && (await history.insert([past(owner, mood, step)])) === 1) {
        await moods.update({ session_id: mood.session }, { $set: fields(mood) }, { upsert: true });
        return;
      }
      const row = await read(mood.session);
      const held = row && moodOf(row);
      const isOther = held?.label !== mood.label || held.intensity !== mood.intensity;
      // Before the mood itself: a step that broke off in between finds the difference again.
      if (isOther && (await history.insert([past(owner, mood, step)])) === 0) {
        // It was made before; what came after it stays.
        if (held !== undefined && held.startedAt > mood.startedAt) return;
      }
      await moods.update({ session_id: mood.session }, { $set: fields(mood) }, { upsert: true });
    },
  };
};

const fields = (mood: Mood): Row => ({
  session_id: mood.session,
  current_mood: mood.label,
  mood_intensity: mood.intensity,
  mood_started_at: mood.startedAt,
});
