import type { SubscriptionRepository } from '../../core/ports/broadcasts.ts';
import { subscriptionOf } from '../broadcast-rows.ts';
import { columns, setting } from './columns.ts';
import type { MongoDatabase } from './database.ts';

export const mongoSubscriptions = ({ subscriptions }: MongoDatabase): SubscriptionRepository => ({
  get: async (place) => {
    const row = await subscriptions.findOne({ _id: place });
    return row && subscriptionOf(row);
  },
  set: async ({ place, reach, state, person, language, quiet, lastSentAt, changedBy, updatedAt }) => {
    const change = {
      ...setting({
        place_id: place.id,
        reach,
        state,
        place,
        user_id: person ?? '',
        language,
        quiet,
        changed_by: changedBy,
        updated_at: updatedAt,
      }),
      $max: { last_sent_at: lastSentAt },
    };
    // Nothing matched: somebody inserted it at the same moment, and now it is there to be changed.
    for (let tries = 0; tries < 3; tries++)
      if ((await subscriptions.update({ _id: place.id }, change, { upsert: true })) > 0) return;
  },
  posted: async (place, at) => {
    await subscriptions.update({ _id: place }, { $max: { last_sent_at: at } });
  },
  gone: async (place, at) => {
    await subscriptions.update(
      { _id: place, state: { $ne: 'off' } },
      { $set: { state: 'gone', updated_at: at } },
    );
  },
  list: async ({ reach, after, limit }) =>
    (
      await subscriptions.find(
        reach === undefined ? { _id: { $gt: after } } : { reach, place_id: { $gt: after } },
        {
          sort: reach === undefined ? { _id: 1 } : { place_id: 1 },
          limit: columns.bound(limit),
        },
      )
    ).map(subscriptionOf),
});
