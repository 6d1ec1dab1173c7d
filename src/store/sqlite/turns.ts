import type { TurnRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import { turnOf } from '../record-rows.ts';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import type { Messages } from './messages.ts';
import type { People } from './people.ts';

export interface TurnsOptions {
  readonly database: Database;
  readonly people: People;
  readonly messages: Messages;
  readonly changes: Changes;
}

/** Word for word the condition of the partial index `turns_unfinished`, or SQLite would not use it. */
const isUnfinished = `state IN ('open', 'replied', 'delivered')`;

export const sqliteTurns = ({ database, people, messages, changes }: TurnsOptions): TurnRepository => {
  /** An empty id is a message that was perhaps posted: nothing to find it by. */
  const posted = (turn: string, platformIds: readonly string[]): void => {
    for (const platformId of platformIds.filter((id) => id !== '')) {
      database.run(
        'INSERT INTO platform_messages (platform_id, turn_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
        platformId,
        turn,
      );
    }
  };

  return {
    open: async (turn, said) =>
      database.write(() => {
        if (!people.exists(turn.person)) return false;
        if (database.get('SELECT 1 FROM turns WHERE turn_id = ?', turn.id) !== undefined) return false;
        const fresh = said.filter((message) => messages.append(message));
        if (fresh.length === 0 && said.length > 0) return false;
        database.run(
          `INSERT INTO turns (turn_id, session_id, user_id, personality_name, place, author, state, owner,
           attempts, opened_at, spoken)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          turn.id,
          turn.session,
          turn.person,
          turn.persona,
          JSON.stringify(turn.place),
          JSON.stringify(turn.author),
          turn.state,
          turn.owner,
          turn.attempts,
          turn.openedAt,
          JSON.stringify(turn.spoken),
        );
        database.run(
          `UPDATE sessions SET last_activity = max(last_activity, ?), user_messages = user_messages + ?
         WHERE session_id = ?`,
          fresh.reduce((latest, message) => Math.max(latest, message.at), turn.openedAt),
          fresh.filter((message) => message.speaker === 'user').length,
          turn.session,
        );
        return true;
      }),
    replied: async (turn, reply, settled) =>
      database.write(() => {
        const moved = database.run(
          `UPDATE turns SET state = 'replied' WHERE turn_id = ? AND state = 'open'`,
          turn,
        );
        if (moved === 0) return;
        messages.append(reply);
        // What was asked may have been deleted while the answer was on its way.
        messages.hideUnasked(turn);
        database.run(
          'UPDATE sessions SET last_activity = max(last_activity, ?) WHERE session_id = ?',
          reply.at,
          reply.session,
        );
        changes.make(settled);
      }),
    speaking: async (turn, platformIds) =>
      database.write(() => {
        const moved = database.run(
          `UPDATE turns SET spoken = ? WHERE turn_id = ? AND state IN ('open', 'replied')`,
          JSON.stringify(platformIds),
          turn,
        );
        if (moved === 1) posted(turn, platformIds);
      }),
    delivered: async (turn, platformIds) =>
      database.write(() => {
        database.run(
          `UPDATE messages SET platform_ids = ? WHERE turn_id = ? AND speaker = 'assistant'`,
          JSON.stringify(platformIds),
          turn,
        );
        const kept = database.run(
          `UPDATE turns SET spoken = ?, state = CASE state WHEN 'replied' THEN 'delivered' ELSE state END
         WHERE turn_id = ?`,
          JSON.stringify(platformIds),
          turn,
        );
        if (kept === 1) posted(turn, platformIds);
      }),
    get: async (id) => {
      const row = database.get('SELECT * FROM turns WHERE turn_id = ?', id);
      return row && turnOf(row);
    },
    unfinished: async (limit) =>
      database
        .all(
          `SELECT * FROM turns WHERE ${isUnfinished} ORDER BY opened_at, rowid LIMIT ?`,
          columns.bound(limit),
        )
        .map(turnOf),
    takeOver: async (turn, from, owner) =>
      database.run(
        `UPDATE turns SET owner = ?, attempts = attempts + 1
       WHERE turn_id = ? AND owner = ? AND ${isUnfinished}`,
        owner,
        turn,
        from,
      ) === 1,
    abandon: async (turn, reason) => {
      database.run(
        `UPDATE turns SET state = 'abandoned', abandoned_because = ? WHERE turn_id = ? AND ${isUnfinished}`,
        reason,
        turn,
      );
    },
  };
};
