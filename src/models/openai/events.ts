import { setTimeout as sleep } from 'node:timers/promises';
import type OpenAI from 'openai';
import { KithError } from '../../core/errors.ts';
import type { ModelEvent, Usage } from '../../core/ports/language-model.ts';
import { openBody } from './body.ts';

/** The parts of a chunk or of a whole completion we read; every one may be missing or null. */
interface Part {
  readonly choices?: readonly Choice[] | null;
  readonly usage?: {
    readonly prompt_tokens?: number | null;
    readonly completion_tokens?: number | null;
  } | null;
  readonly error?: unknown;
}
interface Choice {
  readonly index?: number | null;
  readonly delta?: Message | null;
  readonly message?: Message | null;
  readonly finish_reason?: string | null;
}
interface Message {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly tool_calls?: unknown;
}

/** How long the end of a body that is as good as over may take before the connection is given up, ms. */
const LAST_BYTES_MS = 50;

/**
 * The events of an answer, streamed or not, whatever its content type says. Thinking that comes in a field
 * of its own becomes empty text: a sign of life, nothing to show. Tool calls are ignored.
 * @throws KithError `model.nonsense`, `model.cut`, `model.refused`; the SDK's and undici's own errors.
 */
export async function* readEvents(
  response: Response,
  call: AbortController,
  sdk: OpenAI,
): AsyncGenerator<ModelEvent, void, undefined> {
  if (!response.body) throw nonsense('The model server sent an empty answer.');
  const body = await openBody(response.body);
  if (body.first === '') throw nonsense('The model server sent an empty answer.');
  if (body.first === '<') {
    throw nonsense('The model server sent a web page; check OPENAI_BASE_URL (most end in /v1).');
  }
  const isWhole = body.first === '{' || body.first === '[';
  const copy = new Response(body.stream, { headers: response.headers });
  let usage: Usage = {};
  let finish: string | undefined;
  let sawChoice = false;
  let sawText = false;

  for await (const part of isWhole ? wholeParts(copy) : streamedParts(copy, call, sdk)) {
    if (typeof part !== 'object' || part === null) continue;
    usage = usageOf(part) ?? usage;
    const choice = part.choices?.find?.((one) => (one?.index ?? 0) === 0);
    if (!choice) continue;
    sawChoice = true;
    finish = choice.finish_reason ?? finish;
    const message = choice.delta ?? choice.message;
    const text = textOf(message?.content) || textOf(message?.refusal);
    sawText ||= text !== '';
    if (text !== '' || message?.reasoning_content || message?.reasoning) yield { kind: 'text', text };
  }
  if (call.signal.aborted) throw call.signal.reason;
  if (!sawChoice) throw nonsense('The model server sent an answer without choices.');
  if (finish === undefined && !isWhole && !body.sawDone()) {
    throw new KithError('model.cut', 'The model server stopped without ending its answer.', {
      retryable: true,
    });
  }
  if (finish === 'content_filter' && !sawText) {
    throw new KithError('model.refused', 'The model server withheld its answer (content filter).');
  }
  await atMost(LAST_BYTES_MS, body.finished);
  yield { kind: 'end', finish: finish === 'length' ? 'length' : 'stop', usage };
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const pause = sleep(ms, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([work, pause]);
  timer.abort();
}

async function* streamedParts(response: Response, call: AbortController, sdk: OpenAI): AsyncGenerator<Part> {
  const { Stream } = await import('openai/core/streaming');
  // Its own controller: the SDK aborts the one it is given even after a good end.
  const own = new AbortController();
  const onAbort = () => own.abort(call.signal.reason);
  call.signal.addEventListener('abort', onAbort, { once: true });
  try {
    // Without its client it would write to the console.
    yield* Stream.fromSSEResponse<Part>(response, own, sdk);
  } finally {
    call.signal.removeEventListener('abort', onAbort);
  }
}

/** The one JSON body of a server that does not stream. */
async function* wholeParts(response: Response): AsyncGenerator<Part> {
  const body: unknown = await response.json();
  const part = (Array.isArray(body) ? body[0] : body) as Part | undefined;
  if (part?.error)
    throw Object.assign(new Error('The server answered with an error.'), { error: asError(part.error) });
  if (part) yield part;
}

const asError = (error: unknown): unknown => (typeof error === 'string' ? { message: error } : error);

/** Plain text, or the text parts of a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: { readonly type?: unknown; readonly text?: unknown } | null) =>
      part?.type === 'text' && typeof part.text === 'string' ? part.text : '',
    )
    .join('');
}

function usageOf({ usage }: Part): Usage | undefined {
  if (!usage) return undefined;
  const { prompt_tokens: prompt, completion_tokens: completion } = usage;
  return {
    ...(typeof prompt === 'number' ? { promptTokens: prompt } : {}),
    ...(typeof completion === 'number' ? { completionTokens: completion } : {}),
  };
}

const nonsense = (message: string): KithError =>
  new KithError('model.nonsense', message, { retryable: true });
