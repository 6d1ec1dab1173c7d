/** Error bodies are short; a page of HTML in its place need not be read whole. */
const MAX_BODY = 64 * 1024;

/**
 * The global fetch, with refusals put into the one shape the SDK reads: compatible servers say
 * `{"detail": …}`, `{"error": "text"}`, `[{"error": …}]`, plain text or a proxy's HTML, and the SDK would
 * drop the words of most of them, with the name of the parameter they refuse.
 */
export async function fetchWithReasons(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await globalThis.fetch(input, init);
  if (response.status < 400) return response;
  const error = errorIn(await beginning(response));
  const headers = new Headers(response.headers);
  headers.set('content-type', 'application/json');
  for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) headers.delete(name);
  return new Response(JSON.stringify({ error }), { status: response.status, headers });
}

async function beginning(response: Response): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_BODY) break;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    // The status is known; the rest of a body that was cut says nothing more.
  }
  return text.slice(0, MAX_BODY);
}

function errorIn(text: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return {
      message: text
        .replace(/<[^<>]{0,2000}>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 1_000),
    };
  }
  const first: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof first !== 'object' || first === null) return { message: String(first) };
  const { error, detail, message, code } = first as Readonly<Record<string, unknown>>;
  if (typeof error === 'object' && error !== null) return error as Readonly<Record<string, unknown>>;
  const said = error ?? message ?? detail ?? first;
  return {
    message: typeof said === 'string' ? said : JSON.stringify(said),
    ...(code === undefined ? {} : { code }),
  };
}
