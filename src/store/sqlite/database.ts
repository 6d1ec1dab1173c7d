import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { KithError } from '../../core/errors.ts';
import { storeError } from './store-error.ts';

export type Value = string | number | null;
/** A value for the next `?`, or named ones for `:name`. */
export type Bound = Value | Readonly<Record<string, Value>>;
/** One row as the driver gives it. */
export type Row = Readonly<Record<string, Value>>;

/**
 * One connection. Everything is synchronous, so nothing of this process can come between the statements of
 * one `write`; other processes are held off by its lock. Every method throws KithError `store.*`.
 */
export interface Database {
  readonly path: string;
  get(sql: string, ...values: readonly Bound[]): Row | undefined;
  all(sql: string, ...values: readonly Bound[]): readonly Row[];
  /** Rows inserted, updated or deleted. */
  run(sql: string, ...values: readonly Bound[]): number;
  /** Several statements without values, not cached. */
  exec(sql: string): void;
  /** Runs `work` in one transaction: all of it, or none when it throws. Inside another one it joins that. */
  write<Result>(work: () => Result): Result;
  close(): void;
}

export interface DatabaseOptions {
  readonly path: string;
  readonly synchronous: 'NORMAL' | 'FULL';
  /** How long a writer waits for another process, ms; the wait blocks the event loop, so it is bounded. */
  readonly busyMs: number;
  /** Keeps every other connection out for as long as this one is open. */
  readonly isAlone?: boolean;
}

/** Opens the file (made with mode 0600, its folder too) and asserts how it is kept. */
export const openDatabase = ({ path, synchronous, busyMs, isAlone = false }: DatabaseOptions): Database => {
  const inMemory = path === ':memory:';
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      throw storeError(cause, path);
    }
  };
  const connection = guard(() => {
    if (!inMemory) makePrivateFile(path);
    return new DatabaseSync(path, { timeout: busyMs });
  });
  try {
    // In this order: a log shared with others would already be open after any other statement.
    if (isAlone) guard(() => connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT'));
    guard(() => settings(connection, { path, journal: inMemory ? 'memory' : 'wal', synchronous, busyMs }));
  } catch (error) {
    connection.close();
    throw error;
  }

  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = connection.prepare(sql);
    statements.set(sql, made);
    return made;
  };

  const step = (sql: 'BEGIN IMMEDIATE' | 'COMMIT' | 'ROLLBACK') => guard(() => prepare(sql).run());
  const write = <Result>(work: () => Result): Result => {
    if (guard(() => connection.isTransaction)) return work();
    step('BEGIN IMMEDIATE');
    try {
      const result = work();
      step('COMMIT');
      return result;
    } catch (error) {
      // A full disk or an I/O error may have ended the transaction already.
      if (connection.isTransaction) step('ROLLBACK');
      throw error;
    }
  };

  return {
    path,
    get: (sql, ...values) => guard(() => prepare(sql).get(...(values as Value[])) as Row | undefined),
    all: (sql, ...values) => guard(() => prepare(sql).all(...(values as Value[])) as readonly Row[]),
    run: (sql, ...values) => guard(() => Number(prepare(sql).run(...(values as Value[])).changes)),
    exec: (sql) => guard(() => connection.exec(sql)),
    write,
    close: () => {
      if (connection.isOpen) guard(() => connection.close());
    },
  };
};

/** SQLite gives its side files the mode of the database, so the mode is set before the first write. */
const makePrivateFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
};

/** The driver's defaults differ between versions: everything that matters is set, then read back. */
const settings = (
  connection: DatabaseSync,
  { path, journal, synchronous, busyMs }: DatabaseOptions & { readonly journal: 'wal' | 'memory' },
): void => {
  const wanted: readonly (readonly [string, string, string | number])[] = [
    ['busy_timeout', String(busyMs), busyMs],
    ['journal_mode', journal, journal],
    ['synchronous', synchronous, synchronous === 'FULL' ? 2 : 1],
    ['foreign_keys', 'ON', 1],
    // What is erased is overwritten, not only unlinked.
    ['secure_delete', 'ON', 1],
    // A sort or a merge of the search index need not touch the disk.
    ['temp_store', 'MEMORY', 2],
    // 16 MiB of log between two checkpoints: one turn writes some 40 pages, and each checkpoint waits for the disk.
    ['wal_autocheckpoint', '4000', 4000],
    // KiB when negative: 16 MiB hold the hot pages of a large community.
    ['cache_size', '-16384', -16_384],
  ];
  for (const [name, value, expected] of wanted) {
    connection.prepare(`PRAGMA ${name} = ${value}`).all();
    const row = connection.prepare(`PRAGMA ${name}`).get();
    const actual = row === undefined ? undefined : Object.values(row)[0];
    if (actual === expected) continue;
    throw new KithError(
      'store.unavailable',
      `The database ${path} refuses ${name}=${value} (it says ${String(actual)}). Keep it on a local disk: network file systems cannot hold it.`,
      { details: { path, setting: name, expected, actual } },
    );
  }
};
