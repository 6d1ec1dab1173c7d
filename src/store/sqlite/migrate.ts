import { KithError } from '../../core/errors.ts';
import type { Database } from './database.ts';
import { everythingKept } from './migrations/001-everything-kept.ts';
import { takenBack } from './migrations/002-taken-back.ts';
import { severalProcesses } from './migrations/003-several-processes.ts';
import { jobs } from './migrations/004-jobs.ts';
import { fadingAndSummaries } from './migrations/005-fading-and-summaries.ts';
import { broadcasts } from './migrations/006-broadcasts.ts';
import { ratings } from './migrations/008-ratings.ts';

/** Entry n brings a file from version n to n + 1. Entries are never changed once released. */
const migrations: readonly string[] = [
  everythingKept,
  takenBack,
  ratings,
  severalProcesses,
  jobs,
  broadcasts,
  fadingAndSummaries,
];

/** The version this Kith keeps. */
export const knownVersion = migrations.length;

/** "KITH": tells our files from other SQLite databases (PRAGMA application_id). */
const applicationId = 0x4b495448;

/**
 * Brings the file to this version, or to an earlier one, each step in a transaction of its own; processes starting
 * together wait for each other.
 *
 * @throws KithError `store.newer` for a file a newer Kith made, `store.corrupt` for a database not ours.
 */
export const migrate = (database: Database, upTo = knownVersion): void => {
  while (versionOf(database) < upTo) database.write(() => step(database));
};

const step = (database: Database): void => {
  // Read again inside the lock: another process may have migrated while this one waited.
  const version = versionOf(database);
  const migration = migrations[version];
  if (migration === undefined) return;
  database.exec(migration);
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version + 1}`);
};

/** The version a file is at, 0 for an empty one. @throws as `migrate` does. */
export const versionOf = (database: Pick<Database, 'path' | 'get'>): number => {
  const { path } = database;
  // One statement, so that all three are of one moment.
  const row = database.get(
    `SELECT user_version, application_id, EXISTS (SELECT 1 FROM sqlite_schema) AS holds_tables
     FROM pragma_user_version, pragma_application_id`,
  );
  const version = Number(row?.user_version);
  if (row?.application_id !== applicationId && (version !== 0 || row?.holds_tables !== 0)) {
    throw new KithError(
      'store.corrupt',
      `The database ${path} is not Kith's: another program made it. Name another file, or move this one away.`,
      { details: { path } },
    );
  }
  if (version > migrations.length) {
    throw new KithError(
      'store.newer',
      `The database ${path} is at version ${version}; this Kith knows versions up to ${migrations.length}. Start the newer Kith that made it, or restore a backup from before the update.`,
      { details: { path, fileVersion: version, knownVersion: migrations.length } },
    );
  }
  return version;
};
