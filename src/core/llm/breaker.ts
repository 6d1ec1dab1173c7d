import { KithError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';

/** `unknown`: the call ended before it said anything about the server. */
export type Outcome = 'worked' | 'failed' | 'unknown';

/** Lets calls through while the server works, and spares it (and the people waiting) while it does not. */
export interface Breaker {
  /**
   * Asks to make a call; the returned function must be told how it went, once.
   * @throws KithError `model.resting` with `details.retryAfterMs` while the model rests.
   */
  admit(): (outcome: Outcome) => void;
}

export interface BreakerOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Failures in a row that open it; at least 1. */
  readonly failures: number;
  /** Rest before one call may try again, ms. */
  readonly coolOffMs: number;
}

/** A circuit breaker: closed, open for `coolOffMs`, then half open for exactly one call. */
export function createBreaker({ clock, failures, coolOffMs }: BreakerOptions): Breaker {
  let inARow = 0;
  let openUntil: number | undefined;
  let isTrying = false;

  const open = () => {
    openUntil = clock.now() + coolOffMs;
    inARow = 0;
  };

  return {
    admit() {
      const isTrial = openUntil !== undefined;
      if (openUntil !== undefined) {
        const left = openUntil - clock.now();
        if (left > 0 || isTrying) throw resting(Math.max(left, 0));
        isTrying = true;
      }
      let isTold = false;
      return (outcome) => {
        if (isTold) return;
        isTold = true;
        if (isTrial) isTrying = false;
        if (outcome === 'worked') {
          openUntil = undefined;
          inARow = 0;
        } else if (outcome === 'failed') {
          inARow += 1;
          // A straggler of before the opening must not prolong the rest.
          if (isTrial || (openUntil === undefined && inARow >= failures)) open();
        }
      };
    },
  };
}

const resting = (retryAfterMs: number): KithError =>
  new KithError(
    'model.resting',
    `The model failed several times in a row and is left alone for ${Math.ceil(retryAfterMs / 1000)} s more; see the earlier model errors in the log.`,
    { retryable: true, details: { retryAfterMs } },
  );
