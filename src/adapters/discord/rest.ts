import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Random } from '../../core/ports/random.ts';

/** One request below `/api/v10`. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  /** False: the path holds a token of its own. */
  readonly auth?: boolean;
  readonly signal?: AbortSignal;
}

/** Makes one attempt, waiting out rate limits; throws what the SDK throws. */
export type Wire = (call: Call) => Promise<unknown>;

export interface RestOptions {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: Random;
  /** Pause before the second attempt, ms; doubles each time, with jitter. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** Called when Discord does not know the token any more. */
  readonly onRefused: () => void;
}

export interface Rest {
  /**
   * A request that may be made twice: reads, edits, removals, and posts Discord tells duplicates of by a nonce.
   * @throws KithError `channel.failed`; `channel.refused` for a token that was revoked
   */
  ask(call: Call): Promise<unknown>;
  /**
   * A request that must not take effect twice; repeated only where it surely was not taken.
   * @throws KithError `channel.failed`, `details.mayStand` where nobody knows
   */
  once(call: Call): Promise<unknown>;
  /** Waits as before the attempt after `failures` ones. */
  pause(failures: number, signal?: AbortSignal): Promise<void>;
}

const ATTEMPTS = 4;

export function createRest(options: RestOptions): Rest {
  const { wire, clock, random, retryBaseMs, retryMaxMs } = options;
  const pause = (failures: number, signal?: AbortSignal) =>
    clock.sleep(Math.min(retryMaxMs, retryBaseMs * 2 ** (failures - 1)) * (0.5 + random.next() / 2), signal);

  async function attempts(call: Call, isRepeatable: boolean): Promise<unknown> {
    for (let failures = 1; ; failures++) {
      try {
        return await wire(call);
      } catch (error) {
        const failure = failureOf(error, call);
        if (failure.code === 'channel.refused') options.onRefused();
        const isWorthIt = failure.retryable && (isRepeatable || failure.details.mayStand !== true);
        if (!isWorthIt || failures >= ATTEMPTS || call.signal?.aborted === true) throw failure;
        await pause(failures, call.signal).catch(() => {
          throw failure;
        });
      }
    }
  }
  return { ask: (call) => attempts(call, true), once: (call) => attempts(call, false), pause };
}

/** Discord's own code of an error, e.g. 10008 for a message that is gone. */
export const codeOf = (error: unknown): unknown => (error as KithError | undefined)?.details?.discordCode;

/** Connections that were never made: nothing can have taken effect. */
const NEVER_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT/;

/** What the SDK threw, as Kith says it. Neither URL nor body gets in: both hold secrets. */
function failureOf(error: unknown, call: Call): KithError {
  const { status, code, message, cause } = error as {
    status?: number;
    code?: string | number;
    message?: string;
    cause?: { code?: string };
  };
  const route = routeOf(call);
  const fail = (text: string, retryable: boolean, details: Readonly<Record<string, unknown>>) =>
    new KithError('channel.failed', `Discord ${text} (${route}).`, {
      retryable,
      details: { route, ...details },
    });

  const isTokenGone = message?.startsWith('Expected token to be set') === true;
  if (isTokenGone || (status === 401 && call.auth !== false)) return refusal();
  if (status !== undefined && status >= 400 && status < 500) {
    const discordCode = typeof code === 'number' ? code : undefined;
    return fail(`refused with ${status}${explained(discordCode)}`, false, {
      status,
      discordCode,
      ...(GONE.has(discordCode ?? 0) ? { isGone: true } : {}),
    });
  }
  if (status !== undefined) return fail(`answered ${status}`, true, { status, mayStand: true });
  const signs = [code, cause?.code, message].join(' ');
  if (NEVER_SENT.test(signs)) return fail('cannot be reached', true, {});
  return fail('did not answer', true, {
    mayStand: true,
    reason: typeof code === 'string' ? code : undefined,
  });
}

/** What the operator is told when the token does not work. */
export const refusal = (): KithError =>
  new KithError(
    'channel.refused',
    'Discord does not accept the bot token. Copy a new one from the Bot page of the Developer Portal into DISCORD_TOKEN.',
  );

/** No such channel, server or person; no access; they take no messages from us. */
const GONE = new Set([10003, 10004, 10013, 50001, 50007]);

const MEANINGS: Readonly<Record<number, string>> = {
  10003: 'the channel is gone',
  10004: 'the server is gone',
  10008: 'the message is gone',
  10015: 'the webhook is gone',
  30007: 'the channel has as many webhooks as it may',
  50001: 'the bot may not see the channel',
  50007: 'the person takes no direct messages from the bot',
  50013: 'the bot lacks a permission there',
};

const explained = (code: number | undefined): string =>
  code === undefined ? '' : `, code ${code}${MEANINGS[code] === undefined ? '' : `: ${MEANINGS[code]}`}`;

/** A path without ids and tokens. */
const routeOf = ({ method, path }: Call): string =>
  `${method} ${path.replace(/\/[\w-]{30,}/g, '/:token').replace(/\/\d{6,}/g, '/:id')}`;
