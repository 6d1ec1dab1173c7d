/** What a server said went wrong, as far as it said so. Strings are empty where it did not. */
export interface ServerError {
  readonly status?: number;
  readonly code: string;
  readonly param: string;
  readonly message: string;
}

/** Reads the error shapes of the SDK, which carries the server's own inside; never throws. */
export function serverError(error: unknown): ServerError {
  const outer = isObject(error) ? error : {};
  const inner = isObject(outer.error) ? outer.error : {};
  const code = text(outer.code) || text(inner.code) || text(inner.type);
  // Gateways report a failed provider inside a stream that began well, with its status as the code.
  const asStatus = Number(code);
  const said = typeof outer.status === 'number' ? outer.status : undefined;
  const status = said ?? (asStatus >= 400 && asStatus < 600 ? asStatus : undefined);
  return {
    ...(status === undefined ? {} : { status }),
    code,
    param: text(outer.param) || text(inner.param),
    message: text(inner.message) || text(outer.message),
  };
}

/** OpenAI's code, and the words of vLLM, llama.cpp, LM Studio, Ollama, DeepSeek, Mistral, Anthropic and Gemini gateways. */
const CONTEXT =
  /context[_ ]length|context[_ ]window|context[_ ]size|maximum context|exceeds? the (?:available )?context|prompt (?:is )?too long|input (?:is )?too long|too many (?:input )?tokens|n_ctx|token count .{0,80}exceeds|exceeds? the model'?s? max|reduce the length/i;

/** Whether the request was longer than the model's window. */
export function isContextExceeded(error: unknown): boolean {
  const { status, code, message } = serverError(error);
  if (/context_length_exceeded|context_window_exceeded|exceed_context_size/.test(code)) return true;
  const isRefusal =
    status === undefined || status === 400 || status === 413 || status === 422 || status === 500;
  return isRefusal && CONTEXT.test(message.slice(0, 4_000));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
