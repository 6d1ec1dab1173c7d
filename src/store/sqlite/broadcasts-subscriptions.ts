import { personId } from '../../core/ids.ts';
import type { Language, Place } from '../../core/message.ts';
import type {
  QuietHours,
  Subscription,
  SubscriptionRepository,
  SubscriptionState,
} from '../../core/ports/broadcasts.ts';
import { columns } from '../columns.ts';
import type { Database, Row } from './database.ts';

export const sqliteSubscriptions = (database: Database): SubscriptionRepository => ({
  get: async (place) => {
    const row = database.get('SELECT * FROM subscriptions WHERE place_id = ?', place);
    return row && subscriptionOf(row);
  },
  set: async ({ place, reach, state, person, language, quiet, lastSentAt, changedBy, updatedAt }) => {
    database.run(
      `INSERT INTO subscriptions (place_id, reach, state, place, user_id, language, quiet, last_sent_at, changed_by,
         updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (place_id) DO UPDATE SET reach = excluded.reach, state = excluded.state, place = excluded.place,
         user_id = excluded.user_id, language = excluded.language, quiet = excluded.quiet,
         last_sent_at = MAX(last_sent_at, excluded.last_sent_at), changed_by = excluded.changed_by,
         updated_at = excluded.updated_at`,
      place.id,
      reach,
      state,
      JSON.stringify(place),
      person ?? '',
      language,
      quiet === undefined ? null : JSON.stringify(quiet),
      lastSentAt,
      changedBy,
      updatedAt,
    );
  },
  posted: async (place, at) => {
    database.run(
      'UPDATE subscriptions SET last_sent_at = MAX(last_sent_at, ?) WHERE place_id = ?',
      at,
      place,
    );
  },
  gone: async (place, at) => {
    database.run(
      `UPDATE subscriptions SET state = 'gone', updated_at = ? WHERE place_id = ? AND state <> 'off'`,
      at,
      place,
    );
  },
  list: async ({ reach, after, limit }) =>
    database
      .all(
        `SELECT * FROM subscriptions WHERE ${reach === undefined ? '' : 'reach = :reach AND'} place_id > :after
         ORDER BY place_id LIMIT :limit`,
        { ...(reach === undefined ? {} : { reach }), after, limit: columns.bound(limit) },
      )
      .map(subscriptionOf),
});

const subscriptionOf = (row: Row): Subscription => {
  const person = columns.text(row.user_id);
  return {
    place: columns.json<Place>(row.place),
    reach: columns.text(row.reach),
    state: columns.text(row.state) as SubscriptionState,
    ...(person === '' ? {} : { person: personId(person) }),
    language: columns.text(row.language) as Language,
    ...(row.quiet === null ? {} : { quiet: columns.json<QuietHours>(row.quiet) }),
    lastSentAt: columns.number(row.last_sent_at),
    changedBy: columns.text(row.changed_by),
    updatedAt: columns.number(row.updated_at),
  };
};
