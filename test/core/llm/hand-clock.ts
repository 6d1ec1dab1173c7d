import type { Clock } from '../../../src/core/ports/clock.ts';

export interface HandClock extends Clock {
  /** Lets time pass, waking sleepers in order and giving what they wake the chance to run. */
  pass(ms: number): Promise<void>;
  sleeping(): number;
}

/** A clock that stands still until it is moved. */
export function handClock(): HandClock {
  let now = 1_000_000;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async pass(ms) {
      const until = now + ms;
      for (;;) {
        await breathe();
        const [next] = [...sleepers].sort((a, b) => a.at - b.at);
        if (!next || next.at > until) break;
        now = Math.max(now, next.at);
        next.wake();
      }
      now = until;
      await breathe();
    },
    sleeping: () => sleepers.size,
  };
}
