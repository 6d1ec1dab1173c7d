import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLruCache } from './cache/lru.ts';
import { noCache } from './cache/nothing.ts';
import { partedCache } from './cache/parted.ts';
import type { Config } from './config-schema.ts';
import { KithError } from './core/errors.ts';
import type { Cache } from './core/ports/cache.ts';
import type { Finding } from './core/ports/channel.ts';
import type { Clock } from './core/ports/clock.ts';
import type { Log } from './core/ports/log.ts';
import type { Random } from './core/ports/random.ts';
import type { Store } from './core/ports/store.ts';
import type { VectorRepository } from './core/ports/vectors.ts';
import type { OldRecord } from './core/ports/version-one.ts';
import { stems } from './core/retrieval/words.ts';
import type { Timetable } from './jobs/timetable.ts';
import { type Storage, storageOf } from './storage.ts';
import type { MongoStore, MongoStoreOptions } from './store/mongo/mongo-store.ts';
import { sqlitePlace } from './store/sqlite/place.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { withVectors } from './store/vectors-follow.ts';
import { memoryVectors } from './store/vectors-memory.ts';
import { systemClock } from './system/clock.ts';
import { makeDataFolder } from './system/folder.ts';
import { isProcessAlive } from './system/owner.ts';
import { systemRandom } from './system/random.ts';

