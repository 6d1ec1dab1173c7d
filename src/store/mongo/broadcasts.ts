import type { BroadcastRepository, Tally } from '../../core/ports/broadcasts.ts';
import { broadcastOf, tallyOf, targetOf } from '../broadcast-rows.ts';
import { columns, defined, key } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

export const mongoBroadcasts = (database: MongoDatabase): BroadcastRepository => {
  const { broadcasts, broadcast_targets: targets } = database;
  return {
    add: async (broadcast) =>
      (await broadcasts.insert([
        defined({
          _id: broadcast.id,
          broadcast_id: broadcast.id,
          state: broadcast.state,
          announcement: broadcast.announcement,
          details: broadcast.details,
          metadata: broadcast.metadata,
          reach: broadcast.reach,
          created_at: broadcast.createdAt,
          updated_at: broadcast.updatedAt,
          expires_at: broadcast.expiresAt,
        }),
      ])) > 0,
    get: async (id) => {
      const row = await broadcasts.findOne({ _id: id });
      return row && broadcastOf(row);
    },
    latest: async (reach, limit) =>
      (
        await broadcasts.find(
          { ...(reach === undefined ? {} : { reach }), state: { $ne: 'draft' } },
          { sort: { created_at: -1, _id: 1 }, limit: columns.bound(limit) },
        )
      ).map(broadcastOf),
    active: async () =>
      (
        await broadcasts.find(
          { state: { $in: ['confirmed', 'sending'] } },
          { sort: { created_at: 1, _id: 1 } },
        )
      ).map(broadcastOf),
    move: async (id, from, { state, at, expiresAt }) =>
      (await broadcasts.update(
        { _id: id, state: { $in: from } },
        { $set: defined({ state, updated_at: at, expires_at: expiresAt }) },
      )) > 0,
    dropDrafts: (at) => broadcasts.removeAll({ state: 'draft', expires_at: { $lt: at } }),
    enrol: (id, places, at) =>
      targets.put(
        places.map((place) => ({
          _id: key(id, place),
          broadcast_id: id,
          place_id: place,
          state: 'waiting',
          reason: '',
          owner: '',
          attempts: 0,
          not_before: 0,
          updated_at: at,
        })),
        'keep',
      ),
    targets: async (id, { state, readyAt, after, limit }) =>
      (
        await targets.find(
          {
            broadcast_id: id,
            state,
            place_id: { $gt: after },
            ...(readyAt === undefined ? {} : { not_before: { $lte: readyAt } }),
          },
          { sort: { place_id: 1 }, limit: columns.bound(limit) },
        )
      ).map(targetOf),
    moveTarget: async ({ broadcast, place, from, to, at }) =>
      (await targets.update(
        { _id: key(broadcast, place), state: from.state, owner: from.owner },
        {
          $set: {
            state: to.state,
            reason: to.reason,
            owner: to.owner,
            attempts: to.attempts,
            not_before: to.notBefore,
            updated_at: at,
          },
        },
      )) > 0,
    tally: async (id) => {
      try {
        const rows = await database.connection
          .collection(targets.name)
          .aggregate<Row>([
            { $match: { broadcast_id: id } },
            { $group: { _id: { state: '$state', reason: '$reason' }, count: { $sum: 1 } } },
          ])
          .toArray();
        return rows
          .map(({ _id, count }) => tallyOf({ ...(_id as Row), count }))
          .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
      } catch (cause) {
        throw database.error(cause);
      }
    },
  };
};

const orderOf = ({ state, reason }: Tally): string => `${state} ${reason}`;
