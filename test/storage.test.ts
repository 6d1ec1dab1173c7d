import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { storageOf } from '../src/storage.ts';
import { type ConfiguredStore, openConfiguredCache, openConfiguredStore } from '../src/stores.ts';
import { systemClock } from '../src/system/clock.ts';
import { systemRandom } from '../src/system/random.ts';
import { temporary } from './cli/temporary.ts';
import { keptLog } from './core/conversation/world.ts';
import { exchange, meet } from './store/samples.ts';

type Environment = Readonly<Record<string, string>>;
const directory = resolve(import.meta.dirname, '../config');
const load = (environment: Environment = {}) => loadConfig({ directory, environment });
const rolesOf = (environment: Environment) => storageOf(load(environment));
const said = (environment: Environment) => {
  try {
    load(environment);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

const opened: ConfiguredStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
async function open(environment: Environment) {
  const folder = temporary();
  const config = load({ KITH_DATA_DIR: join(folder, 'data'), ...environment });
  const store = await openConfiguredStore(config, false);
  opened.push(store);
  return { folder, config, store };
}

const mongo = 'mongodb://ana:pass-word@127.0.0.1:1/kith';
const redis = 'redis://127.0.0.1:1';

describe('roles of storage', () => {
  const alone = { memory: 'sqlite', sessions: 'cache', cache: 'memory', likeness: 'off', vectors: 'sqlite' };
  test.each([
    [{}, alone],
    [{ MONGODB_URI: mongo }, { ...alone, memory: 'mongodb', vectors: 'mongodb' }],
    [{ REDIS_URL: redis }, { ...alone, cache: 'redis' }],
    [{ MONGODB_URI: mongo, KITH_STORAGE_BACKEND: 'sqlite' }, alone],
    [
      { KITH_STORAGE_BACKEND: 'memory', REDIS_URL: redis },
      { ...alone, memory: 'memory', vectors: 'memory' },
    ],
    [
      { MONGODB_URI: mongo, KITH_STORAGE_MEMORY: 'sqlite', KITH_STORAGE_VECTORS: 'mongodb' },
      { ...alone, vectors: 'mongodb' },
    ],
    [
      { REDIS_URL: redis, KITH_STORAGE_CACHE: 'none', KITH_STORAGE_SESSIONS: 'redis' },
      { ...alone, cache: 'none', sessions: 'redis' },
    ],
    [{ KITH_STORAGE_SESSIONS: 'sqlite' }, { ...alone, sessions: 'store' }],
    [{ KITH_STORAGE_PHASE: '2' }, { ...alone, likeness: 'local' }],
    [{ KITH_STORAGE_PHASE: '3' }, { ...alone, likeness: 'local' }],
    [{ KITH_STORAGE_PHASE: '3', KITH_STORAGE_VECTORS: 'none' }, alone],
    [{ KITH_STORAGE_PHASE: '3', KITH_RETRIEVAL_VECTORS: 'off' }, alone],
    [
      { KITH_STORAGE_PHASE: '3', EMBEDDING_MODEL: 'small', OPENAI_MODEL: 'big', OPENAI_API_KEY: 'sk-1' },
      { ...alone, likeness: 'server' },
    ],
    [{ EMBEDDING_MODEL: 'small' }, alone],
  ])('%j', (environment, roles) => {
    expect(rolesOf(environment as unknown as Environment)).toEqual(roles);
  });

  test.each([
    [
      { KITH_STORAGE_BACKEND: 'oracle' },
      'storage.backend (KITH_STORAGE_BACKEND): found "oracle"; expected sqlite, mongodb or memory',
    ],
    [
      { LUMINORA_STORAGE_TYPE: 'postgresql' },
      'storage.backend (LUMINORA_STORAGE_TYPE): found "postgresql"; expected sqlite, mongodb or memory',
    ],
    [{ LUMINORA_STORAGE_TYPE: 'dynamodb', AWS_REGION: 'eu-west-1' }, 'found "dynamodb"; expected sqlite'],
    [{ KITH_STORAGE_PHASE: '4' }, 'storage.phase (KITH_STORAGE_PHASE): found 4; expected 1, 2 or 3'],
    [
      { KITH_STORAGE_MEMORY: 'mongodb' },
      'storage.memory (KITH_STORAGE_MEMORY): mongodb, and no address of one; set MONGODB_URI',
    ],
    [{ KITH_STORAGE_VECTORS: 'mongodb' }, 'storage.vectors (KITH_STORAGE_VECTORS): mongodb, and no address'],
    [
      { KITH_STORAGE_CACHE: 'redis' },
      'storage.cache (KITH_STORAGE_CACHE): redis, and no address of one; set REDIS_URL',
    ],
    [
      { KITH_STORAGE_SESSIONS: 'redis' },
      'storage.sessions (KITH_STORAGE_SESSIONS): redis, and no address of one',
    ],
    [{ MONGODB_URI: mongo, KITH_STORAGE_SESSIONS: 'sqlite' }, 'a turn is applied in one step'],
    [
      { KITH_STORAGE_BACKEND: 'memory', REDIS_URL: redis, KITH_STORAGE_CACHE: 'redis' },
      'gone with the process',
    ],
    [{ KITH_STORAGE_BACKEND: 'memory', KITH_STORAGE_VECTORS: 'sqlite' }, 'would outlive the messages'],
    [{ KITH_STORAGE_VECTORS: 'none', KITH_RETRIEVAL_VECTORS: 'local' }, 'keeps none'],
    [{ KITH_RETRIEVAL_VECTORS: 'server' }, 'set EMBEDDING_MODEL'],
    [{ KITH_RETRIEVAL_VECTORS: 'server', EMBEDDING_MODEL: 'small' }, 'set OPENAI_API_KEY or OPENAI_BASE_URL'],
  ])('%j is refused', (environment, problem) => {
    expect(said(environment as unknown as Environment)).toContain(problem);
  });
});

describe('names from elsewhere', () => {
  test.each([
    ['sqlite:///data/a.db', resolve('data/a.db')],
    ['sqlite:////data/a.db', '/data/a.db'],
    ['sqlite:a.db', resolve('a.db')],
    ['file:./a.db', resolve('a.db')],
    ['file:///data/a.db?mode=rw', '/data/a.db'],
  ])('DATABASE_URL=%s is the file %s', (url, file) => {
    expect(load({ DATABASE_URL: url }).store.file).toBe(file);
  });

  test('DATABASE_URL may be a MongoDB or nothing that lasts, and names of our own win', () => {
    expect(load({ DATABASE_URL: mongo }).mongo.uri).toBe(mongo);
    expect(rolesOf({ DATABASE_URL: 'sqlite::memory:' }).memory).toBe('memory');
    expect(load({ KITH_STORE_FILE: '/own.db', DATABASE_URL: 'file:/a.db' }).store.file).toBe('/own.db');
    expect(rolesOf({ KITH_STORAGE_BACKEND: 'sqlite', LUMINORA_STORAGE_TYPE: 'memory' }).memory).toBe(
      'sqlite',
    );
  });

  test('of a DATABASE_URL that cannot be used only the scheme is said', () => {
    const problem = said({ DATABASE_URL: 'postgresql://ana:pass-word@db/kith' });
    expect(problem).toContain('DATABASE_URL: found the scheme postgresql; expected mongodb://');
    expect(problem).not.toMatch(/pass-word|ana|db\/kith/);
    expect(said({ DATABASE_URL: 'hunter22' })).not.toContain('hunter22');
  });

  test('SQLITE_DATABASE_PATH is meant from where we stand, the default from the data directory', () => {
    expect(load({ SQLITE_DATABASE_PATH: './l.db' }).store.file).toBe(resolve('l.db'));
    expect(load({ KITH_DATA_DIR: '/here' }).store.file).toBe('/here/kith.sqlite');
    expect(said({ POSTGRES_URL: 'x', DYNAMODB_TABLE: 'y' })).toBe('accepted');
  });

  test('short names of profiles are understood, and one without a file is said', () => {
    const notes: string[] = [];
    const with_ = (KITH_ENV: string) =>
      loadConfig({ directory, environment: { KITH_ENV }, onNote: (note) => notes.push(note) });
    expect(with_('prod')).toEqual(with_('production'));
    expect(with_('dev').log.level).toBe('debug');
    expect(with_('staging').store.synchronous).toBe('FULL');
    expect(notes).toEqual([]);
    expect(with_('nightly')).toEqual(load());
    expect(notes.join()).toMatch(/"nightly".*development, production, staging, test/);
    expect(
      loadConfig({ directory, environment: { NODE_ENV: 'nightly' }, onNote: (n) => notes.push(n) }),
    ).toEqual(load());
    expect(notes).toHaveLength(1);
  });
});

describe('each role by itself', () => {
  test('in memory nothing is written, and nothing is there afterwards', async () => {
    const { folder, store } = await open({ KITH_STORAGE_BACKEND: 'memory', KITH_STORAGE_PHASE: '2' });
    const { session } = await meet(store);
    await exchange(store, session, 'Hello', 'Hi');
    expect(store.vectors).toBeDefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('the file may be anywhere', async () => {
    const elsewhere = join(temporary(), 'deep');
    mkdirSync(elsewhere);
    await open({ SQLITE_DATABASE_PATH: join(elsewhere, 'luminora.db') });
    expect(readdirSync(elsewhere)).toContain('luminora.db');
  });

  test('a session of the store itself has no copy elsewhere; without a cache events are still seen once', async () => {
    const cacheFor = async (environment: Environment) => {
      const { config, store } = await open(environment);
      const parts = { clock: systemClock, random: systemRandom, log: keptLog(), store };
      const cache = await openConfiguredCache(config, false, parts);
      await cache.set('session:s', 1, 60);
      await cache.set('facts:p', 2, 60);
      const copies = [await cache.get('session:s'), await cache.get('facts:p')];
      const seen = [await cache.addIfAbsent('seen:e', 60), await cache.addIfAbsent('seen:e', 60)];
      const looked = await cache.lookup(['facts:p', 'session:s', 'mood:s']);
      await cache.close();
      return { copies, seen, looked: looked.map((found) => 'value' in found) };
    };
    const seen = [true, false];
    expect(await cacheFor({})).toEqual({ copies: [1, 2], seen, looked: [true, true, false] });
    expect(await cacheFor({ KITH_STORAGE_SESSIONS: 'sqlite' })).toEqual({
      copies: [undefined, 2],
      seen,
      looked: [true, false, false],
    });
    expect(await cacheFor({ KITH_STORAGE_CACHE: 'none' })).toEqual({
      copies: [undefined, undefined],
      seen,
      looked: [false, false, false],
    });
    expect(await cacheFor({ KITH_STORAGE_CACHE: 'none', KITH_STORAGE_SESSIONS: 'memory' })).toEqual({
      copies: [1, undefined],
      seen,
      looked: [false, true, false],
    });
  });
});
