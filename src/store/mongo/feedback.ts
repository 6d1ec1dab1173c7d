import type { FeedbackChange, RatingChange } from '../../core/ports/changes.ts';
import type { FeedbackRepository } from '../../core/ports/store.ts';
import { columns, key } from './columns.ts';
import type { MongoDatabase } from './database.ts';

export interface Feedbacks extends FeedbackRepository {
  /** The verdict of one person on one reply; a verdict on a reply that is gone is dropped. */
  give(change: FeedbackChange): Promise<void>;
  rate(change: RatingChange): Promise<void>;
}

export const mongoFeedback = (database: MongoDatabase): Feedbacks => {
  const { feedback, ratings, messages } = database;
  return {
    ofPersona: async (persona, limit) => {
      const rows = await feedback.find(
        { personality_name: persona },
        { sort: { timestamp: -1, made: -1 }, limit: columns.bound(limit), project: { value: 1 } },
      );
      const good = rows.filter((row) => columns.number(row.value) > 0).length;
      return { good, bad: rows.length - good };
    },
    ratings: async (persona) => {
      const rows = await ratings.find({ personality_name: persona }, { project: { stars: 1 } });
      return { stars: rows.reduce((sum, row) => sum + columns.number(row.stars), 0), count: rows.length };
    },
    rate: async ({ person, persona, stars, at }) => {
      await ratings.update(
        { _id: key(persona, person) },
        { $set: { user_id: person, personality_name: persona, stars, timestamp: at } },
        { upsert: true },
      );
    },
    give: async ({ person, persona, message, value, at }) => {
      const _id = key(message, person);
      // Its owner may have been erased: not even the id of what they were answered stays.
      if ((await messages.findOne({ id: message }, { project: { id: 1 } })) === undefined) return;
      if (value === 0) {
        await feedback.remove({ _id });
        return;
      }
      await feedback.update(
        { _id },
        {
          $set: { message_id: message, user_id: person, personality_name: persona, value, timestamp: at },
          $setOnInsert: { made: database.nextId() },
        },
        { upsert: true },
      );
    },
  };
};
