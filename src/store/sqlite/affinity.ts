import { stepAffinity } from '../../core/affinity/step.ts';
import { messageId } from '../../core/ids.ts';
import type { AffinityChange, ToldLevelChange } from '../../core/ports/changes.ts';
import type { Affinity, AffinityEvent } from '../../core/ports/records.ts';
import type { AffinityRepository } from '../../core/ports/store.ts';
import { columns } from './columns.ts';
import type { Database, Row } from './database.ts';

export interface Affinities extends AffinityRepository {
  /** The pair's first row; one that is there stays as it is. */
  meet(first: Affinity): void;
  /** Moves the points and writes the ledger; only inside a transaction. */
  change(change: AffinityChange): { readonly affinity: Affinity; readonly event: AffinityEvent };
  told(change: ToldLevelChange): void;
}

const day = 86_400_000;

export const sqliteAffinity = (database: Database): Affinities => {
  const read = (person: string, persona: string): Affinity | undefined =>
    affinity(
      database.get('SELECT * FROM user_affinity WHERE user_id = ? AND personality_name = ?', person, persona),
    );

  const gainedOn = (change: AffinityChange): number => {
    if (change.dailyCap <= 0) return 0;
    const midnight = change.at - (((change.at % day) + day) % day);
    const row = database.get(
      `SELECT SUM(delta) AS gained FROM affinity_ledger
       WHERE user_id = ? AND personality_name = ? AND timestamp >= ? AND timestamp < ? AND delta > 0`,
      change.person,
      change.persona,
      midnight,
      midnight + day,
    );
    return columns.number(row?.gained);
  };

  return {
    get: async (person, persona) => read(person, persona),
    ofPerson: async (person) =>
      database
        .all(
          'SELECT * FROM user_affinity WHERE user_id = ? ORDER BY affinity_points DESC, personality_name',
          person,
        )
        .map((row) => affinity(row) as Affinity),
    ledger: async (person, persona, { limit, offset }) =>
      database
        .all(
          `SELECT * FROM affinity_ledger WHERE user_id = ? AND personality_name = ?
           ORDER BY timestamp DESC, seq DESC LIMIT ? OFFSET ?`,
          person,
          persona,
          columns.bound(limit),
          columns.bound(offset),
        )
        .map(ledgerRow),
    top: async (persona, community, limit) =>
      database
        .all(
          `SELECT name, affinity_points, current_level FROM listed_people AS listed
           JOIN user_affinity AS pair ON pair.user_id = listed.user_id AND pair.personality_name = ?
           WHERE community = ? AND affinity_points > 0
           ORDER BY affinity_points DESC, last_updated, pair.user_id LIMIT ?`,
          persona,
          community,
          columns.bound(limit),
        )
        .map((row) => ({
          name: columns.text(row.name),
          points: columns.number(row.affinity_points),
          level: columns.text(row.current_level),
        })),
    meet: (first) => {
      database.run(
        `INSERT INTO user_affinity
           (user_id, personality_name, affinity_points, current_level, told_level, last_updated)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        first.person,
        first.persona,
        first.points,
        first.level,
        first.toldLevel,
        first.updatedAt,
      );
    },
    change: (change) => {
      const held = read(change.person, change.persona);
      const event = stepAffinity({ held, gainedToday: gainedOn(change), change });
      database.run(
        `INSERT INTO user_affinity
           (user_id, personality_name, affinity_points, current_level, told_level, last_updated)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, personality_name) DO UPDATE SET
           affinity_points = excluded.affinity_points, current_level = excluded.current_level,
           told_level = excluded.told_level, last_updated = excluded.last_updated`,
        change.person,
        change.persona,
        event.after,
        event.levelAfter,
        held?.toldLevel ?? event.levelBefore,
        change.at,
      );
      database.run(
        `INSERT INTO affinity_ledger (id, user_id, personality_name, cause, rule, delta, points_before,
           points_after, level_before, level_after, message_id, timestamp)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        event.id,
        event.person,
        event.persona,
        event.cause,
        event.rule,
        event.delta,
        event.before,
        event.after,
        event.levelBefore,
        event.levelAfter,
        event.message ?? null,
        event.at,
      );
      return {
        event,
        affinity: {
          person: change.person,
          persona: change.persona,
          points: event.after,
          level: event.levelAfter,
          toldLevel: held?.toldLevel ?? event.levelBefore,
          updatedAt: change.at,
        },
      };
    },
    told: ({ person, persona, level }) => {
      database.run(
        'UPDATE user_affinity SET told_level = ? WHERE user_id = ? AND personality_name = ?',
        level,
        person,
        persona,
      );
    },
  };
};

const affinity = (row: Row | undefined): Affinity | undefined =>
  row && {
    ...columns.pair(row),
    points: columns.number(row.affinity_points),
    level: columns.text(row.current_level),
    // A seeded row has told nobody anything, and nobody expects an announcement of where they are already.
    toldLevel: columns.text(row.told_level ?? row.current_level),
    updatedAt: columns.number(row.last_updated),
  };

const ledgerRow = (row: Row): AffinityEvent => ({
  id: columns.text(row.id),
  ...columns.pair(row),
  cause: columns.text(row.cause),
  rule: columns.text(row.rule),
  delta: columns.number(row.delta),
  before: columns.number(row.points_before),
  after: columns.number(row.points_after),
  levelBefore: columns.text(row.level_before),
  levelAfter: columns.text(row.level_after),
  ...columns.optional('message', row.message_id, messageId),
  at: columns.number(row.timestamp),
});
