import { mergeFact } from '../../core/memory/merge-fact.ts';
import type { FactEndChange, RetractChange } from '../../core/ports/changes.ts';
import type { Fact, Json, PastFact } from '../../core/ports/records.ts';
import type { FactRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import { factOf } from '../record-rows.ts';
import type { Database, Row, Value } from './database.ts';

export interface Facts extends FactRepository {
  /** False when what was said changes nothing. */
  say(fact: Fact): boolean;
  /** False when nothing is held under that key. */
  end(change: FactEndChange): boolean;
  /** Strikes what a message told out, as if it had not been said; how many facts that were. */
  takeBack(change: RetractChange): number;
}

const factColumns = `id, user_id, category, key, value, qualifier, confidence, first_mentioned, updated_at, source,
  personality_name, is_shareable, message_id, place_id, audience, community`;

export const sqliteFacts = (database: Database): Facts => {
  const held = (person: string, category: string, key: string): Fact | undefined => {
    const row = database.get(
      'SELECT * FROM user_facts WHERE user_id = ? AND category = ? AND key = ?',
      person,
      category,
      key,
    );
    return row && fact(row);
  };
  const write = (kept: Fact): void => {
    database.run(
      `INSERT INTO user_facts (${factColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (user_id, category, key) DO UPDATE SET id = excluded.id, value = excluded.value,
         qualifier = excluded.qualifier, confidence = excluded.confidence,
         first_mentioned = excluded.first_mentioned, updated_at = excluded.updated_at,
         source = excluded.source, personality_name = excluded.personality_name,
         is_shareable = excluded.is_shareable, message_id = excluded.message_id,
         place_id = excluded.place_id, audience = excluded.audience, community = excluded.community`,
      ...values(kept),
    );
  };
  const archive = (past: PastFact): void => {
    database.run(
      `INSERT INTO fact_history (${factColumns}, ended_at, ended_because)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...values(past),
      past.endedAt,
      past.endedBecause,
    );
  };
  const end = (ended: Fact, because: PastFact['endedBecause'], at: number): void => {
    archive({ ...ended, endedAt: at, endedBecause: because });
    database.run(
      'DELETE FROM user_facts WHERE user_id = ? AND category = ? AND key = ?',
      ended.person,
      ended.category,
      ended.key,
    );
  };
  /** What held before, unless it ended for a reason of its own: the last row that was not taken back itself. */
  const superseded = ({ person, category, key }: Fact, beforeSeq: number): Row | undefined => {
    const row = database.get(
      `SELECT * FROM fact_history WHERE user_id = ? AND category = ? AND key = ? AND seq < ?
         AND ended_because <> 'retracted' ORDER BY seq DESC LIMIT 1`,
      person,
      category,
      key,
      beforeSeq,
    );
    return row?.ended_because === 'superseded' ? row : undefined;
  };
  /** What held before a struck fact held until that one ended. What was forgotten stays so: they asked for it. */
  const strikePast = ({ person, message }: RetractChange): number => {
    const struck = database.all(
      `SELECT * FROM fact_history WHERE user_id = ? AND message_id = ?
         AND ended_because NOT IN ('retracted', 'forgotten')`,
      person,
      message,
    );
    for (const row of struck.toSorted((one, other) => columns.number(one.seq) - columns.number(other.seq))) {
      const seq = columns.number(row.seq);
      const before = superseded(fact(row), seq);
      if (before !== undefined) {
        database.run(
          'UPDATE fact_history SET ended_at = ?, ended_because = ? WHERE seq = ?',
          columns.number(row.ended_at),
          columns.text(row.ended_because),
          columns.number(before.seq),
        );
      }
      database.run(`UPDATE fact_history SET ended_because = 'retracted' WHERE seq = ?`, seq);
    }
    return struck.length;
  };
  /** What they replaced holds again. */
  const endHeld = ({ person, message, at }: RetractChange): number => {
    const told = database
      .all('SELECT * FROM user_facts WHERE user_id = ? AND message_id = ?', person, message)
      .map(fact);
    for (const one of told) {
      const before = superseded(one, Number.MAX_SAFE_INTEGER);
      end(one, 'retracted', at);
      if (before === undefined) continue;
      database.run('DELETE FROM fact_history WHERE seq = ?', columns.number(before.seq));
      write(fact(before));
    }
    return told.length;
  };

  return {
    ofPerson: async (person) =>
      database
        .all(
          `SELECT * FROM user_facts WHERE user_id = ?
           ORDER BY confidence DESC, coalesce(updated_at, first_mentioned) DESC, rowid DESC`,
          person,
        )
        .map(fact),
    past: async (person) =>
      database
        .all(
          `SELECT * FROM fact_history WHERE user_id = ? AND ended_because <> 'retracted'
           ORDER BY ended_at DESC, seq DESC`,
          person,
        )
        .map((row) => ({
          ...fact(row),
          endedAt: columns.number(row.ended_at),
          endedBecause: columns.text(row.ended_because) as PastFact['endedBecause'],
        })),
    stale: async (confidence, before, limit) =>
      database
        .all(
          `SELECT * FROM user_facts WHERE confidence < ? AND coalesce(updated_at, first_mentioned) < ?
           ORDER BY confidence LIMIT ?`,
          confidence,
          before,
          columns.bound(limit),
        )
        .map(fact),
    say: (said) => {
      const merge = mergeFact(held(said.person, said.category, said.key), said);
      if (merge.kind === 'keep') return false;
      if (merge.kind === 'supersede') archive(merge.past);
      write(merge.fact);
      return true;
    },
    end: ({ person, category, key, because, at }) => {
      const ended = held(person, category, key);
      if (ended === undefined) return false;
      end(ended, because, at);
      return true;
    },
    // What it told and was replaced since goes first: what it told last then leads back to what others told.
    takeBack: (change) => strikePast(change) + endHeld(change),
  };
};

const values = (kept: Fact): readonly Value[] => [
  kept.id,
  kept.person,
  kept.category,
  kept.key,
  JSON.stringify(kept.value),
  kept.qualifier ?? null,
  kept.confidence,
  kept.firstMentioned,
  kept.updatedAt,
  kept.source,
  kept.persona,
  Number(kept.isShareable),
  kept.message ?? null,
  kept.venue.place,
  kept.venue.audience,
  kept.venue.community ?? null,
];

const fact = (row: Row): Fact => factOf(row, columns.seeded<Json>(row.value, String));
