import { authorOf, type Incoming } from '../../core/message.ts';
import type { TakenEvent, WaitingRepository, Waits } from '../../core/ports/waiting.ts';
import { columns } from '../columns.ts';
import type { Database, Row } from './database.ts';

export const sqliteWaiting = (database: Database): WaitingRepository => {
  const before = (lane: string, eventId: string): Waits['before'] =>
    database
      .all(
        `SELECT lane, event_id, owner FROM waiting_events
         WHERE lane = :lane AND number < (
           SELECT number FROM waiting_events WHERE lane = :lane AND event_id = :eventId)
         ORDER BY number`,
        { lane, eventId },
      )
      .map(keyOf);

  return {
    keep: async ({ lane, eventId, owner, event }, now) =>
      database.write(() => {
        const kept = database.run(
          `INSERT INTO waiting_events (lane, event_id, owner, account_id, event, timestamp)
           SELECT :lane, :eventId, :owner, :account, :event, :now
           WHERE NOT EXISTS (
             SELECT 1 FROM heard_events WHERE lane = :lane AND event_id = :eventId AND until > :now)
           ON CONFLICT DO NOTHING`,
          {
            lane,
            eventId,
            owner,
            account: authorOf(event)?.account ?? '',
            event: JSON.stringify(event),
            now,
          },
        );
        return { isNew: kept === 1, before: kept === 1 ? before(lane, eventId) : [] };
      }),
    before: async ({ lane, eventId }) => before(lane, eventId),
    revise: async ({ lane, eventId, owner, event }) => {
      database.run(
        'UPDATE waiting_events SET event = ? WHERE lane = ? AND event_id = ? AND owner = ?',
        JSON.stringify(event),
        lane,
        eventId,
        owner,
      );
    },
    done: async (lane, eventIds, owner, remember) =>
      database.write(() => {
        for (const eventId of eventIds) {
          database.run(
            'DELETE FROM waiting_events WHERE lane = ? AND event_id = ? AND owner = ?',
            lane,
            eventId,
            owner,
          );
        }
        for (const eventId of remember?.eventIds ?? []) {
          database.run(
            `INSERT INTO heard_events (lane, event_id, until) VALUES (?, ?, ?)
             ON CONFLICT (lane, event_id) DO UPDATE SET until = excluded.until`,
            lane,
            eventId,
            remember?.until ?? 0,
          );
        }
      }),
    owners: async () =>
      database.all('SELECT DISTINCT owner FROM waiting_events').map(({ owner }) => columns.text(owner ?? '')),
    lanes: async (owner, limit) =>
      database
        .all(
          'SELECT lane FROM waiting_events WHERE owner = ? GROUP BY lane ORDER BY min(number) LIMIT ?',
          owner,
          columns.bound(limit),
        )
        .map(({ lane }) => columns.text(lane ?? '')),
    takeOver: async (lane, from, owner) =>
      database.write(() => {
        const rows = database.all(
          'SELECT lane, event_id, owner, event FROM waiting_events WHERE lane = ? ORDER BY number',
          lane,
        );
        const ids = rows.map((row) => keyOf(row).eventId);
        database.run('UPDATE waiting_events SET owner = ? WHERE lane = ? AND owner = ?', owner, lane, from);
        return rows.flatMap((row, index): readonly TakenEvent[] =>
          columns.text(row.owner) === from ? [{ ...eventOf(row), owner, before: ids.slice(0, index) }] : [],
        );
      }),
    sweep: async (now) => {
      database.run('DELETE FROM heard_events WHERE until <= ?', now);
    },
  };
};

const keyOf = (row: Row) => ({
  lane: columns.text(row.lane),
  eventId: columns.text(row.event_id),
  owner: columns.text(row.owner),
});

const eventOf = (row: Row) => ({
  ...keyOf(row),
  event: columns.json<Incoming>(row.event),
});
