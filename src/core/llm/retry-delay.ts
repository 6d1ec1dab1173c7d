import type { KithError } from '../errors.ts';
import type { Random } from '../ports/random.ts';
import type { Limits } from './limits.ts';

/**
 * Milliseconds to pause before retry number `tries` (0 = the first), or undefined where waiting is pointless.
 * Exponential with equal jitter: half of the pause is fixed, half is chance, so that callers who failed
 * together do not return together. A pause the server asked for is kept to, and chance only added on top.
 */
export function retryDelay(
  error: KithError,
  tries: number,
  limits: Pick<Limits, 'retryBaseMs' | 'retryMaxMs'>,
  random: Random,
): number | undefined {
  const asked = error.details.retryAfterMs;
  if (typeof asked === 'number' && Number.isFinite(asked) && asked > 0) {
    if (asked > limits.retryMaxMs) return undefined;
    return Math.min(limits.retryMaxMs, asked + (random.next() * limits.retryBaseMs) / 2);
  }
  const pause = Math.min(limits.retryMaxMs, limits.retryBaseMs * 2 ** tries);
  return pause / 2 + (random.next() * pause) / 2;
}
