import type { Clock } from '../ports/clock.ts';

/** Lets `perSecond` through a second, evenly. @returns a wait; it rejects when aborted */
export function createPacer(clock: Clock, perSecond: number): (signal: AbortSignal) => Promise<void> {
  const everyMs = 1_000 / perSecond;
  let next = 0;
  return async (signal) => {
    const now = clock.now();
    const turn = Math.max(now, next);
    next = turn + everyMs;
    if (turn > now) await clock.sleep(turn - now, signal);
  };
}
