import { LRUCache } from 'lru-cache';
import type { Cache, Found } from '../core/ports/cache.ts';
import type { Clock } from '../core/ports/clock.ts';

export interface LruCacheOptions {
  /** Most entries kept; the least recently used goes first. */
  readonly maxEntries: number;
  readonly clock: Clock;
}

/** A copy, or the right to bring one. */
interface Entry {
  readonly value?: unknown;
  readonly lease?: string;
  readonly expiresAt: number;
}

/** Longest a copy may take to be brought, seconds. */
const LEASE_SECONDS = 10;

/** The cache of a single process. An entry past its time is a miss, whatever the real clock says. */
export const createLruCache = ({ maxEntries, clock }: LruCacheOptions): Cache => {
  // The library's own expiry reads start times of 0 as "for ever" and keeps an entry one ms too long.
  const entries = new LRUCache<string, Entry>({ max: maxEntries });
  let leases = 0;
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || clock.now() < entry.expiresAt) return entry;
    entries.delete(key);
    return undefined;
  };
  const copy = (key: string): Entry | undefined => {
    const entry = live(key);
    return entry?.lease === undefined ? entry : undefined;
  };
  const put = (key: string, kept: Pick<Entry, 'value' | 'lease'>, ttlSeconds: number): void => {
    entries.set(key, { ...kept, expiresAt: clock.now() + ttlSeconds * 1000 });
  };
  const look = (key: string): Found => {
    const entry = live(key);
    if (entry !== undefined)
      return entry.lease === undefined ? { value: entry.value } : { lease: entry.lease };
    leases += 1;
    const lease = String(leases);
    put(key, { lease }, LEASE_SECONDS);
    return { lease };
  };

  return {
    get: async <T>(key: string) => copy(key)?.value as T | undefined,
    lookup: async (keys) => keys.map(look),
    fill: async (copies, ttlSeconds) => {
      for (const { key, lease, value } of copies) {
        if (live(key)?.lease === lease) put(key, { value }, ttlSeconds);
      }
    },
    set: async (key, value, ttlSeconds) => put(key, { value }, ttlSeconds),
    delete: async (...keys) => {
      for (const key of keys) entries.delete(key);
    },
    addIfAbsent: async (key, ttlSeconds) => {
      if (copy(key) !== undefined) return false;
      put(key, { value: true }, ttlSeconds);
      return true;
    },
    close: async () => entries.clear(),
  };
};
