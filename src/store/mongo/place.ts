import { rmSync } from 'node:fs';
import { KithError } from '../../core/errors.ts';
import { copyTables, firstDifference } from '../../core/ports/copy-tables.ts';
import type { Replacing, ServerPlace, StoreDraft } from '../../core/ports/store-place.ts';
import { sqlitePlace } from '../sqlite/place.ts';
import { begun, begunIn } from './begun.ts';
import { columns } from './columns.ts';
import { type MongoDatabase, openMongo } from './database.ts';
import { mongoLeases } from './leases.ts';
import { knownVersion } from './migrate.ts';
import { type MongoStoreOptions, openMongoStore } from './mongo-store.ts';

export interface MongoPlaceOptions extends MongoStoreOptions {
  /** A file of its own on a local disk, made and removed: a backup is checked there before anything is replaced. */
  readonly scratch: string;
  /** What can be told at once, of processes of this machine; true of all others. */
  readonly mayLive: (owner: string) => boolean;
}

/** Longest waits here, ms: a million documents are sorted or removed in one question, and a busy server pauses. */
const patient = { socketMs: 600_000, connectMs: 60_000 } as const;

/** Turns left half-written that are finished before everything is copied. */
const mostLeft = 100_000;

/** The MongoDB database of a deployment as a whole. */
export const mongoPlace = (given: MongoPlaceOptions): ServerPlace => {
  const options = { ...given, timeouts: { ...given.timeouts, ...patient } };
  const open = () => openMongoStore(options);
  const address = options.uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');
  const where = options.database === undefined ? address : `${address} (${options.database})`;
  const ask = async <Result>(question: (database: MongoDatabase) => Promise<Result>): Promise<Result> => {
    const database = await openMongo(options);
    try {
      return await question(database);
    } finally {
      await database.close();
    }
  };

  /** @throws KithError `store.unavailable` */
  const refuseLiving = async (database: MongoDatabase, isForced = false): Promise<void> => {
    const living = (await mongoLeases(database).held('process:', options.clock.now()))
      .map(({ owner }) => owner)
      .filter(options.mayLive);
    if (isForced || living.length === 0) return;
    throw new KithError(
      'store.unavailable',
      `Kith runs on ${where}: ${living.join(', ')}. End every Kith that uses it, then run this again; one that was killed counts as gone some seconds later. Where none runs and the clocks of the machines do not agree, add --force.`,
      { details: { living } },
    );
  };

  const openToReplace: ServerPlace['openToReplace'] = async ({ command, isForced = false }) => {
    await ask(async (database) => {
      await refuseLiving(database, isForced);
      const before = await begunIn(database);
      await database.schema.update({ _id: begun }, { $set: { owner: command } }, { upsert: true });
      try {
        // Somebody may have started just before that was there to be read.
        await refuseLiving(database, isForced);
      } catch (error) {
        if (before === undefined) await database.schema.remove({ _id: begun });
        throw error;
      }
    });
    const store = await openMongoStore({ ...options, isBegun: true });
    const end = () => ask(async ({ schema }) => void (await schema.remove({ _id: begun })));
    return { store, end };
  };

  return {
    driver: 'mongodb',
    where,
    version: () =>
      ask(async ({ schema }) => {
        const row = await schema.findOne({ _id: 'version' });
        if (row === undefined) return { known: knownVersion };
        return { kept: columns.number(row.version), known: knownVersion };
      }),
    open,
    openAlone: async ({ isForced } = {}) => {
      await ask((database) => refuseLiving(database, isForced));
      const store = await open();
      // What a process that died wrote ahead is made first: it is in no table of its own.
      await store.turns.unfinished(mostLeft);
      return store;
    },
    begun: () => ask(begunIn),
    copyAside: async () => undefined,
    draft: async (version, replacing) => {
      await ask((database) => refuseLiving(database, replacing.isForced));
      return draft(options.scratch, version, replacing, openToReplace);
    },
    openToReplace,
  };
};

const draft = async (
  scratch: string,
  version: number,
  replacing: Replacing,
  openToReplace: ServerPlace['openToReplace'],
): Promise<StoreDraft> => {
  const remove = () => {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${scratch}${ending}`, { force: true });
  };
  remove();
  const local = sqlitePlace({ path: scratch, stamp: () => 'copy' });
  const made = await local.draft(version, replacing);
  return {
    tables: made.tables,
    finish: async () => {
      await made.finish();
      const { store: to, end } = await openToReplace(replacing);
      const from = await local.open();
      try {
        const copied = await copyTables({ from: from.tables, to: to.tables });
        const wrong = await firstDifference(to.tables, copied);
        if (wrong === undefined) {
          await end();
          return {};
        }
        throw new KithError(
          'store.unavailable',
          `The table ${wrong} changed as it was replaced. End every Kith that uses the database, then run this again.`,
          { details: { table: wrong } },
        );
      } finally {
        await Promise.all([from.close(), to.close()]);
      }
    },
    discard: async () => {
      await made.discard();
      remove();
    },
  };
};
