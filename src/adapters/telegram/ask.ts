import type { RawApi } from 'grammy';
import type { KithError } from '../../core/errors.ts';
import { retryDelay } from '../../core/llm/retry-delay.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Random } from '../../core/ports/random.ts';
import { failureOf } from './failure.ts';

type Method = keyof RawApi;
/** Parameters of a method; none for `getMe` and its like. */
export type Payload<Name extends Method> = RawApi[Name] extends (signal?: infer Signal) => unknown
  ? [Parameters<RawApi[Name]>[0]] extends [Signal | undefined]
    ? Record<string, never>
    : never
  : Parameters<RawApi[Name]>[0];
type Result<Name extends Method> = Awaited<ReturnType<RawApi[Name]>>;

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Asked once: the next time is soon, or nobody waits for it. */
  readonly isOnce?: boolean;
}

/** One call of a Bot API method. @throws KithError `channel.failed`, or `channel.refused` for a token that is none */
export type Ask = <Name extends Method>(
  method: Name,
  payload: Payload<Name>,
  options?: AskOptions,
) => Promise<Result<Name>>;

/** The wire below: `patient` waits where Telegram asks to, `plain` says at once that it would have to. */
export interface Apis {
  readonly patient: RawApi;
  readonly plain: RawApi;
}

export interface AskerOptions {
  readonly apis: Apis;
  readonly clock: Clock;
  readonly random: Random;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  onRefused(refusal: KithError): void;
}

export interface Asker {
  readonly ask: Ask;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Tries after the first for what Telegram surely did not take. */
const RETRIES = 3;

export function createAsker(options: AskerOptions): Asker {
  const { apis, clock, random, onRefused } = options;
  const underWay = new Set<Promise<unknown>>();

  async function insist(method: Method, payload: unknown, { signal, isOnce }: AskOptions): Promise<unknown> {
    const api = isOnce === true ? apis.plain : apis.patient;
    const call = api[method] as (...given: readonly unknown[]) => Promise<unknown>;
    const given = BARE.has(method) ? [signal] : [payload, signal];
    for (let tries = 0; ; tries++) {
      if (signal?.aborted === true) throw failureOf(method, signal.reason);
      try {
        return await call(...given);
      } catch (error) {
        const failure = failureOf(method, error);
        if (failure.code === 'channel.refused') onRefused(failure);
        const pause = isOnce === true || tries >= RETRIES ? undefined : pauseAfter(failure, tries);
        if (pause === undefined) throw failure;
        // Called off while waiting: it surely was not taken.
        await clock.sleep(pause, signal).catch(() => Promise.reject(failure));
      }
    }
  }

  /** A 429 was waited out below as often as it made sense. */
  function pauseAfter(failure: KithError, tries: number): number | undefined {
    const { mayStand, retryAfterMs } = failure.details;
    if (!failure.retryable || mayStand === true || retryAfterMs !== undefined) return undefined;
    return retryDelay(failure, tries, options, random);
  }

  return {
    ask(method, payload, how = {}) {
      const asked = insist(method, payload, how);
      const settled = asked.then(
        () => {},
        () => {},
      );
      underWay.add(settled);
      void settled.then(() => underWay.delete(settled));
      return asked as never;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** The SDK gives these no parameters. */
const BARE: ReadonlySet<string> = new Set(['getMe', 'getWebhookInfo']);
