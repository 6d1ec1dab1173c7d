import type { RetractChange } from '../../core/ports/changes.ts';
import type { StoredMessage } from '../../core/ports/records.ts';
import type { MessageRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import { messageOf } from '../record-rows.ts';
import type { Database } from './database.ts';
import type { Search } from './search.ts';

export interface Messages extends MessageRepository {
  /** False: a message of that id is stored already and stays as it is. */
  append(message: StoredMessage): boolean;
  /** Empties and hides the message, or gives it its new text. False: it is not there, not theirs, or deleted. */
  takeBack(change: RetractChange): boolean;
  /** Hides the reply of a turn in which nothing that was asked is left. */
  hideUnasked(turn: string): void;
  /** Whether the person deleted it. */
  isDeleted(message: string): boolean;
}

export const sqliteMessages = (database: Database, search: Search): Messages => {
  const hideUnasked = (turn: string): void => {
    const asked = database.all(`SELECT is_hidden FROM messages WHERE turn_id = ? AND speaker = 'user'`, turn);
    // A turn nobody asked for, such as a greeting, keeps what was said in it.
    if (asked.length === 0 || asked.some((row) => row.is_hidden === 0)) return;
    const replies = database.all(
      `SELECT seq FROM messages WHERE turn_id = ? AND speaker = 'assistant' AND is_hidden = 0`,
      turn,
    );
    for (const { seq = null } of replies) {
      database.run('UPDATE messages SET is_hidden = 1 WHERE seq = ?', seq);
      search.revise(columns.number(seq));
    }
  };

  return {
    recent: async ({ person, persona, place }, limit, before) => {
      const first =
        before && database.get('SELECT MIN(seq) AS seq FROM messages WHERE turn_id = ?', before)?.seq;
      return database
        .all(
          `SELECT * FROM messages WHERE user_id = ? AND personality_name = ? AND place_id = ? AND seq < ?
           AND is_hidden = 0 ORDER BY seq DESC LIMIT ?`,
          person,
          persona,
          place,
          first ?? Number.MAX_SAFE_INTEGER,
          columns.bound(limit),
        )
        .map(messageOf)
        .reverse();
    },
    ofPair: async (person, persona, { afterSeq, limit }) => {
      const rows = database.all(
        `SELECT * FROM messages WHERE user_id = ? AND personality_name = ? AND seq > ? AND is_hidden = 0
       ORDER BY seq LIMIT ?`,
        person,
        persona,
        afterSeq,
        columns.bound(limit),
      );
      return { messages: rows.map(messageOf), seq: columns.number(rows.at(-1)?.seq ?? afterSeq) };
    },
    history: async (person, persona, limit) =>
      database
        .all(
          `SELECT * FROM messages WHERE user_id = ? AND personality_name = ? AND is_hidden = 0
         ORDER BY seq DESC LIMIT ?`,
          person,
          persona,
          columns.bound(limit),
        )
        .map(messageOf)
        .reverse(),
    count: async (person, persona) => {
      const row =
        persona === undefined
          ? database.get('SELECT COUNT(*) AS n FROM messages WHERE user_id = ? AND is_hidden = 0', person)
          : database.get(
              'SELECT COUNT(*) AS n FROM messages WHERE user_id = ? AND personality_name = ? AND is_hidden = 0',
              person,
              persona,
            );
      return columns.number(row?.n);
    },
    ofTurn: async (turn) =>
      database
        .all('SELECT * FROM messages WHERE turn_id = ? AND is_hidden = 0 ORDER BY seq', turn)
        .map(messageOf),
    get: async (id) => {
      const row = database.get('SELECT * FROM messages WHERE id = ?', id);
      return row && messageOf(row);
    },
    ofPlatform: async (platformId) => {
      // CROSS JOIN keeps this order: from the latest turn that was given this platform message.
      const row = database.get(
        `SELECT messages.* FROM platform_messages AS posted
       CROSS JOIN messages ON messages.turn_id = posted.turn_id AND speaker = 'assistant'
       WHERE posted.platform_id = ? ORDER BY posted.rowid DESC LIMIT 1`,
        platformId,
      );
      return row && messageOf(row);
    },
    search: async (person, persona, stems, limit) => {
      const found = await search.find(person, persona, stems, columns.bound(limit));
      const rows = database.all(
        'SELECT * FROM messages WHERE seq IN (SELECT value FROM json_each(?)) AND is_hidden = 0',
        JSON.stringify(found.map(({ seq }) => seq)),
      );
      const messages = new Map(rows.map((row) => [columns.number(row.seq), messageOf(row)]));
      return found.flatMap(({ seq, score }) => {
        const kept = messages.get(seq);
        return kept === undefined ? [] : [{ message: kept, score }];
      });
    },
    append: (kept) =>
      database.run(
        `INSERT INTO messages (id, turn_id, session_id, user_id, personality_name, speaker, content, timestamp,
         place_id, audience, community, platform_ids)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        kept.id,
        kept.turn,
        kept.session,
        kept.person,
        kept.persona,
        kept.speaker,
        kept.text,
        kept.at,
        kept.venue.place,
        kept.venue.audience,
        kept.venue.community ?? null,
        JSON.stringify(kept.platformIds),
      ) === 1,
    takeBack: ({ person, message: id, because, text }) => {
      const row = database.get(
        `SELECT seq, turn_id, content FROM messages
         WHERE id = ? AND user_id = ? AND speaker = 'user' AND is_hidden = 0`,
        id,
        person,
      );
      if (row === undefined) return false;
      const seq = columns.number(row.seq);
      const isDeleted = because === 'deleted';
      database.run(
        'UPDATE messages SET content = ?, is_hidden = ? WHERE seq = ?',
        isDeleted ? '' : (text ?? columns.text(row.content)),
        Number(isDeleted),
        seq,
      );
      search.revise(seq);
      // Messages put in by hand have no turn.
      if (isDeleted && row.turn_id !== '') hideUnasked(columns.text(row.turn_id));
      return true;
    },
    hideUnasked,
    isDeleted: (id) =>
      database.get(`SELECT 1 FROM messages WHERE id = ? AND speaker = 'user' AND is_hidden = 1`, id) !==
      undefined,
  };
};
