import { z } from 'zod';

const whole = (min: number, max: number) => z.number().int().min(min).max(max);

/** One of these, or empty: it follows. */
const role = <const Names extends readonly string[]>(names: Names) =>
  z.union([z.literal(''), z.enum(names)], {
    error: `expected ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`,
  });

/** Stores that keep everything a conversation needs. */
const STORES = ['sqlite', 'mongodb', 'memory'] as const;

/** What is kept where, and how. */
export const storageKeys = {
  storage: z.strictObject({
    phase: z
      .union([z.literal(1), z.literal(2), z.literal(3)], { error: 'expected 1, 2 or 3' })
      .describe(
        'How far remembering by likeness goes: 1 = not at all, 2 = with our own embedder, 3 = with model.embedding where it is set; retrieval.vectors wins',
      ),
    backend: role(STORES).describe(
      'Store of everything: sqlite, mongodb, or memory (gone with the process); empty = mongodb where mongo.uri is set, else sqlite',
    ),
    memory: role(STORES).describe('Store of what is kept for good; empty = storage.backend'),
    sessions: role(['sqlite', 'mongodb', 'redis', 'memory']).describe(
      "Where the running sessions' state is at hand, beside the store that has it in any case: redis, memory, or the store itself, asked each time; empty = with the other copies",
    ),
    cache: role(['redis', 'memory', 'none']).describe(
      'Where copies are kept; empty = redis where redis.url is set, else memory',
    ),
    vectors: role(['none', 'sqlite', 'mongodb', 'memory']).describe(
      'Where the vectors of messages are kept; none = no likeness in any phase; empty = with what is kept for good',
    ),
  }),
  store: z.strictObject({
    file: z.string().min(1).describe('SQLite file; in data.dir where a file of the configuration names it'),
    synchronous: z
      .enum(['NORMAL', 'FULL'])
      .describe(
        'SQLite durability: FULL survives power loss at a cost per write, NORMAL a crash of the process',
      ),
    busyMs: whole(0, 600_000).describe("How long a writer waits for another process's write, ms"),
  }),
  cache: z.strictObject({
    entries: whole(100, 10_000_000).describe('Most entries kept in the in-process cache'),
    ttlSeconds: whole(1, 86_400).describe('Life of a cached copy, seconds'),
  }),
  redis: z.strictObject({
    url: z
      .union([z.literal(''), z.url({ protocol: /^rediss?$/, error: 'expected redis:// or rediss://' })])
      .describe('Redis that keeps the copies; set REDIS_URL, never a file; empty = each process its own'),
    prefix: z
      .string()
      .max(100)
      .describe('Before every key, for a Redis that others use too, another Kith among them'),
    commandMs: whole(10, 250).describe('Longest a command may take before it is done without, ms'),
    connectMs: whole(10, 60_000).describe('Longest a connection may take, ms'),
    retryMs: whole(100, 600_000).describe('How long a Redis that failed is left alone, ms'),
  }),
};
