import type { BroadcastRepository } from '../../core/ports/broadcasts.ts';
import { broadcastOf, tallyOf, targetOf } from '../broadcast-rows.ts';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

export const sqliteBroadcasts = (database: Database): BroadcastRepository => ({
  add: async (broadcast) =>
    database.run(
      `INSERT INTO broadcasts (broadcast_id, state, announcement, details, metadata, reach, created_at, updated_at,
         expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      broadcast.id,
      broadcast.state,
      broadcast.announcement,
      broadcast.details ?? null,
      JSON.stringify(broadcast.metadata),
      broadcast.reach,
      broadcast.createdAt,
      broadcast.updatedAt,
      broadcast.expiresAt,
    ) > 0,
  get: async (id) => {
    const row = database.get('SELECT * FROM broadcasts WHERE broadcast_id = ?', id);
    return row && broadcastOf(row);
  },
  latest: async (reach, limit) =>
    database
      .all(
        `SELECT * FROM broadcasts WHERE ${reach === undefined ? '' : 'reach = :reach AND'} state <> 'draft'
         ORDER BY created_at DESC, broadcast_id LIMIT :limit`,
        { ...(reach === undefined ? {} : { reach }), limit: columns.bound(limit) },
      )
      .map(broadcastOf),
  active: async () =>
    database
      .all(
        `SELECT * FROM broadcasts WHERE state IN ('confirmed', 'sending') ORDER BY created_at, broadcast_id`,
      )
      .map(broadcastOf),
  move: async (id, from, { state, at, expiresAt }) =>
    database.run(
      `UPDATE broadcasts SET state = ?, updated_at = ?, expires_at = COALESCE(?, expires_at)
       WHERE broadcast_id = ? AND state IN (SELECT value FROM json_each(?))`,
      state,
      at,
      expiresAt ?? null,
      id,
      JSON.stringify(from),
    ) > 0,
  dropDrafts: async (at) =>
    database.run(`DELETE FROM broadcasts WHERE state = 'draft' AND expires_at < ?`, at),
  enrol: async (id, places, at) => {
    database.run(
      `INSERT INTO broadcast_targets (broadcast_id, place_id, state, updated_at)
       SELECT ?, value, 'waiting', ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,
      id,
      at,
      JSON.stringify(places),
    );
  },
  targets: async (id, { state, readyAt, after, limit }) =>
    database
      .all(
        `SELECT * FROM broadcast_targets
         WHERE broadcast_id = ? AND state = ? AND place_id > ? AND not_before <= ?
         ORDER BY place_id LIMIT ?`,
        id,
        state,
        after,
        readyAt ?? Number.MAX_SAFE_INTEGER,
        columns.bound(limit),
      )
      .map(targetOf),
  moveTarget: async ({ broadcast, place, from, to, at }) =>
    database.run(
      `UPDATE broadcast_targets
       SET state = ?, reason = ?, owner = ?, attempts = ?, not_before = ?, updated_at = ?
       WHERE broadcast_id = ? AND place_id = ? AND state = ? AND owner = ?`,
      to.state,
      to.reason,
      to.owner,
      to.attempts,
      to.notBefore,
      at,
      broadcast,
      place,
      from.state,
      from.owner,
    ) > 0,
  tally: async (id) =>
    database
      .all(
        `SELECT state, reason, COUNT(*) AS count FROM broadcast_targets WHERE broadcast_id = ?
         GROUP BY state, reason ORDER BY state, reason`,
        id,
      )
      .map(tallyOf),
});
