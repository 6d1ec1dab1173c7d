import { KithError } from '../../core/errors.ts';
import { retryDelay } from '../../core/llm/retry-delay.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Random } from '../../core/ports/random.ts';

export type Arguments = Readonly<Record<string, unknown>>;
export type Answer = Readonly<Record<string, unknown>>;

/** Makes one attempt and throws what the SDK throws. */
export type Wire = (method: string, args: Arguments) => Promise<Answer>;

export interface WebOptions {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: Random;
  /** Pause before the second attempt, ms; doubles each time, with jitter. */
  readonly retryBaseMs: number;
  /** Longest pause, ms; where Slack asks for a longer one the call has failed. */
  readonly retryMaxMs: number;
  /** Called when Slack does not take the token any more. */
  readonly onRefused: (failure: KithError) => void;
  /** Called when the token lacks a scope. */
  readonly onMissing: (scope: string) => void;
}

/** Slack's Web API, with the waits it asks for. Everything throws KithErrors without tokens or text in them. */
export interface Web {
  /**
   * A call that may be made twice: reads, edits, removals.
   * @throws KithError `channel.failed`; `channel.refused` for a token that was revoked
   */
  ask(method: string, args: Arguments, signal?: AbortSignal): Promise<Answer>;
  /**
   * A call that must not take effect twice; repeated only where it surely was not taken, and not once `patience` is over.
   * @throws KithError `channel.failed`, `details.mayStand` where nobody knows
   */
  once(method: string, args: Arguments, signal?: AbortSignal, patience?: AbortSignal): Promise<Answer>;
  /** Waits as before the attempt after `failures` ones. Rejects when aborted. */
  pause(failures: number, signal?: AbortSignal): Promise<void>;
}

const ATTEMPTS = 5;
/** How long a method that Slack does not have is not asked for again. */
const ABSENT_MS = 3_600_000;
/** Without these there is nothing to be done, so they are always tried. */
const NEEDED = /^(?:auth\.test|apps\.|chat\.(?:postMessage|update|delete)$)/;

interface Call {
  readonly method: string;
  readonly args: Arguments;
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal | undefined;
  readonly patience: AbortSignal | undefined;
}

export function createWeb(options: WebOptions): Web {
  const { wire, clock, random } = options;
  /** What Slack said to methods it does not have. */
  const absent = new Map<string, { readonly failure: KithError; readonly until: number }>();

  function failed(error: unknown, { method, args }: Call): KithError {
    const failure = failureOf(error, method, args);
    const { missing } = failure.details;
    if (failure.code === 'channel.refused') options.onRefused(failure);
    if (typeof missing === 'string') options.onMissing(missing);
    if (isAbsent(failure) && !NEEDED.test(method))
      absent.set(method, { failure, until: clock.now() + ABSENT_MS });
    return failure;
  }

  async function attempts(call: Call): Promise<Answer> {
    const { method, args, isRepeatable, signal, patience = signal } = call;
    const known = absent.get(method);
    if (known !== undefined && clock.now() < known.until) throw known.failure;
    for (let tries = 0; ; tries++) {
      try {
        return await unlessAborted(wire(method, args), method, signal);
      } catch (error) {
        const failure = failed(error, call);
        const isWorthIt = failure.retryable && (isRepeatable || failure.details.mayStand !== true);
        const wait = isWorthIt ? retryDelay(failure, tries, options, random) : undefined;
        const isOver = signal?.aborted === true || patience?.aborted === true;
        if (wait === undefined || tries + 1 >= ATTEMPTS || isOver) throw failure;
        await clock.sleep(wait, patience).catch(() => {
          throw failure;
        });
      }
    }
  }
  return {
    ask: (method, args, signal) =>
      attempts({ method, args, isRepeatable: true, signal, patience: undefined }),
    once: (method, args, signal, patience) =>
      attempts({ method, args, isRepeatable: false, signal, patience }),
    pause: (failures, signal) =>
      clock.sleep(
        Math.min(options.retryMaxMs, options.retryBaseMs * 2 ** (failures - 1)) * (0.5 + random.next() / 2),
        signal,
      ),
  };
}

/** Slack's own word for an error: `not_in_channel`. */
export const slackErrorOf = (error: unknown): unknown =>
  error instanceof KithError ? error.details.slackError : undefined;

/** Whether nobody knows if a call took effect. */
export const isInDoubt = (error: unknown): boolean =>
  error instanceof KithError && error.details.mayStand === true;

/** Whether Slack has said no for good: trying again is of no use. */
export const isDenied = (error: unknown): boolean =>
  error instanceof KithError && !error.retryable && error.details.mayStand !== true;

/** Whether Slack does not have the method. */
const isAbsent = ({ details: { slackError, status } }: KithError): boolean =>
  slackError === 'unknown_method' || slackError === 'method_deprecated' || ABSENT.has(status);

