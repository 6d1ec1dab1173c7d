import { rmSync } from 'node:fs';
import { KithError } from '../../core/errors.ts';
import { copyTables, firstDifference } from '../../core/ports/copy-tables.ts';
import type { StoreDraft, StorePlace } from '../../core/ports/store-place.ts';
import { sqlitePlace } from '../sqlite/place.ts';
import { columns } from './columns.ts';
import { openMongo } from './database.ts';
import { knownVersion } from './migrate.ts';
import { type MongoStoreOptions, openMongoStore } from './mongo-store.ts';

export interface MongoPlaceOptions extends MongoStoreOptions {
  /** A file of its own on a local disk, made and removed: a backup is checked there before anything is replaced. */
  readonly scratch: string;
}

/** Turns left half-written that are finished before everything is copied. */
const mostLeft = 100_000;

/** The MongoDB database of a deployment as a whole. */
export const mongoPlace = (options: MongoPlaceOptions): StorePlace => {
  const open = () => openMongoStore(options);
  const where = options.uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');

  return {
    driver: 'mongodb',
    where: options.database === undefined ? where : `${where} (${options.database})`,
    version: async () => {
      const database = await openMongo(options);
      try {
        const row = await database.schema.findOne({ _id: 'version' });
        if (row === undefined) return { known: knownVersion };
        return { kept: columns.number(row.version), known: knownVersion };
      } finally {
        await database.close();
      }
    },
    open,
    openAlone: async () => {
      const store = await open();
      // What a process that died wrote ahead is made first: it is in no table of its own.
      await store.turns.unfinished(mostLeft);
      return store;
    },
    copyAside: async () => undefined,
    draft: (version) => draft(options, version),
  };
};

const draft = async (options: MongoPlaceOptions, version: number): Promise<StoreDraft> => {
  const { scratch } = options;
  const remove = () => {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${scratch}${ending}`, { force: true });
  };
  remove();
  const local = sqlitePlace({ path: scratch, stamp: () => 'copy' });
  const made = await local.draft(version);
  return {
    tables: made.tables,
    finish: async () => {
      await made.finish();
      const [from, to] = [await local.open(), await openMongoStore(options)];
      try {
        // Broken off here, it is half of each: the same command again makes it whole.
        const copied = await copyTables({ from: from.tables, to: to.tables });
        const wrong = await firstDifference(to.tables, copied);
        if (wrong === undefined) return {};
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
