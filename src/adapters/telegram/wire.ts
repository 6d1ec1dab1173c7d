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
 * does, and its errors hold no address, which would hold the token. A gateway's page becomes an answer of the Bot API.
 */
export async function wire(url: string, { method = 'GET', body, signal }: Init = {}): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(typeof body === 'string' ? { body } : {}),
    ...(signal == null ? {} : { signal: nativeSignal(signal) }),
  });
  if (/\bjson\b/.test(response.headers.get('content-type') ?? '')) return response;
  await response.body?.cancel();
  return Response.json({ ok: false, error_code: response.status, description: response.statusText });
}

/** A signal of the SDK's own make as one of Node's. */
export function nativeSignal(signal: NonNullable<Init['signal']>): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  else signal.addEventListener('abort', () => controller.abort());
  return controller.signal;
}
