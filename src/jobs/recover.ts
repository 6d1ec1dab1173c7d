import { recoverTurns } from '../core/conversation/recover.ts';
import type { Job } from './job.ts';

/** Finishes what a process that is gone left half-way. */
export const recover: Job = {
  name: 'recover',
  everyMs: 0,
  run: async ({ parts, isAlive }) => ({ ...(await recoverTurns(parts, isAlive)) }),
};
