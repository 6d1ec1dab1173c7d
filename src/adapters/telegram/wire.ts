/** The part of a request the SDK makes that matters. */
interface Init {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: {
    readonly aborted: boolean;
    addEventListener(type: 'abort', listener: () => void): void;
  } | null;
}

/**
 * `fetch` for the SDK: Node's own, because it says what was never sent, closes idle connections before the other side
 * does, and its errors hold no address, which would hold the token. Whatever comes back becomes an answer of the Bot
 * API, a gateway's page too.
 */
export async function wire(url: string, { method = 'GET', body, signal }: Init = {}): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(typeof body === 'string' ? { body } : {}),
    ...(signal == null ? {} : { signal: nativeSignal(signal) }),
  });
  return Response.json(answerIn(await response.text(), response));
}

/** A signal of the SDK's own make as one of Node's. */
export function nativeSignal(signal: NonNullable<Init['signal']>): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  else signal.addEventListener('abort', () => controller.abort());
  return controller.signal;
}

/** What Telegram's answers always say; others say it in the status and the headers, or not at all. */
function answerIn(text: string, { ok, status, statusText, headers }: Response): object {
  const given = objectIn(text);
  if (given.ok === true) return given;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return {
    // Taken, as it seems, and nothing is known of it: the same as an answer that never came.
    error_code: ok ? GATEWAY_TIMEOUT : status,
    description: statusText,
    ...(status === 429 && seconds > 0 ? { parameters: { retry_after: seconds } } : {}),
    ...given,
    ok: false,
  };
}

const GATEWAY_TIMEOUT = 504;

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
