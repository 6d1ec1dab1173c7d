import { join } from 'node:path';
import type { CommunityParts } from '../../src/core/community/community-parts.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { systemClock } from '../../src/system/clock.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

/** As fast as it goes: what is measured is the bookkeeping, not the pace. */
export const RULES: CommunityParts['rules'] = {
  language: { default: 'en' },
  cache: { ttlSeconds: 60 },
  delivery: { retries: 2, retryBaseMs: 10, retryMaxMs: 100 },
  recover: { marginMs: 300_000 },
  broadcast: {
    perSecond: 1_000,
    atOnce: 8,
    expiryHours: 48,
    retryMinutes: 5,
    attempts: 20,
    mentions: 3,
    mentionDays: 14,
  },
};

/** A path, or the address of a MongoDB. */
export async function openBroadcastStore(where: string): Promise<Store> {
  if (!where.startsWith('mongodb')) return openSqliteStore({ path: where });
  const { openMongoStore } = await import('../../src/store/mongo/mongo-store.ts');
  return openMongoStore({ uri: where, clock: systemClock });
}
