import { createBounded } from '../../core/bounded.ts';
import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** Waits until one more message may be posted in a channel. @throws KithError `channel.failed` when aborted */
export type Pace = (channel: string, signal?: AbortSignal) => Promise<void>;

/** Slack takes one message a second in a channel, and a few at once after a silence; clocks are not exact. */
const EVERY_MS = 1_050;
const AT_ONCE = 3;

export function createPace(clock: Clock): Pace {
  /** When the messages posted so far are paid for. */
  const paid = createBounded<number>(2_000);
  return async (channel, signal) => {
    const now = clock.now();
    const due = Math.max(now, paid.get(channel) ?? 0) + EVERY_MS;
    paid.set(channel, due);
    const wait = due - AT_ONCE * EVERY_MS - now;
    if (wait <= 0) return;
    await clock.sleep(wait, signal).catch(() => {
      throw new KithError('channel.failed', 'Slack was not waited for any longer.', { retryable: true });
    });
  };
}
