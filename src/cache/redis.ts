import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { createBounded } from '../core/bounded.ts';
import type { Cache, Found } from '../core/ports/cache.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Log } from '../core/ports/log.ts';
import type { Random } from '../core/ports/random.ts';
import { createCircuit, within } from './redis/circuit.ts';
import { addScript, beginEpoch, fillScript, lookupScript, setScript } from './redis/script.ts';

export interface RedisCacheOptions {
  /** `redis://` or `rediss://`, with a password if there is one. */
  readonly url: string;
  /** Before every key. */
  readonly prefix: string;
  /** What the copies are of: the same in every process of one store, and in no other. */
  readonly store: string;
  /** Longest a command may take, ms. */
  readonly commandMs: number;
  /** Longest a connection may take, ms. */
  readonly connectMs: number;
  /** How long a server that failed is left alone, ms. */
  readonly retryMs: number;
  /** Remembers what was added while the server is away; no copy is ever kept in it. */
  readonly own: Cache;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Texts whose values are still at hand: reading the same again needs no second parsing, and gives the same objects. */
const PARSED = 1_000;

/**
 * A cache that several processes share. What is written carries the epoch it was written in, and whoever could not reach
 * the server for a while begins a new epoch before it is used again: a copy that missed a change is never read.
 * Resolves when the server is there, or known not to be; it is then tried again for as long as the cache is open.
 */
export async function openRedisCache(options: RedisCacheOptions): Promise<Cache> {
  const { prefix, commandMs, connectMs, retryMs, own, clock, random, log } = options;
  const client = new Redis(options.url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectMs,
    // One that hangs for longer gets a new connection: a network that came back is noticed soon.
    socketTimeout: Math.max(retryMs, connectMs, commandMs),
    retryStrategy: (times) => Math.min(times * 100, retryMs),
    // A primary that became a replica: its name may mean another server by now.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  const epochKey = `${prefix}kith:epoch`;
  const named = (key: string) => prefix + key;
  const ours = `${createHash('sha256').update(options.store).digest('hex').slice(0, 12)}-`;
  const newName = () => ours + random.id();
  const circuit = createCircuit({
    client,
    server: new URL(options.url).host,
    commandMs,
    retryMs,
    renew: () => beginEpoch(client, epochKey, newName()),
    clock,
    log,
  });
  const parsed = createBounded<{ readonly raw: string; readonly value: unknown }>(PARSED);

  /** What stands at a key; undefined when it is no value of this epoch. */
  function read(key: string, raw: unknown, epoch: unknown): { readonly value: unknown } | undefined {
    const head = `{"epoch":"${String(epoch)}","value":`;
    if (typeof raw !== 'string' || !raw.startsWith(head) || !String(epoch).startsWith(ours)) return undefined;
    const known = parsed.get(key);
    if (known?.raw === raw) return { value: known.value };
    try {
      const value: unknown = JSON.parse(raw.slice(head.length, -1));
      parsed.set(key, { raw, value });
      return { value };
    } catch {
      return undefined;
    }
  }

  await within(clock, connectMs, client.connect()).catch(() => {});
  await circuit.tryNow();

  return {
    async get<T>(key: string) {
      const [epoch, raw] = (await circuit.ask(() => client.mget(epochKey, named(key)))) ?? [];
      return read(key, raw, epoch)?.value as T | undefined;
    },
    async lookup(keys) {
      const answer = await circuit.ask(() =>
        lookupScript(client, [epochKey, ...keys.map(named)], [newName()]),
      );
      const [epoch, ...raws]: readonly unknown[] = Array.isArray(answer) ? answer : [];
      return keys.map((key, index): Found => {
        const raw = raws[index];
        // What stands there is the lease, be it one or a value nobody can read.
        return read(key, raw, epoch) ?? (typeof raw === 'string' ? { lease: raw } : {});
      });
    },
    async fill(copies, ttlSeconds) {
      if (copies.length === 0) return;
      const args = copies.flatMap(({ key, lease, value }) => {
        const raw = `${lease.slice(0, lease.indexOf(',') + 1)}"value":${JSON.stringify(value)}}`;
        parsed.set(key, { raw, value });
        return [lease, raw];
      });
      await circuit.ask(() =>
        fillScript(
          client,
          copies.map(({ key }) => named(key)),
          [life(ttlSeconds), ...args],
        ),
      );
    },
    async set(key, value, ttlSeconds) {
      const args = [newName(), life(ttlSeconds), JSON.stringify(value)];
      await circuit.tell(() => setScript(client, [epochKey, named(key)], args));
    },
    async delete(...keys) {
      if (keys.length === 0) return;
      await Promise.all([own.delete(...keys), circuit.tell(() => client.del(keys.map(named)))]);
    },
    async addIfAbsent(key, ttlSeconds) {
      const head = `{"epoch":"${ours}`;
      const answer = await circuit.ask(() =>
        addScript(client, [named(key)], [head, `${head}","value":true}`, life(ttlSeconds)]),
      );
      const isFirstHere = await own.addIfAbsent(key, ttlSeconds);
      return answer === undefined ? isFirstHere : answer === 1;
    },
    async close() {
      circuit.close();
      await circuit.ask(() => client.quit());
      client.disconnect();
      await own.close();
    },
  };
}

const life = (seconds: number): string => String(Math.max(1, Math.round(seconds * 1_000)));
