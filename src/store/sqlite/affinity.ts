import { stepAffinity } from '../../core/affinity/step.ts';
import type {
  AffinityChange,
  Applied,
  Band,
  RetractChange,
  ToldLevelChange,
} from '../../core/ports/changes.ts';
import type { Affinity, AffinityEvent } from '../../core/ports/records.ts';
import type { AffinityRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import { affinityOf } from '../record-rows.ts';
import type { Database, Row } from './database.ts';
import { sqliteLedger } from './ledger.ts';

interface Moved {
  readonly affinity: Affinity;
  readonly event: AffinityEvent;
}

export interface Affinities extends AffinityRepository {
  /** The pair's first row; one that is there stays as it is. */
  meet(first: Affinity): void;
  /** Moves the points and writes the ledger; only inside a transaction. */
  change(change: AffinityChange): Moved;
  /** Answers every row of a message that still stands; only inside a transaction. */
  takeBack(change: RetractChange): Pick<Applied, 'affinity' | 'events'>;
  told(change: Omit<ToldLevelChange, 'kind'>): void;
}

export const sqliteAffinity = (database: Database): Affinities => {
  const ledger = sqliteLedger(database);

  const read = (person: string, persona: string): Row | undefined =>
    database.get('SELECT * FROM user_affinity WHERE user_id = ? AND personality_name = ?', person, persona);

  const write = (pair: Affinity, owed: number): void => {
    database.run(
      `INSERT INTO user_affinity
         (user_id, personality_name, affinity_points, current_level, told_level, last_updated, owed_points)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, personality_name) DO UPDATE SET
         affinity_points = excluded.affinity_points, current_level = excluded.current_level,
         told_level = excluded.told_level, last_updated = excluded.last_updated,
         owed_points = excluded.owed_points`,
      pair.person,
      pair.persona,
      pair.points,
      pair.level,
      pair.toldLevel,
      pair.updatedAt,
      owed,
    );
  };

  const change = (asked: AffinityChange): Moved => {
    const row = read(asked.person, asked.persona);
    const held = row && affinityOf(row);
    const event = stepAffinity({ held, gainedToday: ledger.gainedOn(asked), change: asked });
    ledger.append(event);
    const moved: Affinity = {
      person: event.person,
      persona: event.persona,
      points: event.after,
      level: event.levelAfter,
      toldLevel: held?.toldLevel ?? event.levelBefore,
      updatedAt: event.at,
    };
    write(moved, columns.number(row?.owed_points));
    return { affinity: moved, event };
  };

  /**
   * The opposite of a row. A gain that was lost again in the meantime cannot be taken from nothing: what is missing is
   * owed, and kept back when that loss is taken back in turn. So whoever takes everything back ends where they began.
   */
  const answer = (earned: AffinityEvent, { because, bands, at }: RetractChange): Moved => {
    const { person, persona, cause, message, delta } = earned;
    const owed = columns.number(read(person, persona)?.owed_points);
    const { event, affinity: moved } = change({
      kind: 'affinity',
      id: `${earned.id}:retracted`,
      person,
      persona,
      cause,
      rule: `message.${because}`,
      delta: delta < 0 ? Math.max(0, -delta - owed) : -delta,
      bands,
      dailyCap: 0,
      ...(message === undefined ? {} : { message }),
      at,
    });
    ledger.cancel(earned.id, event.id);
    write(moved, owed + delta + event.delta);
    return { affinity: moved, event };
  };

  const told: Affinities['told'] = ({ person, persona, level }) => {
    database.run(
      'UPDATE user_affinity SET told_level = ? WHERE user_id = ? AND personality_name = ?',
      level,
      person,
      persona,
    );
  };

  /** A level they fell from is told again once they rise to it. */
  const untold = (pair: Affinity, bands: readonly Band[]): Affinity => {
    if (!isHigher(pair.toldLevel, pair.level, bands)) return pair;
    told(pair);
    return { ...pair, toldLevel: pair.level };
  };

  return {
    get: async (person, persona) => {
      const row = read(person, persona);
      return row && affinityOf(row);
    },
    ofPerson: async (person) =>
      database
        .all(
          'SELECT * FROM user_affinity WHERE user_id = ? ORDER BY affinity_points DESC, personality_name',
          person,
        )
        .map(affinityOf),
    ledger: ledger.page,
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
    change,
    takeBack: (retracted) => {
      const moves = ledger.standing(retracted).map((row) => answer(row, retracted));
      const last = new Map(moves.map((moved) => [moved.affinity.persona, moved.affinity]));
      return {
        affinity: [...last.values()].map((pair) => untold(pair, retracted.bands)),
        events: moves.map(({ event }) => event),
      };
    },
    told,
  };
};

const isHigher = (one: string, other: string, bands: readonly Band[]): boolean => {
  const minOf = (level: string) => bands.find(({ name }) => name === level)?.min ?? Number.NaN;
  return minOf(one) > minOf(other);
};
