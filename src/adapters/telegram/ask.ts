import type { RawApi } from 'grammy';
import type { KithError } from '../../core/errors.ts';
import { retryDelay } from '../../core/llm/retry-delay.ts';
import type { Attempts } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Random } from '../../core/ports/random.ts';
import { failureOf } from './failure.ts';
import type { Leaving } from './wire.ts';

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
  /** What is told of each request when it posts something. */
  readonly attempts?: Attempts;
}

/** One call of a Bot API method. @throws KithError `channel.failed`, or `channel.refused` for a token that is none */
export type Ask = <Name extends Method>(
  method: Name,
  payload: Payload<Name>,
  options?: AskOptions,
) => Promise<Result<Name>>;

/** The wire below: `patient` waits where Telegram asks to, the others say at once that they would have to. */
export interface Apis {
  readonly patient: RawApi;
  readonly plain: RawApi;
  /** For one request, that tells when it leaves. */
  posting(leaving: Leaving): RawApi;
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

  async function insist(method: Method, payload: unknown, how: AskOptions): Promise<unknown> {
    const { signal, isOnce, attempts } = how;
    const given = BARE.has(method) ? [signal] : [payload, signal];
    for (let tries = 0; ; tries++) {
      if (signal?.aborted === true) throw failureOf(method, signal.reason);
      try {
        if (attempts !== undefined) return await attempt(method, given, attempts);
        return await call(isOnce === true ? apis.plain : apis.patient, method, given);
      } catch (error) {
        const failure = failureOf(method, error);
        if (failure.code === 'channel.refused') onRefused(failure);
        const pause = isOnce === true || tries >= RETRIES ? undefined : pauseAfter(failure, tries, how);
        if (pause === undefined) throw failure;
        // Called off while waiting: it surely was not taken.
        await clock.sleep(pause, signal).catch(() => Promise.reject(failure));
      }
    }
  }

  /** One request that posts something. What waits is the next one: this one's record says what became of it. */
  async function attempt(
    method: Method,
    given: readonly unknown[],
    { onSending, onRefused: onNotTaken }: Attempts,
  ): Promise<unknown> {
    let isAnnounced = false;
    let calledOff: { readonly because: unknown } | undefined;
    let hasLeft = false;
    const api = apis.posting({
      async before() {
        isAnnounced = true;
        await onSending?.().catch((because: unknown) => {
          calledOff = { because };
          throw because;
        });
      },
      now() {
        hasLeft = true;
      },
    });
    try {
      return await call(api, method, given);
    } catch (error) {
      if (calledOff !== undefined) throw calledOff.because;
      const failure = failureOf(method, error, hasLeft);
      if (isAnnounced && failure.details.mayStand !== true) await onNotTaken?.();
      throw failure;
    }
  }

  /** Where Telegram asked to wait, that was done below, but for what is posted. */
  function pauseAfter(failure: KithError, tries: number, { attempts }: AskOptions): number | undefined {
    const { mayStand, retryAfterMs } = failure.details;
    if (!failure.retryable || mayStand === true) return undefined;
    if (retryAfterMs !== undefined && attempts === undefined) return undefined;
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

const call = (api: RawApi, method: Method, given: readonly unknown[]): Promise<unknown> =>
  (api[method] as (...given: readonly unknown[]) => Promise<unknown>)(...given);

/** The SDK gives these no parameters. */
const BARE: ReadonlySet<string> = new Set(['getMe', 'getWebhookInfo']);
