import type { Config } from './config-schema.ts';

/** What is kept where, with nothing left to follow. */
export interface Storage {
  /** What is kept for good. */
  readonly memory: 'sqlite' | 'mongodb' | 'memory';
  /** The state of running sessions, beside the store: `store` = nowhere else, `cache` = with the other copies. */
  readonly sessions: 'redis' | 'memory' | 'store' | 'cache';
  readonly cache: 'redis' | 'memory' | 'none';
  /** What makes the vectors of messages. */
  readonly likeness: 'off' | 'local' | 'server';
  /** Where vectors are kept, were there any. */
  readonly vectors: 'sqlite' | 'mongodb' | 'memory';
}

type Keys = Pick<Config, 'storage' | 'mongo' | 'redis' | 'retrieval' | 'model'>;

/** The roles as they are meant: each one's own key, else what it follows. */
export function storageOf({ storage, mongo, redis, retrieval, model }: Keys): Storage {
  const memory = storage.memory || storage.backend || (mongo.uri === '' ? 'sqlite' : 'mongodb');
  // Copies of what is gone with the process are nobody else's.
  const isShared = redis.url !== '' && memory !== 'memory';
  const byPhase =
    storage.phase === 1 ? 'off' : storage.phase === 3 && model.embedding !== '' ? 'server' : 'local';
  const { sessions, vectors } = storage;
  return {
    memory,
    sessions:
      sessions === '' ? 'cache' : sessions === 'sqlite' || sessions === 'mongodb' ? 'store' : sessions,
    cache: storage.cache || (isShared ? 'redis' : 'memory'),
    likeness: vectors === 'none' ? 'off' : retrieval.vectors || byPhase,
    vectors: vectors === '' || vectors === 'none' ? memory : vectors,
  };
}

/**
 * Choices that cannot be joined, each with what to do.
 * @param from where a key was set, in brackets; empty for a default.
 */
export function storageProblems(config: Keys, from: (key: string) => string): readonly string[] {
  const { storage, mongo, redis, retrieval, model } = config;
  const { memory, likeness, vectors } = storageOf(config);
  const found: string[] = [];
  const refuse = (key: string, says: string) => void found.push(`${key}${from(key)}: ${says}`);
  const chosen = storage.memory === '' ? 'storage.backend' : 'storage.memory';
  const isKept = memory !== 'memory';

  if (memory === 'mongodb' && mongo.uri === '')
    refuse(chosen, 'mongodb, and no address of one; set MONGODB_URI, or choose sqlite');
  else if (storage.vectors === 'mongodb' && mongo.uri === '')
    refuse('storage.vectors', 'mongodb, and no address of one; set MONGODB_URI, or choose sqlite or memory');

  for (const role of ['sessions', 'cache'] as const) {
    if (storage[role] !== 'redis') continue;
    if (redis.url === '')
      refuse(`storage.${role}`, 'redis, and no address of one; set REDIS_URL, or choose memory');
    else if (!isKept)
      refuse(
        `storage.${role}`,
        `redis, where everything else is gone with the process (${chosen} memory); choose memory here, or another store`,
      );
  }
  const { sessions } = storage;
  if ((sessions === 'sqlite' || sessions === 'mongodb') && sessions !== memory)
    refuse(
      'storage.sessions',
      `${sessions}, and what is kept for good is in ${memory}; a turn is applied in one step, so a store of the sessions' own cannot be: choose ${isKept ? `${memory}, redis` : 'memory'} or leave it empty`,
    );

  if (storage.vectors !== '' && storage.vectors !== 'none' && !isKept && vectors !== 'memory')
    refuse(
      'storage.vectors',
      `${vectors} would outlive the messages, which are gone with the process (${chosen} memory); choose memory or leave it empty`,
    );
  if (storage.vectors === 'none' && (retrieval.vectors === 'local' || retrieval.vectors === 'server'))
    refuse(
      'retrieval.vectors',
      `${retrieval.vectors}, and storage.vectors${from('storage.vectors')} keeps none; set one of them otherwise`,
    );
  if (likeness === 'server' && model.embedding === '')
    refuse(
      'retrieval.vectors',
      'server, and no model that makes vectors; set EMBEDDING_MODEL, or choose local',
    );
  else if (likeness === 'server' && model.apiKey === '' && model.baseUrl === '')
    refuse(
      'model.embedding',
      'a model, and no server that has it; set OPENAI_API_KEY or OPENAI_BASE_URL, or set retrieval.vectors to local',
    );
  return found;
}
