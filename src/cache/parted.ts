import type { Cache, Found } from '../core/ports/cache.ts';

/** One of the caches copies are parted between. */
export interface Part {
  readonly cache: Cache;
  /** Whether a key is this one's; the first that takes it has it. */
  readonly takes: (key: string) => boolean;
}

/** One cache made of several, each key in one of them. What no part takes is kept by `rest`. */
export const partedCache = (parts: readonly Part[], rest: Cache): Cache => {
  const of = (key: string): Cache => parts.find(({ takes }) => takes(key))?.cache ?? rest;
  const caches = [...new Set([...parts.map(({ cache }) => cache), rest])];
  return {
    get: (key) => of(key).get(key),
    lookup: async (keys) => {
      const found = new Map<string, Found>();
      await Promise.all(
        [...Map.groupBy(keys, of)].map(async ([cache, own]) => {
          const those = await cache.lookup(own);
          own.forEach((key, at) => {
            found.set(key, those[at] ?? {});
          });
        }),
      );
      return keys.map((key) => found.get(key) ?? {});
    },
    fill: async (copies, ttlSeconds) => {
      await Promise.all(
        [...Map.groupBy(copies, ({ key }) => of(key))].map(([cache, own]) => cache.fill(own, ttlSeconds)),
      );
    },
    set: (key, value, ttlSeconds) => of(key).set(key, value, ttlSeconds),
    delete: async (...keys) => {
      await Promise.all([...Map.groupBy(keys, of)].map(([cache, own]) => cache.delete(...own)));
    },
    addIfAbsent: (key, ttlSeconds) => of(key).addIfAbsent(key, ttlSeconds),
    close: async () => {
      await Promise.all(caches.map((cache) => cache.close()));
    },
  };
};
