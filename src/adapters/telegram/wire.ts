/** The part of a request the SDK makes that matters. */
interface Init {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: {
    readonly aborted: boolean;
    addEventListener(type: 'abort', listener: () => void): void;
  } | null;
}

/** What is told of a request on its way out. */
export interface Leaving {
  /** Awaited when there is a connection and not a byte of the request has been written. */
  before(): Promise<void>;
  /** It is written now. */
  now(): void;
}

/**
 * `fetch` for the SDK: Node's own, because it says what was never sent, closes idle connections before the other side
 * does, and its errors hold no address, which would hold the token. Whatever comes back becomes an answer of the Bot
 * API, a gateway's page too.
 */
export async function wire(
  url: string,
  { method = 'GET', body, signal }: Init = {},
  leaving?: Leaving,
): Promise<Response> {
  const native = signal == null ? undefined : nativeSignal(signal);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers,
    ...(native === undefined ? {} : { signal: native }),
    ...(typeof body !== 'string'
      ? {}
      : leaving === undefined
        ? { body }
        : told(body, headers, leaving, native)),
  });
  return Response.json(answerIn(await response.text(), response));
}

/** A body that is asked for when there is a connection to write it to; the head of the request goes with it. */
function told(
  body: string,
  headers: Readonly<Record<string, string>>,
  leaving: Leaving,
  signal: AbortSignal | undefined,
): RequestInit & { readonly duplex: 'half' } {
  const bytes = new TextEncoder().encode(body);
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        signal?.throwIfAborted();
        await leaving.before();
        // Called off meanwhile: nothing is written any more.
        signal?.throwIfAborted();
        leaving.now();
        controller.enqueue(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return {
    body: stream,
    duplex: 'half',
    headers: { ...headers, 'content-length': String(bytes.length) },
    // By the standard a request that follows no redirect and has no window is sent as it is; of any other a copy is, that
    // is read ahead of the connection.
    redirect: 'error',
    window: null,
  };
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
