import { factsKey } from '../core/people/keys.ts';
import type { Job } from './job.ts';

const DAY_MS = 86_400_000;
const BATCH = 500;

/** Ends facts that were never certain and that nobody has restated for long; they stay in the history. */
export const cleanup: Job = {
  name: 'cleanup',
  what: 'ends facts that were never certain and that nobody restated',
  cadence: 'cleanupEveryMinutes',
  lockMs: 60_000,
  async run({ parts }, { at, dryRun, signal, progress }) {
    const { store, cache, rules } = parts;
    const stale = await store.facts.stale(
      rules.memory.staleConfidence,
      at - rules.memory.staleDays * DAY_MS,
      BATCH,
    );
    if (dryRun) return { wouldEnd: stale.length };
    let ended = 0;
    for (const { id, person, category, key } of stale) {
      if (signal.aborted) break;
      await store.apply(`cleanup:${id}:${at}`, [
        { kind: 'fact.end', person, category, key, because: 'stale', at },
      ]);
      await cache.delete(factsKey({ person }));
      progress(++ended, stale.length);
    }
    return { ended };
  },
};
