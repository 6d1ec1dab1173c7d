import { messageId, personaName, personId } from '../../core/ids.ts';
import { mergeFact } from '../../core/memory/merge-fact.ts';
import type { FactEndChange } from '../../core/ports/changes.ts';
import type { Fact, Json, PastFact } from '../../core/ports/records.ts';
import type { FactRepository } from '../../core/ports/store.ts';
import { columns } from './columns.ts';
import type { Database, Row, Value } from './database.ts';

export interface Facts extends FactRepository {
  /** False when what was said changes nothing. */
  say(fact: Fact): boolean;
  /** False when nothing is held under that key. */
  end(change: FactEndChange): boolean;
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
        .all('SELECT * FROM fact_history WHERE user_id = ? ORDER BY ended_at DESC, seq DESC', person)
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
      archive({ ...ended, endedAt: at, endedBecause: because });
      database.run(
        'DELETE FROM user_facts WHERE user_id = ? AND category = ? AND key = ?',
        person,
        category,
        key,
      );
      return true;
    },
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

const fact = (row: Row): Fact => ({
  id: columns.text(row.id),
  person: personId(columns.text(row.user_id)),
  category: columns.text(row.category),
  key: columns.text(row.key),
  value: columns.json<Json>(row.value, (text) => text),
  ...columns.optional('qualifier', row.qualifier, String),
  confidence: columns.number(row.confidence),
  firstMentioned: columns.number(row.first_mentioned),
  updatedAt: columns.number(row.updated_at ?? row.first_mentioned),
  source: columns.text(row.source) as Fact['source'],
  persona: personaName(columns.text(row.personality_name)),
  isShareable: row.is_shareable !== 0,
  ...columns.optional('message', row.message_id, messageId),
  venue: columns.venue(row),
});
