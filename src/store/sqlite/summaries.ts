import type { RetractChange } from '../../core/ports/changes.ts';
import type { SummaryEndChange } from '../../core/ports/memory-changes.ts';
import type { Summary, SummaryRepository } from '../../core/ports/summaries.ts';
import { columns } from '../columns.ts';
import { summaryOf, waitingOf } from '../memory-rows.ts';
import { messageOf } from '../record-rows.ts';
import type { Database } from './database.ts';

export interface Summaries extends SummaryRepository {
  /** False: a message of it is gone, or covered by another one. */
  keep(summary: Summary): boolean;
  end(change: SummaryEndChange): void;
  /** Ends what covers the message or its turn, while the message is still as it was. */
  takeBack(change: RetractChange): void;
}

export const sqliteSummaries = (database: Database): Summaries => {
  const end = ({ person, id }: Pick<SummaryEndChange, 'person' | 'id'>): void => {
    const row = database.get('SELECT sources FROM summaries WHERE id = ? AND user_id = ?', id, person);
    if (row === undefined) return;
    database.run('DELETE FROM summaries WHERE id = ?', id);
    database.run(
      `UPDATE messages SET summary_id = NULL
       WHERE id IN (SELECT value FROM json_each(?)) AND user_id = ? AND summary_id = ?`,
      JSON.stringify(columns.texts(row.sources)),
      person,
      id,
    );
  };

  return {
    ofPair: async (person, persona) =>
      database
        .all(
          `SELECT * FROM summaries WHERE user_id = ? AND personality_name = ?
           ORDER BY timestamp DESC, rowid DESC`,
          person,
          persona,
        )
        .map(summaryOf),
    waiting: async (persona, { atLeast, at, limit }) =>
      database
        .all(
          `SELECT * FROM conversations WHERE personality_name = ? AND unsummarised >= ? AND next_try_at <= ?
           ORDER BY unsummarised DESC LIMIT ?`,
          persona,
          atLeast,
          at,
          columns.bound(limit),
        )
        .map(waitingOf),
    unsummarised: async ({ person, persona, place }, limit) =>
      database
        .all(
          `SELECT * FROM messages WHERE user_id = ? AND personality_name = ? AND place_id = ?
             AND summary_id IS NULL AND is_hidden = 0 ORDER BY seq LIMIT ?`,
          person,
          persona,
          place,
          columns.bound(limit),
        )
        .map(messageOf),
    postpone: async ({ person, persona, place }, { failures, until }) => {
      database.run(
        `UPDATE conversations SET failures = ?, next_try_at = ?, unsummarised =
           (SELECT COUNT(*) FROM messages WHERE messages.user_id = conversations.user_id
              AND messages.personality_name = conversations.personality_name
              AND messages.place_id = conversations.place_id AND summary_id IS NULL AND is_hidden = 0
              AND speaker = 'assistant')
         WHERE user_id = ? AND personality_name = ? AND place_id = ?`,
        failures,
        until,
        person,
        persona,
        place,
      );
    },
    keep: (kept) => {
      const sources = JSON.stringify(kept.sources);
      const free = database.get(
        `SELECT COUNT(*) AS n FROM messages WHERE id IN (SELECT value FROM json_each(?)) AND user_id = ?
           AND is_hidden = 0 AND summary_id IS NULL`,
        sources,
        kept.person,
      );
      if (columns.number(free?.n) !== kept.sources.length) return false;
      database.run(
        `INSERT INTO summaries (id, user_id, personality_name, summary, interactions, importance, began_at,
           timestamp, place_id, audience, community, sources)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        kept.id,
        kept.person,
        kept.persona,
        kept.text,
        kept.interactions,
        kept.importance,
        kept.beganAt,
        kept.at,
        kept.venue.place,
        kept.venue.audience,
        kept.venue.community ?? null,
        sources,
      );
      database.run(
        'UPDATE messages SET summary_id = ? WHERE id IN (SELECT value FROM json_each(?)) AND user_id = ?',
        kept.id,
        sources,
        kept.person,
      );
      database.run(
        `UPDATE conversations SET failures = 0, next_try_at = 0
         WHERE user_id = ? AND personality_name = ? AND place_id = ?`,
        kept.person,
        kept.persona,
        kept.venue.place,
      );
      return true;
    },
    end,
    takeBack: ({ person, message: id }) => {
      const rows = [
        ...database.all('SELECT summary_id FROM messages WHERE id = ? AND user_id = ?', id, person),
        ...database.all(
          `SELECT other.summary_id FROM messages AS one CROSS JOIN messages AS other ON other.turn_id = one.turn_id
           WHERE one.id = ? AND one.user_id = ? AND one.turn_id <> ''`,
          id,
          person,
        ),
      ];
      for (const covering of new Set(rows.map((row) => columns.text(row.summary_id))))
        end({ person, id: covering });
    },
  };
};
