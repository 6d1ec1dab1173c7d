import type { TurnId } from '../ids.ts';
import type { Parts } from './parts.ts';

/**
 * Makes the vectors of what was said in a turn, when everything else of it is done. What fails is found again by the job
 * that looks for messages without a vector.
 */
export async function makeVectors(parts: Parts, turn: TurnId): Promise<void> {
  const { likeness, store, clock, log, rules, stopping } = parts;
  if (likeness === undefined) return;
  const over = new AbortController();
  const timer = new AbortController();
  clock.sleep(rules.reflect.deadlineMs, timer.signal).then(
    () => over.abort(),
    () => {},
  );
  try {
    await likeness.make(await store.messages.ofTurn(turn), AbortSignal.any([over.signal, stopping]));
  } catch (error) {
    log.warn('Vectors were not made; the next look finds them missing', {
      turn,
      code: (error as { readonly code?: unknown }).code,
      error,
    });
  } finally {
    timer.abort();
  }
}