/** Rejects when the signal aborts; what the call does then nobody knows. */
function unlessAborted(call: Promise<Answer>, method: string, signal?: AbortSignal): Promise<Answer> {
  if (signal === undefined) return call;
  return new Promise((resolve, reject) => {
    const leave = () =>
      reject(
        new KithError('channel.failed', `Slack was not waited for any longer (${method}).`, {
          details: { method, mayStand: true },
        }),
      );
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    call.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** Connections that were never made: nothing can have taken effect. */
const NEVER_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT/;
/** The token is no good until the operator acts. */
const REFUSED = new Set(
  (
    'invalid_auth not_authed account_inactive token_revoked token_expired user_removed_from_team ' +
    'team_disabled org_login_required team_access_not_granted'
  ).split(' '),
);
/** Slack's own failures; something may have happened all the same. */
const TROUBLED = new Set(['internal_error', 'fatal_error', 'service_unavailable']);

interface SdkError {
  readonly code?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly retryAfter?: number;
  readonly data?: { readonly error?: string; readonly needed?: string };
  readonly original?: { readonly message?: string; readonly code?: string; readonly cause?: unknown };
  readonly cause?: unknown;
}

/** HTTP status of a method that is not there. */
const ABSENT = new Set<unknown>([404, 405, 501]);
/** What the SDK says where nothing tells how long to wait. */
const NO_RETRY_AFTER = /^Retry header did not contain/;

/** What the SDK threw, as Kith says it. */
export function failureOf(error: unknown, method: string, args: Arguments = {}): KithError {
  if (error instanceof KithError) return error;
  const { code, data, retryAfter, original, statusCode, ...rest } = error as SdkError;
  const fail = (says: string, retryable: boolean, details: Arguments = {}) =>
    new KithError('channel.failed', `Slack ${says} (${method}).`, {
      retryable,
      details: { method, ...details },
    });
  if (code === 'slack_webapi_rate_limited_error')
    return fail('asks to wait', true, { retryAfterMs: (retryAfter ?? 1) * 1_000 });
  if (code === 'slack_webapi_platform_error') {
    // Not every refusal says which scope it was: a message can be posted without a face.
    const isFaced = method === 'chat.postMessage' && ('username' in args || 'icon_url' in args);
    const scope = isFaced ? 'chat:write.customize' : 'unknown';
    return platformFailure({ ...data, needed: data?.needed || scope }, method, fail);
  }
  if (code === 'slack_webapi_http_error') return httpFailure(statusCode, method, fail);
  const cause = (original?.cause ?? rest.cause) as { readonly code?: string } | undefined;
  const message = (error as Error | undefined)?.message;
  const signs = [original?.message, original?.code, cause?.code, message].join(' ');
  if (NEVER_SENT.test(signs)) return fail('cannot be reached', true);
  if (NO_RETRY_AFTER.test(message ?? '')) return fail('asks to wait', true);
  return fail('did not answer', true, { mayStand: true });
}

type Fail = (says: string, retryable: boolean, details?: Arguments) => KithError;

/** Slack answers 200 and 429; the rest is trouble, or the word of whoever stands in between. */
function httpFailure(status = 0, method: string, fail: Fail): KithError {
  const says = `answered ${status || 'something else'}`;
  const isRefusal = status === 501 || (status >= 400 && status < 500 && status !== 408);
  return isRefusal
    ? fail(says, NEEDED.test(method), { status })
    : fail(says, true, { status, mayStand: true });
}

function platformFailure(
  { error = '', needed }: { readonly error?: string; readonly needed?: string },
  method: string,
  fail: Fail,
): KithError {
  // Anything but a word is a page of a proxy, and says nothing about what Slack did.
  if (!/^[a-z_]{1,60}$/.test(error)) return fail('gave an answer nobody can read', true, { mayStand: true });
  if (REFUSED.has(error)) return refusal(error);
  if (error === 'ratelimited' || error === 'rate_limited') return fail('asks to wait', true);
  if (TROUBLED.has(error)) return fail(`has trouble: ${error}`, true, { slackError: error, mayStand: true });
  if (error === 'missing_scope') {
    const missing = /^[\w:.]+/.exec(needed ?? '')?.[0] ?? 'unknown';
    return fail(`wants the scope ${missing}`, false, { slackError: error, missing });
  }
  const meaning = MEANINGS[error];
  return fail(meaning === undefined ? `refused: ${error}` : `refused: ${meaning}`, false, {
    slackError: error,
    method,
    ...(GONE.has(error) ? { isGone: true } : {}),
  });
}

/** Nobody is there any more, or nobody who wants us. */
const GONE = new Set('channel_not_found is_archived not_in_channel user_not_found user_disabled'.split(' '));

/** What the operator is told when a token does not work. */
export const refusal = (slackError: string, token = 'SLACK_BOT_TOKEN'): KithError =>
  new KithError(
    'channel.refused',
    token === 'SLACK_BOT_TOKEN'
      ? `Slack does not accept the bot token (${slackError}). Open "OAuth & Permissions" of the app at api.slack.com/apps, install it to the workspace and copy the Bot User OAuth Token into SLACK_BOT_TOKEN.`
      : `Slack does not accept the app-level token (${slackError}). Open "Basic Information" of the app at api.slack.com/apps, make an App-Level Token with the scope connections:write and copy it into SLACK_APP_TOKEN; "Socket Mode" must be on.`,
    { details: { slackError } },
  );

const MEANINGS: Readonly<Record<string, string>> = {
  channel_not_found: 'the channel is gone, or the bot may not see it',
  not_in_channel: 'the bot is not in the channel; /invite it',
  is_archived: 'the channel is archived',
  message_not_found: 'the message is gone',
  user_not_in_channel: 'the person has left the channel',
  msg_too_long: 'the text is too long',
};
