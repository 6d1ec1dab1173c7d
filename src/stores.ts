import { join } from 'node:path';
import { createLruCache } from './cache/lru.ts';
import type { Config } from './config-schema.ts';
import type { Cache } from './core/ports/cache.ts';
import type { Clock } from './core/ports/clock.ts';
import type { Store } from './core/ports/store.ts';
import { stems } from './core/retrieval/words.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { makeDataFolder } from './system/folder.ts';

/**
 * The store the configuration names, or one that is gone with the process.
 * @throws KithError `store.*` when it is not usable.
 */
export async function openConfiguredStore(config: Config, isEphemeral: boolean): Promise<Store> {
  if (!isEphemeral) makeDataFolder(config.data.dir);
  return openSqliteStore({
    path: isEphemeral ? ':memory:' : join(config.data.dir, 'kith.sqlite'),
    synchronous: config.store.synchronous,
    busyMs: config.store.busyMs,
    stems,
  });
}

/** The cache the configuration names. */
export function openConfiguredCache(config: Config, { clock }: { readonly clock: Clock }): Cache {
  return createLruCache({ maxEntries: config.cache.entries, clock });
}
