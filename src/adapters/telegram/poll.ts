import type { Update } from 'grammy/types';
import { doneWithin } from '../../core/delivery/done-within.ts';
import { retryDelay } from '../../core/llm/retry-delay.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Random } from '../../core/ports/random.ts';
import { detailsOf, failureOf } from './failure.ts';
import type { Health } from './health.ts';

/** Kinds of updates Kith understands; reactions come only to who asks for them. */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'message_reaction',
  'my_chat_member',
] as const satisfies readonly (keyof Update)[];

/** How long Telegram holds a request for updates open while there are none, seconds. */
export const POLL_SECONDS = 30;

export interface Fetching {
  readonly offset: number;
  readonly limit: number;
  readonly timeout: number;
  readonly allowed_updates: typeof ALLOWED_UPDATES;
}

export interface PollOptions {
  /** One request for updates. */
  fetchUpdates(parameters: Fetching, signal?: AbortSignal): Promise<readonly Update[]>;
  /** A webhook is set again: it takes the updates away. */
  dropWebhook(signal: AbortSignal): Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  readonly health: Health;
}

export interface Poll {
  /** Resolves when the first request is over, one way or the other. */
  readonly begun: Promise<void>;
  /** What `next` gave is not confirmed to Telegram before this is over, or has taken too long. */
  await(taken: Promise<void>): void;
  /** The next updates, however long that takes. Rejects only when `signal` aborts. */
  next(limit: number, signal: AbortSignal): Promise<Update[]>;
  /** Tells Telegram that what it gave last was taken, if it was, so that it is not delivered again. Never throws. */
  confirm(signal: AbortSignal): Promise<void>;
}

/** Long polling that survives everything: outages, another program with the same token, a revoked token. */
export function createPoll(options: PollOptions): Poll {
  const { fetchUpdates, dropWebhook, clock, health, random, retryMaxMs } = options;
  let offset = 0;
  /** The offset Telegram was last told. */
  let told = 0;
  let toldAt = 0;
  let failures = 0;
  let taking: Promise<void>[] = [];
  const begun = Promise.withResolvers<void>();
  /** Answered at once: shows that we are heard before anybody waits. */
  let isSure = false;

  function pauseAfter(error: unknown): number {
    const failure = failureOf('getUpdates', error);
    const { status, reason = '' } = detailsOf(failure);
    if (status === 401) {
      health.is('refused', failure.message);
      return retryMaxMs;
    }
    if (status === 409) health.is('degraded', /webhook/i.test(reason) ? WEBHOOK : CONFLICT);
    else health.is('connecting', failure.message);
    const asked = failure.details.retryAfterMs;
    return retryDelay(failure, failures, options, random) ?? (typeof asked === 'number' ? asked : retryMaxMs);
  }

  return {
    begun: begun.promise,
    await: (taken) => void taking.push(taken),
    async next(limit, signal) {
      // To ask for what comes after an update is to confirm it.
      if (taking.length > 0) await doneWithin(TAKEN_MS, Promise.all(taking), clock, signal);
      signal.throwIfAborted();
      taking = [];
      for (;;) {
        try {
          const timeout = isSure ? POLL_SECONDS : 0;
          told = offset;
          toldAt = clock.now();
          const updates = await fetchUpdates(
            {
              offset,
              limit: Math.max(1, Math.min(limit, 100)),
              timeout,
              allowed_updates: ALLOWED_UPDATES,
            },
            signal,
          );
          failures = 0;
          isSure = true;
          health.is('ready');
          begun.resolve();
          // After a quiet week the numbers begin anew, so that only these count, whatever order they are in.
          if (updates.length > 0) offset = Math.max(...updates.map(({ update_id }) => update_id)) + 1;
          else if (timeout > 0 && clock.now() - toldAt < HASTE_MS) await clock.sleep(HASTE_MS, signal);
          return [...updates];
        } catch (error) {
          const pause = signal.aborted ? 0 : pauseAfter(error);
          begun.resolve();
          if (signal.aborted) throw error;
          failures++;
          isSure = false;
          await clock.sleep(pause, signal);
          if (/webhook/i.test(detailsOf(failureOf('getUpdates', error)).reason ?? ''))
            await dropWebhook(signal).catch(() => {});
        }
      }
    },
    async confirm(signal) {
      if (offset === 0 || (told === offset && clock.now() - toldAt > SURELY_MS)) return;
      if (taking.length > 0 && !(await doneWithin(LAST_MS, Promise.all(taking), clock, signal))) return;
      // Telegram is to see first that the other request is gone: two at once are a conflict.
      await clock.sleep(FAREWELL_MS, signal).catch(() => {});
      await fetchUpdates({ offset, limit: 1, timeout: 0, allowed_updates: ALLOWED_UPDATES }, signal).catch(
        () => {},
      );
    },
  };
}

/** A server that holds no request open is asked no more often than this, ms. */
const HASTE_MS = 250;
/** A request that was on its way for so long has arrived, ms. */
const SURELY_MS = 1_000;
const FAREWELL_MS = 50;
/** Longest everybody waits until what was fetched is on record, ms; then it waits in memory. */
const TAKEN_MS = 3_000;
/** Longest that is waited for at the end, ms; then Telegram is to bring it again. */
const LAST_MS = 1_000;

const CONFLICT =
  'Another program fetches the updates of this bot (409). Stop it, or give each its own bot: one token, one program.';
const WEBHOOK =
  'A webhook is set for this bot (409); it is removed. If it comes back, another program uses the same token.';
