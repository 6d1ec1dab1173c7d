import type { Clock } from '../ports/clock.ts';

/** Waits for `work` to be over, `ms` at most and no longer than until `signal` aborts. Whether it was. Never rejects. */
export async function doneWithin(
  ms: number,
  work: Promise<unknown>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const patience = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
  const isLate = clock.sleep(ms, patience).catch(() => {});
  const isDone = work.then(
    () => true,
    () => true,
  );
  return Promise.race([isDone, isLate.then(() => false)]).finally(() => over.abort());
}