/** The store, and the schedule its processes share. */
export interface ConfiguredStore extends Store {
  /** Loads Agenda. */
  timetable(): Promise<Timetable>;
  /** The same for every process on one store, wherever each sees it; no other store has it. */
  readonly name: string;
  /** Where vectors are to be kept; absent: likeness is off. */
  readonly vectors?: VectorRepository;
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
  const roles = rolesOf(config, isEphemeral);
  if (roles.memory !== 'memory') makeDataFolder(config.data.dir);
  const mongo = roles.memory === 'mongodb' ? await openConfiguredMongo(config) : undefined;
  const store = mongo ?? (await openConfiguredSqlite(config, roles.memory === 'memory'));
  try {
    const vectors = await openConfiguredVectors(config, roles, mongo);
    if (vectors === undefined) return store;
    const kept = withVectors(store, vectors);
    return roles.likeness === 'off' ? kept : { ...kept, vectors };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const rolesOf = (config: Config, isEphemeral: boolean): Storage => ({
  ...storageOf(config),
  ...(isEphemeral ? { memory: 'memory', sessions: 'cache', cache: 'memory', vectors: 'memory' } : {}),
});

async function openConfiguredSqlite(config: Config, isInMemory: boolean): Promise<ConfiguredStore> {
  const store = await openSqliteStore({
    path: isInMemory ? ':memory:' : config.store.file,
    synchronous: config.store.synchronous,
    busyMs: config.store.busyMs,
    stems,
  });
  return {
    ...store,
    name: isInMemory ? 'memory' : nameOfFile(config),
    async timetable() {
      const { storedTimetable } = await import('./jobs/stored-timetable.ts');
      return storedTimetable({ schedule: store.schedule, now: systemClock.now, newId: systemRandom.id });
    },
  };
}

/** Its packages are loaded only where they are needed. */
async function openConfiguredMongo(
  config: Config,
): Promise<ConfiguredStore & Pick<MongoStore, 'connection'>> {
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

/**
 * The vectors of messages; opened as well where none are made any more and some may be left, so that they go with what
 * they were made from. In the SQLite file of the messages they do so by themselves.
 */
async function openConfiguredVectors(
  config: Config,
  { memory, vectors, likeness }: Storage,
  mongo: Pick<MongoStore, 'connection'> | undefined,
): Promise<VectorRepository | undefined> {
  const isWritten = likeness !== 'off';
  if (vectors === 'memory') return isWritten ? memoryVectors() : undefined;
  if (vectors === 'sqlite') {
    const isBeside = memory === 'sqlite';
    const path = isBeside ? config.store.file : join(config.data.dir, 'vectors.sqlite');
    if (!isWritten && (isBeside || !existsSync(path))) return undefined;
    const { openSqliteVectors } = await import('./store/sqlite/vectors.ts');
    const { synchronous, busyMs } = config.store;
    return openSqliteVectors({ path, synchronous, busyMs });
  }
  const { openMongoVectors } = await import('./store/mongo/vectors.ts');
  const { uri } = config.mongo;
  if (mongo !== undefined) return openMongoVectors({ connection: mongo.connection, uri, isWritten });
  const { openMongo } = await import('./store/mongo/database.ts');
  const { connection, close } = await openMongo(mongoOptions(config));
  return openMongoVectors({ connection, uri, isWritten, end: close });
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
      heartbeatMs: mongo.heartbeatMs,
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

/** Keys of the state of a running session. */
const ofSession = (key: string): boolean => /^(?:session|mood):/.test(key);
/** Keys of what was seen to be new: no copies, and remembered where no copy is kept. */
const ofEvent = (key: string): boolean => key.startsWith('seen:');

/** The cache the configuration names; copies of an ephemeral store are nobody else's business. */
export async function openConfiguredCache(
  config: Config,
  isEphemeral: boolean,
  { clock, random, log, store }: CacheParts,
): Promise<Cache> {
  const { cache, sessions } = rolesOf(config, isEphemeral);
  const own = createLruCache({ maxEntries: config.cache.entries, clock });
  const redis = async () => {
    const { openRedisCache } = await import('./cache/redis.ts');
    return openRedisCache({ ...config.redis, store: store.name, own, clock, random, log });
  };
  const shared = cache === 'redis' || sessions === 'redis' ? await redis() : undefined;
  const caches = { redis: shared ?? own, memory: own, none: noCache, store: noCache };
  const rest = caches[cache];
  const state = sessions === 'cache' ? rest : caches[sessions];
  if (state === rest && rest !== noCache) return rest;
  const events = rest === noCache ? own : rest;
  return partedCache(
    [
      { cache: events, takes: ofEvent },
      { cache: state, takes: ofSession },
    ],
    rest,
  );
}

/** Whether the Redis the configuration names can be used, and what to do if not. */
export async function examineCache(config: Config): Promise<readonly Finding[]> {
  if (config.redis.url === '') return [];
  const { examineRedis } = await import('./cache/redis/examine.ts');
  return [await examineRedis({ ...config.redis, now: systemClock.now })];
}

function nameOfFile({ store }: Config): string {
  const { ino, birthtimeMs } = statSync(store.file);
  return `sqlite ${ino} ${birthtimeMs}`;
}

/** Everything kept as wholes, for whoever copies, moves or replaces it. */
export async function storePlaces(config: Config) {
  makeDataFolder(config.data.dir);
  const sqlite = sqlitePlace({
    path: config.store.file,
    synchronous: config.store.synchronous,
    busyMs: config.store.busyMs,
    stems,
    stamp: () => new Date(systemClock.now()).toISOString().slice(0, 19).replaceAll(':', '-'),
  });
  const { memory } = storageOf(config);
  if (memory === 'memory')
    throw new KithError(
      'config.invalid',
      'The store is in memory and gone with the process: there is nothing to copy or to move. Set storage.backend (KITH_STORAGE_BACKEND) to sqlite or mongodb.',
    );
  if (config.mongo.uri === '') return { configured: sqlite, sqlite };
  const { mongoPlace } = await import('./store/mongo/place.ts');
  const scratch = join(config.data.dir, 'restoring.sqlite');
  const mongodb = mongoPlace({ ...mongoOptions(config), scratch, mayLive: isProcessAlive });
  return { configured: memory === 'mongodb' ? mongodb : sqlite, sqlite, mongodb };
}

/** Sessions of version 1.0 in a Redis. Nothing there is changed. @throws Error that says what to do */
export async function* redisSessions(url: string): AsyncIterable<OldRecord> {
  yield* (await import('./cache/redis/old-sessions.ts')).redisSessions(url);
}
