import { KithError } from '../../core/errors.ts';

/** What Telegram said of a request it would not do. */
interface Refusal {
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

/** What the details of a failed request tell beside `mayStand` and `retryAfterMs`. */
export interface FailureDetails {
  readonly method?: string;
  /** Status of Telegram's answer; absent: there was none. */
  readonly status?: number;
  /** How long it wants to be left alone, ms. */
  readonly retryAfterMs?: number;
  /** Telegram's own words; they quote no message. */
  readonly reason?: string;
  /** The chat a group has become. */
  readonly migratedTo?: number;
}

export const detailsOf = (error: unknown): FailureDetails =>
  error instanceof KithError ? (error.details as FailureDetails) : {};

/** Whether Telegram answered that it would not, for one of these reasons. */
export const refusedFor = (error: unknown, status: number, reason: RegExp): boolean => {
  const details = detailsOf(error);
  return details.status === status && reason.test(details.reason ?? '');
};

/** Whether a server does not know a method, or not all that may be said with it. */
export const isUnknown = (error: unknown): boolean =>
  [400, 404, 405, 501].includes(detailsOf(error).status ?? 0);

/** Whether the token is none of Telegram's; one that is not even shaped like one is an unknown path. */
export const isTokenRefused = (error: KithError): boolean =>
  error.code === 'channel.refused' ||
  (detailsOf(error).status === 404 && detailsOf(error).method === 'getMe');

/**
 * An error of the SDK in Kith's words, without the request it was about: a request carries the token and the text.
 * `mayStand`: the request was on its way and nobody knows whether it was taken. `hasLeft`: whether a byte of it was
 * written, where that is known.
 */
export function failureOf(method: string, error: unknown, hasLeft?: boolean): KithError {
  if (error instanceof KithError) return error;
  const refusal = refusalIn(error);
  if (refusal !== undefined) return refused(method, refusal);
  // Neither Telegram's answer nor the network's: called off while it waited.
  if (!(error instanceof Error) || error.name !== 'HttpError')
    return new KithError('channel.failed', `Telegram was not asked for ${method}: it was called off.`);
  const code = networkCode(error);
  const isUnsent = hasLeft === false || (code !== undefined && UNSENT.has(code));
  return new KithError(
    'channel.failed',
    isUnsent
      ? `Telegram could not be reached for ${method} (${code ?? 'nothing was sent'}). Check the network and telegram.apiRoot.`
      : `Telegram did not answer ${method}.`,
    {
      retryable: true,
      details: { method, ...(code === undefined ? {} : { code }), ...(isUnsent ? {} : { mayStand: true }) },
    },
  );
}

function refused(
  method: string,
  { error_code: status, description: reason, parameters }: Refusal,
): KithError {
  const { retry_after: seconds, migrate_to_chat_id: migratedTo } = parameters ?? {};
  if (status === 401)
    return new KithError('channel.refused', `Telegram refuses the token (401). ${NEW_TOKEN}`, {
      details: { method, status },
    });
  // A gateway that waited for Telegram in vain does not know what became of it.
  const mayStand = status === 504;
  return new KithError('channel.failed', `Telegram refused ${method}: ${reason} (${status}).`, {
    retryable: status === 429 || status >= 500,
    details: {
      method,
      status,
      reason,
      ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }),
      ...(migratedTo === undefined ? {} : { migratedTo }),
      ...(mayStand ? { mayStand } : {}),
      ...(GONE.test(reason) ? { isGone: true } : {}),
    },
  });
}

/** Nobody is there any more, or nobody who wants us. */
const GONE = /chat not found|user is deactivated|bot was (?:blocked|kicked)|chat was deleted|not a member/i;

export const NEW_TOKEN =
  'Get the present one from @BotFather with /token, or a new one with /revoke, and set TELEGRAM_TOKEN.';

function refusalIn(error: unknown): Refusal | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  return 'error_code' in error && 'description' in error ? (error as Refusal) : undefined;
}

/** The code of what went wrong below HTTP, wherever in the chain of causes it is. */
function networkCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; typeof at === 'object' && at !== null && depth < 6; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = 'error' in at ? at.error : 'cause' in at ? at.cause : undefined;
  }
  return undefined;
}

/** These happen before a byte of the request is written. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
