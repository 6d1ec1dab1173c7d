import { factsKey } from '../core/people/keys.ts';
import type { Job } from './job.ts';

const DAY_MS = 86_400_000;
const BATCH = 500;

/** Ends facts that were never certain and that nobody has restated for long; they stay in the history. */
export const cleanup: Job = {
  name: 'cleanup',
  everyMs: DAY_MS,
  async run({ parts }) {
    const { store, cache, clock, rules } = parts;
    const now = clock.now();
    const stale = await store.facts.stale(
      rules.memory.staleConfidence,
      now - rules.memory.staleDays * DAY_MS,
      BATCH,
    );
    for (const { id, person, category, key } of stale) {
      await store.apply(`cleanup:${id}:${now}`, [
        { kind: 'fact.end', person, category, key, because: 'stale', at: now },
      ]);
      await cache.delete(factsKey({ person }));
    }
    return { ended: stale.length };
  },
};
