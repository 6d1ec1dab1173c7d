import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { retryAfter } from './retry-after.ts';
import { isContextExceeded, serverError } from './server-error.ts';

export interface ErrorContext {
  readonly model: string;
  /** Host and port of the server, for the operator's eye. */
  readonly host: string;
  readonly apiKey?: string;
  readonly clock?: Pick<Clock, 'now'>;
}

/** Longest piece of a server's own words that is passed on. */
const MAX_SAID = 300;

/**
 * Any failure of a call as a KithError that says what to do. The original is not kept as cause: it holds
 * headers and bodies in which some servers repeat the key. Its redacted words are.
 */
export function toKithError(error: unknown, context: ErrorContext): KithError {
  const { model, host } = context;
  if (error instanceof KithError) return error;
  const { status, code, message } = serverError(error);
  const said = redacted(message, context.apiKey);
  const retryAfterMs = retryAfter(headersOf(error), context.clock);
  const options = (retryable: boolean) => ({
    retryable,
    details: {
      model,
      ...(status === undefined ? {} : { status }),
      ...(code === '' ? {} : { reason: redacted(code, context.apiKey) }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
    cause: plainCause(error, context.apiKey),
  });

  if (isContextExceeded(error)) {
    return new KithError(
      'model.context',
      `The request does not fit into the window of ${model}.`,
      options(false),
    );
  }
  const name = nameOf(error);
  if (name === 'APIConnectionTimeoutError') {
    return new KithError('model.timeout', `${host} did not answer in time.`, options(true));
  }
  if (name === 'APIConnectionError') {
    return new KithError(
      'model.unreachable',
      `No connection to the model server at ${host}; check OPENAI_BASE_URL and that the server runs.`,
      options(true),
    );
  }
  if (name === 'SyntaxError') {
    return new KithError(
      'model.nonsense',
      `${host} sent something that is no Chat Completions answer.`,
      options(true),
    );
  }
  if (isCut(error)) {
    return new KithError(
      'model.cut',
      `The connection to ${host} broke in the middle of an answer.`,
      options(true),
    );
  }
  if (status !== undefined || code !== '') return fromServer(status, code, said, context, options);
  // An error frame without any code: the server's own words are all there is.
  return new KithError('model.http', `${host} failed: ${said || 'it did not say why'}`, options(true));
}

function fromServer(
  status: number | undefined,
  code: string,
  said: string,
  { model, host }: ErrorContext,
  options: (retryable: boolean) => ConstructorParameters<typeof KithError>[2],
): KithError {
  const words = said === '' ? '' : ` It said: ${said}`;
  if (status === 401 || status === 403) {
    return new KithError(
      'model.refused',
      `${host} refused the key (HTTP ${status}); check OPENAI_API_KEY, and that it may use ${model}.${words}`,
      options(false),
    );
  }
  if (status === 402 || /insufficient_quota|billing|insufficient_balance/i.test(code)) {
    return new KithError(
      'model.refused',
      `The account at ${host} is used up; check its plan and billing.${words}`,
      options(false),
    );
  }
  if (status === 404) {
    return new KithError(
      'model.http',
      `${host} knows no such path or model (HTTP 404); check OPENAI_BASE_URL (most end in /v1) and OPENAI_MODEL.${words}`,
      options(false),
    );
  }
  const isPassing =
    status === undefined
      ? !/invalid|unsupported|not_found|auth/i.test(code)
      : status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
  const what = status === undefined ? `failed (${code.slice(0, 60)})` : `answered HTTP ${status}`;
  return new KithError('model.http', `${host} ${what}.${words}`, options(isPassing));
}

/** Keys, whole or in the shortened forms servers quote them in, never leave this file. */
function redacted(text: string, apiKey: string | undefined): string {
  const bare = apiKey ? text.replaceAll(apiKey, '[key]') : text;
  return bare
    .slice(0, MAX_SAID * 4)
    .replace(/\b(?:sk|pk|rk|gsk|key|xai)-[\w*.-]{4,}/gi, '[key]')
    .replace(/\bBearer\s+\S+/gi, 'Bearer [key]')
    .slice(0, MAX_SAID)
    .toWellFormed();
}

/** Name and words of an error and of what caused it, down to the socket's code; no stack, no fields. */
function plainCause(error: unknown, apiKey: string | undefined): Error {
  const words: string[] = [];
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    const code = (current as { readonly code?: unknown }).code;
    words.push(`${nameOf(current)}: ${current.message}${typeof code === 'string' ? ` (${code})` : ''}`);
    current = current.cause;
  }
  return new Error(redacted(words.join(' ← ') || 'unknown', apiKey));
}

/** undici's words for a body that ended too early, and the codes of a socket that did. */
function isCut(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'TypeError' && error.message === 'terminated') return true;
  const code = (error as { readonly code?: unknown }).code;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

/** The SDK's classes share the name `Error`, so the constructor tells them apart. */
const nameOf = (error: unknown): string =>
  error instanceof Error ? error.constructor.name || error.name : typeof error;

const headersOf = (error: unknown): Headers | undefined => {
  const headers = (error as { readonly headers?: unknown } | undefined)?.headers;
  return headers instanceof Headers ? headers : undefined;
};
