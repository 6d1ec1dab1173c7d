import { recoverTurns } from '../core/conversation/recover.ts';
import type { Job } from './job.ts';

/** Finishes what a process that is gone left half-way, and what failed here and is past its time. */
export const recover: Job = {
  name: 'recover',
  what: 'finishes answers a process that is gone left half-way',
  cadence: 'recoverEveryMinutes',
  atStart: true,
  isShared: true,
  lockMs: 60_000,
  async run({ parts, isAlive, within }, { dryRun }) {
    if (!dryRun) return { ...(await recoverTurns(parts, isAlive, within)) };
    const unfinished = await parts.store.turns.unfinished(1_000);
    return { wouldLookAt: unfinished.length };
  },
};
