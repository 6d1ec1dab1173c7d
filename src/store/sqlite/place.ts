import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { KithError } from '../../core/errors.ts';
import type { StoreDraft, StorePlace } from '../../core/ports/store-place.ts';
import { openDatabase, type Row } from './database.ts';
import { knownVersion, migrate, versionOf } from './migrate.ts';
import { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
import { storeError } from './store-error.ts';
import { sqliteTables } from './tables.ts';

export interface SqlitePlaceOptions extends SqliteStoreOptions {
  /** Part of the names of files beside it, e.g. the time. */
  readonly stamp: () => string;
}

/** How long somebody else's last write is waited for before the file counts as in use, ms. */
const patienceMs = 1_000;

/** The SQLite file of a deployment as a whole. */
export const sqlitePlace = (options: SqlitePlaceOptions): StorePlace => {
  const { path, stamp } = options;

  return {
    driver: 'sqlite',
    where: path,
    version: async () => {
      if (!existsSync(path)) return { known: knownVersion };
      const kept = guard(path, () => versionIn(path));
      return kept === 0 ? { known: knownVersion } : { kept, known: knownVersion };
    },
    open: () => openSqliteStore(options),
    openAlone: () => alone(path, () => openSqliteStore({ ...options, isAlone: true, busyMs: patienceMs })),
    // It is replaced in one step.
    begun: async () => undefined,
    copyAside: async (ending) => {
      const copy = `${path}.${ending}`;
      guard(path, () => copyTo(path, copy));
      return copy;
    },
    draft: async (version) => draft({ path, version, stamp }),
  };
};

const draft = ({
  path,
  version,
  stamp,
}: {
  readonly path: string;
  readonly version: number;
  readonly stamp: () => string;
}): StoreDraft => {
  if (version > knownVersion) {
    throw new KithError(
      'store.newer',
      `It was made at version ${version}; this Kith knows versions up to ${knownVersion}. Use the newer Kith that made it.`,
      { details: { version, knownVersion } },
    );
  }
  const beside = `${path}.restoring-${stamp()}`;
  const database = openDatabase({ path: beside, synchronous: 'NORMAL', busyMs: patienceMs });
  const discard = async () => {
    database.close();
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${beside}${ending}`, { force: true });
  };
  migrate(database, version);
  return {
    tables: sqliteTables({ database, forgetSearch: () => {} }),
    finish: async () => {
      migrate(database);
      // A copy made while others wrote may have an account whose person was erased a moment later.
      database.run('DELETE FROM accounts WHERE user_id NOT IN (SELECT user_id FROM people)');
      database.all('PRAGMA journal_mode = DELETE');
      database.close();
      const before = await swap({ path, beside, before: `${path}.before-${stamp()}` });
      return before === undefined ? {} : { before };
    },
    discard,
  };
};

/** Puts the file `beside` in the place of `path`. Before the last step nothing is changed, and that is one rename. */
const swap = async ({
  path,
  beside,
  before,
}: {
  readonly path: string;
  readonly beside: string;
  readonly before: string;
}): Promise<string | undefined> => {
  guard(beside, () => flush(beside));
  if (!existsSync(path)) {
    guard(path, () => renameSync(beside, path));
    return undefined;
  }
  try {
    await alone(path, async () => {
      const held = openDatabase({ path, synchronous: 'NORMAL', busyMs: patienceMs, isAlone: true });
      try {
        // Empties the log and removes it: it must not be taken for the log of the file that comes in its place.
        held.all('PRAGMA journal_mode = DELETE');
        guard(path, () => keep(path, before));
        guard(path, () => renameSync(beside, path));
      } finally {
        held.close();
      }
    });
  } catch (error) {
    if (!(error instanceof KithError) || error.code !== 'store.corrupt') throw error;
    // A damaged file is what backups are for.
    for (const ending of ['', '-wal', '-shm']) {
      if (existsSync(path + ending)) guard(path, () => renameSync(path + ending, before + ending));
    }
    guard(path, () => renameSync(beside, path));
  }
  return before;
};

/** A second name, or a copy where the file system has no second names. */
const keep = (path: string, before: string): void => {
  try {
    linkSync(path, before);
  } catch {
    copyFileSync(path, before, constants.COPYFILE_EXCL);
  }
};

/** @throws KithError `store.unavailable` that names the reason: somebody else has the file open. */
const alone = async <Result>(path: string, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof KithError) || Number(cause.details.result) % 256 !== 5) throw cause;
    throw new KithError(
      'store.unavailable',
      `Another process has ${path} open. End every Kith that uses it, then run this again.`,
      { details: { path }, cause },
    );
  }
};

/** Looks only: a file that is not ours, or an older one, stays as it is. */
const versionIn = (path: string): number => {
  const file = new DatabaseSync(path, { readOnly: true, timeout: patienceMs });
  try {
    return versionOf({ path, get: (sql) => file.prepare(sql).get() as Row | undefined });
  } finally {
    file.close();
  }
};

const copyTo = (path: string, copy: string): void => {
  const half = `${copy}.partial`;
  closeSync(openSync(half, 'wx', 0o600));
  const file = new DatabaseSync(path, { readOnly: true, timeout: patienceMs });
  try {
    file.prepare('VACUUM INTO ?').run(half);
    flush(half);
    renameSync(half, copy);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  } finally {
    file.close();
  }
};

const flush = (path: string): void => {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

const guard = <Result>(path: string, work: () => Result): Result => {
  try {
    return work();
  } catch (cause) {
    throw storeError(cause, path);
  }
};
