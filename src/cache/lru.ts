import { LRUCache } from 'lru-cache';
import type { Cache } from '../core/ports/cache.ts';
import type { Clock } from '../core/ports/clock.ts';

export interface LruCacheOptions {
  /** Most entries kept; the least recently used goes first. */
  readonly maxEntries: number;
  readonly clock: Clock;
}

interface Entry {
  readonly value: unknown;
  readonly expiresAt: number;
}

/** The cache of a single process. An entry past its time is a miss, whatever the real clock says. */
export const createLruCache = ({ maxEntries, clock }: LruCacheOptions): Cache => {
  // The library's own expiry reads start times of 0 as "for ever" and keeps an entry one ms too long.
  const entries = new LRUCache<string, Entry>({ max: maxEntries });
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || clock.now() < entry.expiresAt) return entry;
    entries.delete(key);
    return undefined;
  };
  const put = (key: string, value: unknown, ttlSeconds: number): void => {
    entries.set(key, { value, expiresAt: clock.now() + ttlSeconds * 1000 });
  };

  return {
    get: async <T>(key: string) => live(key)?.value as T | undefined,
    set: async (key, value, ttlSeconds) => put(key, value, ttlSeconds),
    delete: async (...keys) => {
      for (const key of keys) entries.delete(key);
    },
    addIfAbsent: async (key, ttlSeconds) => {
      if (live(key) !== undefined) return false;
      put(key, true, ttlSeconds);
      return true;
    },
    close: async () => entries.clear(),
  };
};
