import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createLruCache } from './cache/lru.ts';
import type { Config } from './config-schema.ts';
import type { Cache } from './core/ports/cache.ts';
import type { Clock } from './core/ports/clock.ts';
import type { Log } from './core/ports/log.ts';
import type { Random } from './core/ports/random.ts';
import type { Store } from './core/ports/store.ts';
import { stems } from './core/retrieval/words.ts';
import type { Timetable } from './jobs/timetable.ts';
import type { MongoStoreOptions } from './store/mongo/mongo-store.ts';
import { sqlitePlace } from './store/sqlite/place.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { systemClock } from './system/clock.ts';
import { makeDataFolder } from './system/folder.ts';
import { systemRandom } from './system/random.ts';

/** The store, and the schedule its processes share. */
export interface ConfiguredStore extends Store {
  /** Loads Agenda. */
  timetable(): Promise<Timetable>;
  /** The same for every process on one store, wherever each sees it; no other store has it. */
  readonly name: string;
}

export interface CacheParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Whose copies it keeps. */
  readonly store: Pick<ConfiguredStore, 'name'>;
}

/**
 * The store the configuration names, or one that is gone with the process.
 * @throws KithError `store.*` when it is not usable.
 */
export async function openConfiguredStore(config: Config, isEphemeral: boolean): Promise<ConfiguredStore> {
  if (!isEphemeral) makeDataFolder(config.data.dir);
  if (config.mongo.uri !== '' && !isEphemeral) return openConfiguredMongo(config);
  const store = await openSqliteStore({
    path: isEphemeral ? ':memory:' : join(config.data.dir, 'kith.sqlite'),
    synchronous: config.store.synchronous,
    busyMs: config.store.busyMs,
    stems,
  });
  return {
    ...store,
    name: isEphemeral ? 'memory' : nameOfFile(config),
    async timetable() {
      const { storedTimetable } = await import('./jobs/stored-timetable.ts');
      return storedTimetable({ schedule: store.schedule, now: systemClock.now, newId: systemRandom.id });
    },
  };
}

/** Its packages are loaded only where they are needed. */
async function openConfiguredMongo(config: Config): Promise<ConfiguredStore> {
  const { openMongoStore } = await import('./store/mongo/mongo-store.ts');
  const store = await openMongoStore(mongoOptions(config));
  return {
    ...store,
    async timetable() {
      const { mongoTimetable } = await import('./jobs/mongo-timetable.ts');
      const { name } = store.connection;
      const database = store.connection.getClient().db(name);
      return mongoTimetable({ database, collection: store.collectionName('schedule') });
    },
  };
}

function mongoOptions({ mongo }: Config): MongoStoreOptions {
  const { uri, database, maxPoolSize, collections } = mongo;
  return {
    uri,
    ...(database === '' ? {} : { database }),
    maxPoolSize,
    timeouts: {
      serverSelectionMs: mongo.serverSelectionMs,
      connectMs: mongo.connectMs,
      socketMs: mongo.socketMs,
    },
    prefix: collections.prefix,
    collections: {
      sessions: collections.sessions,
      messages: collections.messages,
      user_affinity: collections.affinity,
      session_moods: collections.moods,
      user_facts: collections.facts,
      episodes: collections.episodes,
    },
    clock: systemClock,
    stems,
  };
}

/** The cache the configuration names; copies of an ephemeral store are nobody else's business. */
export async function openConfiguredCache(
  config: Config,
  isEphemeral: boolean,
  { clock, random, log, store }: CacheParts,
): Promise<Cache> {
  const own = createLruCache({ maxEntries: config.cache.entries, clock });
  if (config.redis.url === '' || isEphemeral) return own;
  const { openRedisCache } = await import('./cache/redis.ts');
  return openRedisCache({ ...config.redis, store: store.name, own, clock, random, log });
}

function nameOfFile({ data }: Config): string {
  const { ino, birthtimeMs } = statSync(join(data.dir, 'kith.sqlite'));
  return `sqlite ${ino} ${birthtimeMs}`;
}

/** Everything kept as wholes, for whoever copies, moves or replaces it. */
export async function storePlaces(config: Config) {
  makeDataFolder(config.data.dir);
  const sqlite = sqlitePlace({
    path: join(config.data.dir, 'kith.sqlite'),
    synchronous: config.store.synchronous,
    busyMs: config.store.busyMs,
    stems,
    stamp: () => new Date(systemClock.now()).toISOString().slice(0, 19).replaceAll(':', '-'),
  });
  if (config.mongo.uri === '') return { configured: sqlite, sqlite };
  const { mongoPlace } = await import('./store/mongo/place.ts');
  const scratch = join(config.data.dir, 'restoring.sqlite');
  const mongodb = mongoPlace({ ...mongoOptions(config), scratch });
  return { configured: mongodb, sqlite, mongodb };
}
