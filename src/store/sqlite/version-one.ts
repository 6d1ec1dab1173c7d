import { closeSync, constants, copyFileSync, existsSync, openSync, readSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SessionOne, VersionOne } from '../../core/ports/version-one.ts';
import { storeError } from './store-error.ts';

/** What 1.1 added, with the columns people script against. */
const added: Readonly<Record<string, string>> = {
  user_affinity: `user_id TEXT, personality_name TEXT, affinity_points INTEGER DEFAULT 0,
    current_level TEXT DEFAULT 'stranger', last_updated TIMESTAMP, PRIMARY KEY (user_id, personality_name)`,
  session_moods: `session_id TEXT PRIMARY KEY, current_mood TEXT DEFAULT 'neutral', mood_intensity REAL DEFAULT 1.0,
    mood_started_at TIMESTAMP`,
  user_facts: `id TEXT PRIMARY KEY, user_id TEXT, category TEXT, key TEXT, value TEXT, confidence REAL DEFAULT 1.0,
    first_mentioned TIMESTAMP, UNIQUE (user_id, category, key)`,
  episodes: `id TEXT PRIMARY KEY, user_id TEXT, session_id TEXT, type TEXT, title TEXT, summary TEXT,
    importance REAL, sentiment REAL, tags TEXT, timestamp TIMESTAMP`,
};

/** How every SQLite file begins. */
const magic = 'SQLite format 3\0';

export const versionOne: VersionOne = {
  isOne: (file) =>
    startsAsDatabase(file) &&
    using(file, true, (database) => {
      const { application_id: id } = database.prepare('PRAGMA application_id').get() ?? {};
      return id === 0 && tablesOf(database).has('sessions');
    }),
  extend: (file) => {
    const missing = using(file, true, (database) => {
      const there = tablesOf(database);
      return Object.keys(added).filter((table) => !there.has(table));
    });
    if (missing.length === 0) return { added: [] };
    const backup = freeName(`${file}.backup`);
    using(file, false, (database) => {
      // Everything in one file, for the copy.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      copyFileSync(file, backup, constants.COPYFILE_EXCL);
      database.exec('BEGIN IMMEDIATE');
      for (const table of missing) database.exec(`CREATE TABLE ${table} (${added[table]})`);
      database.exec('COMMIT');
    });
    return { added: missing, backup };
  },
  *sessions(file) {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const isApart = tablesOf(database).has('messages');
      const messages = isApart
        ? database.prepare('SELECT * FROM messages WHERE session_id = ? ORDER BY rowid')
        : undefined;
      for (const row of database.prepare('SELECT * FROM sessions ORDER BY rowid').iterate()) {
        const inside = typeof row.messages === 'string' ? row.messages : undefined;
        const kept = inside ?? messages?.all(row.session_id ?? null) ?? [];
        yield { ...row, messages: kept } as SessionOne;
      }
    } catch (cause) {
      throw storeError(cause, file);
    } finally {
      database.close();
    }
  },
};

const using = <Result>(file: string, readOnly: boolean, work: (database: DatabaseSync) => Result): Result => {
  try {
    const database = new DatabaseSync(file, { readOnly });
    try {
      return work(database);
    } finally {
      database.close();
    }
  } catch (cause) {
    throw storeError(cause, file);
  }
};

const tablesOf = (database: DatabaseSync): ReadonlySet<string> =>
  new Set(
    database
      .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .map(({ name }) => String(name)),
  );

const startsAsDatabase = (file: string): boolean => {
  if (!existsSync(file)) return false;
  try {
    const opened = openSync(file, 'r');
    try {
      const start = Buffer.alloc(magic.length);
      readSync(opened, start, 0, start.length, 0);
      return start.toString('latin1') === magic;
    } finally {
      closeSync(opened);
    }
  } catch {
    return false;
  }
};

/** An earlier copy is never written over. */
const freeName = (wanted: string): string => {
  let name = wanted;
  for (let number = 2; existsSync(name); number++) name = `${wanted}-${number}`;
  return name;
};
