import { personalityKey, personalityPublishedKey } from '../core/people/keys.ts';
import type { Job } from './job.ts';

/** Keeps every persona's definition in the cache for whoever looks from outside, spoken with or not. */
export const renew: Job = {
  name: 'renew',
  what: 'keeps the definitions of all personas in the cache',
  cadence: 'renewEveryMinutes',
  lockMs: 30_000,
  async run({ parts: { cache, personas, rules } }, { dryRun, signal, progress }) {
    const all = personas.list();
    if (dryRun) return { wouldRenew: all.length };
    let renewed = 0;
    for (const persona of all) {
      if (signal.aborted) break;
      await cache.set(personalityKey(persona.name), persona, rules.cache.ttlSeconds);
      // Told apart by its hash, so that no turn publishes it once more.
      await cache.addIfAbsent(personalityPublishedKey(persona), rules.cache.ttlSeconds);
      progress(++renewed, all.length);
    }
    return { renewed };
  },
};
