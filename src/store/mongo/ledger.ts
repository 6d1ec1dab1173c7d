import type { AffinityChange, RetractChange } from '../../core/ports/changes.ts';
import type { AffinityEvent } from '../../core/ports/records.ts';
import { columns } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

/** Rows that have left their pair's own document, where each begins. */
export interface Ledger {
  /** The newest of a pair. */
  latest(person: string, persona: string, limit: number): Promise<readonly Row[]>;
  /** Of these ids, the rows that are here. */
  among(ids: readonly string[]): Promise<readonly Row[]>;
  /** What the pair gained on the UTC day of a change and was not taken back. */
  gains(change: Pick<AffinityChange, 'person' | 'persona' | 'at'>): Promise<readonly Row[]>;
  /** Everything a message did. */
  ofMessage(change: Pick<RetractChange, 'person' | 'message'>): Promise<readonly Row[]>;
  /** Takes rows over; those that are here already stay. */
  take(rows: readonly Row[]): Promise<void>;
  /** From now on these cancel each other, where they are here. */
  cancel(ids: readonly string[]): Promise<void>;
}

const day = 86_400_000;

export const mongoLedger = ({ affinity_ledger: ledger }: MongoDatabase): Ledger => {
  const cancel: Ledger['cancel'] = async (ids) => {
    if (ids.length > 0) await ledger.updateAll({ _id: { $in: [...ids] } }, { $set: { is_retracted: true } });
  };
  return {
    latest: (person, persona, limit) =>
      ledger.find(
        { user_id: person, personality_name: persona },
        { sort: { timestamp: -1, seq: -1 }, limit },
      ),
    among: (ids) => ledger.find({ _id: { $in: [...ids] } }),
    gains: ({ person, persona, at }) => {
      const midnight = midnightOf(at);
      return ledger.find({
        user_id: person,
        personality_name: persona,
        timestamp: { $gte: midnight, $lt: midnight + day },
        delta: { $gt: 0 },
        is_retracted: { $ne: true },
      });
    },
    ofMessage: ({ person, message }) => ledger.find({ user_id: person, message_id: message }),
    take: async (rows) => {
      await ledger.put(
        rows.map((row) => ({ ...row, _id: columns.text(row.id) })),
        'keep',
      );
      // One of them may have come here before, when it still stood.
      await cancel(rows.filter((row) => row.is_retracted === true).map((row) => columns.text(row.id)));
    },
    cancel,
  };
};

/** Rows of both places, each once; the pair's own document says it best. */
export const merged = (own: readonly Row[], left: readonly Row[]): readonly Row[] => {
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...left.filter(({ id }) => !ids.has(id))];
};

/** What is left of the day's gains. */
export const gainedOn = (rows: readonly Row[], at: number): number => {
  const midnight = midnightOf(at);
  return rows
    .filter((row) => {
      const time = columns.number(row.timestamp);
      return row.is_retracted !== true && time >= midnight && time < midnight + day;
    })
    .reduce((sum, row) => sum + Math.max(0, columns.number(row.delta)), 0);
};

const midnightOf = (at: number): number => at - (((at % day) + day) % day);

export const rowOf = (event: AffinityEvent, seq: number): Row => ({
  id: event.id,
  user_id: event.person,
  personality_name: event.persona,
  cause: event.cause,
  rule: event.rule,
  delta: event.delta,
  points_before: event.before,
  points_after: event.after,
  level_before: event.levelBefore,
  level_after: event.levelAfter,
  ...(event.message === undefined ? {} : { message_id: event.message }),
  timestamp: event.at,
  is_retracted: false,
  seq,
});
