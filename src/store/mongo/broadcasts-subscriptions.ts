import { personId } from '../../core/ids.ts';
import type { Language, Place } from '../../core/message.ts';
import type {
  QuietHours,
  Subscription,
  SubscriptionRepository,
  SubscriptionState,
} from '../../core/ports/broadcasts.ts';
import { columns, setting } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

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

const subscriptionOf = (row: Row): Subscription => {
  const person = columns.text(row.user_id);
  return {
    place: row.place as Place,
    reach: columns.text(row.reach),
    state: columns.text(row.state) as SubscriptionState,
    ...(person === '' ? {} : { person: personId(person) }),
    language: columns.text(row.language) as Language,
    ...(row.quiet == null ? {} : { quiet: row.quiet as QuietHours }),
    lastSentAt: columns.number(row.last_sent_at),
    changedBy: columns.text(row.changed_by),
    updatedAt: columns.number(row.updated_at),
  };
};
