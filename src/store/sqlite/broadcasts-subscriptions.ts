import type { SubscriptionRepository } from '../../core/ports/broadcasts.ts';
import { subscriptionOf } from '../broadcast-rows.ts';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

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
