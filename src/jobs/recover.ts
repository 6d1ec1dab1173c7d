import { recoverTurns } from '../core/conversation/recover.ts';
import type { Job } from './job.ts';

/** Finishes what a process that is gone left half-way, and what failed here and is past its time. */
export const recover: Job = {
  name: 'recover',
  everyMs: 600_000,
  atStart: true,
  run: async ({ parts, isAlive }) => ({ ...(await recoverTurns(parts, isAlive)) }),
};
