import type { Cache } from '../core/ports/cache.ts';

/** A cache that keeps nothing: everything is asked of the store. */
export const noCache: Cache = {
  get: async () => undefined,
  lookup: async (keys) => keys.map(() => ({})),
  fill: async () => {},
  set: async () => {},
  delete: async () => {},
  addIfAbsent: async () => true,
  close: async () => {},
};
