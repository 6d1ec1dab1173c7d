import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { type MessageId, messageId, personId } from '../../core/ids.ts';
import type { MessageVector, VectorRepository } from '../../core/ports/vectors.ts';
import { type DatabaseOptions, openDatabase } from './database.ts';
import { storeError } from './store-error.ts';

/** Rows read between two turns of the event loop. */
const batch = 500;

const table = `
  CREATE TABLE IF NOT EXISTS message_embeddings (
    message_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    personality_name TEXT NOT NULL,
    embedding BLOB NOT NULL,
    metadata TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_embeddings_of_pair ON message_embeddings (user_id, personality_name);
`;
/** Beside the messages a vector goes with its message, in the same step, also while nobody makes vectors any more. */
const withMessages = `
  CREATE TRIGGER IF NOT EXISTS message_embeddings_erased AFTER DELETE ON messages BEGIN
    DELETE FROM message_embeddings WHERE message_id = OLD.id;
  END;
  CREATE TRIGGER IF NOT EXISTS message_embeddings_changed AFTER UPDATE OF content, is_hidden ON messages
  WHEN OLD.content IS NOT NEW.content OR NEW.is_hidden <> 0 BEGIN
    DELETE FROM message_embeddings WHERE message_id = OLD.id;
  END;
`;

/**
 * Vectors as float32 in the store's own file, or in one of their own. The table is made here and not by a migration: a
 * store that never had vectors has none. A later migration that makes `messages` anew drops the triggers with it; they
 * are made again here.
 */
export const openSqliteVectors = (options: Omit<DatabaseOptions, 'isAlone'>): VectorRepository => {
  const { path } = options;
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      throw storeError(cause, path);
    }
  };
  // Made, private and in the right journal mode before it is opened as what takes bytes.
  openDatabase(options).close();
  const file = guard(() => new DatabaseSync(path, { timeout: options.busyMs }));
  guard(() => {
    file.exec(`PRAGMA synchronous = ${options.synchronous}; PRAGMA secure_delete = ON; ${table}`);
    const messages = file.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'messages'`);
    if (messages.get() !== undefined) file.exec(withMessages);
  });
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? file.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const all = (sql: string, ...values: readonly SQLInputValue[]) => guard(() => prepared(sql).all(...values));
  const run = (sql: string, ...values: readonly SQLInputValue[]) =>
    guard(() => Number(prepared(sql).run(...values).changes));

  return {
    put: async (vectors) => {
      guard(() => {
        file.exec('BEGIN IMMEDIATE');
        try {
          for (const vector of vectors) prepared(insert).run(...rowOf(vector));
          file.exec('COMMIT');
        } catch (error) {
          file.exec('ROLLBACK');
          throw error;
        }
      });
    },
    missing: async (messages, model) => {
      const there = all(
        `SELECT message_id FROM message_embeddings
         WHERE message_id IN (SELECT value FROM json_each(?)) AND metadata ->> 'model' = ?`,
        JSON.stringify(messages),
        model,
      );
      const known = new Set(there.map((row) => row.message_id));
      return new Set(messages.filter((id) => !known.has(id)));
    },
    async *ofPair(person, persona, model) {
      for (let after = 0; ; ) {
        const rows = all(
          `SELECT rowid AS at, message_id, embedding FROM message_embeddings
           WHERE user_id = ? AND personality_name = ? AND rowid > ? AND metadata ->> 'model' = ?
           ORDER BY rowid LIMIT ${batch}`,
          person,
          persona,
          after,
          model,
        );
        yield rows.map((row) => ({
          message: messageId(String(row.message_id)),
          embedding: floats(row.embedding as Uint8Array),
        }));
        if (rows.length < batch) return;
        after = Number(rows.at(-1)?.at);
        await setImmediate();
      }
    },
    remove: async (messages: readonly MessageId[]) => {
      run(
        'DELETE FROM message_embeddings WHERE message_id IN (SELECT value FROM json_each(?))',
        JSON.stringify(messages),
      );
    },
    forget: async (person) => run('DELETE FROM message_embeddings WHERE user_id = ?', person),
    people: async () =>
      all('SELECT DISTINCT user_id FROM message_embeddings').map((row) => personId(String(row.user_id))),
    close: async () => file.close(),
  };
};

const insert = `INSERT INTO message_embeddings (message_id, user_id, personality_name, embedding, metadata)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT (message_id) DO UPDATE SET user_id = excluded.user_id,
  personality_name = excluded.personality_name, embedding = excluded.embedding, metadata = excluded.metadata`;

const rowOf = ({ message, person, persona, embedding, model }: MessageVector): readonly SQLInputValue[] => [
  message,
  person,
  persona,
  new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength),
  JSON.stringify({ model, dimensions: embedding.length }),
];

/** Copied: the driver's bytes need not begin where floats may. */
const floats = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);
