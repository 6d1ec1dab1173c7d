import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour, ChatRequest, Say } from './behaviour.ts';

/** Answers one request in the way a behaviour says. Resolves when nothing more will be sent. */
export async function answer(
  behaviour: Behaviour,
  request: ChatRequest,
  reply: (request: ChatRequest) => string,
  response: ServerResponse,
): Promise<void> {
  switch (behaviour.kind) {
    case 'say':
      return behaviour.whole || !request.stream
        ? sayWhole(behaviour, request, reply, response)
        : sayStreamed(behaviour, request, reply, response);
    case 'fail':
      return fail(behaviour, response);
    case 'hang':
      return;
    case 'hang-after-head':
      response.writeHead(behaviour.status ?? 200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return;
    case 'drop':
      response.socket?.destroy();
      return;
    case 'bytes':
      response.writeHead(200, { 'content-type': behaviour.contentType ?? 'text/event-stream' });
      response.end(behaviour.body);
      return;
    case 'trickle':
      return trickle(behaviour, request, response);
    case 'no-choices':
      head(response);
      response.end(`${frame({ ...envelope(request), choices: [] })}data: [DONE]\n\n`);
      return;
    case 'tool-call':
      head(response);
      response.end(`${toolCall(request)}data: [DONE]\n\n`);
      return;
    case 'error-frame':
      head(response);
      response.write(frame(delta(request, { content: behaviour.after })));
      response.end(frame({ error: behaviour.error }));
  }
}

async function sayStreamed(
  say: Say,
  request: ChatRequest,
  reply: (request: ChatRequest) => string,
  response: ServerResponse,
): Promise<void> {
  const deltas = say.deltas ?? words(say.text ?? reply(request));
  const write = async (text: string) => {
    if (response.destroyed) return;
    if (!response.write(text) && !response.destroyed) await drained(response);
  };
  if (say.firstMs) await sleep(say.firstMs);
  head(response, say.contentType);
  if (say.role !== 'omitted') await write(frame(delta(request, { role: 'assistant', content: '' }, say)));
  for (const reasoning of say.reasoning ?? []) {
    if (say.everyMs) await sleep(say.everyMs);
    await write(frame(delta(request, { reasoning_content: reasoning }, say)));
  }
  for (const [at, text] of deltas.entries()) {
    if (say.everyMs) await sleep(say.everyMs);
    if (at === say.breakAfter && say.breakBy) return breakOff(say.breakBy, response);
    if (response.destroyed) return;
    await write(frame(delta(request, { content: text }, say)));
  }
  if (say.breakAfter !== undefined && say.breakBy) return breakOff(say.breakBy, response);
  if (say.finish !== 'omitted') await write(frame(delta(request, {}, say, say.finish ?? 'stop')));
  if (request.stream_options?.include_usage && say.usage !== 'omitted') {
    const usage = say.usage === 'null' ? null : countUsage(request, deltas.join(''));
    await write(frame({ ...envelope(request), choices: [], usage }));
  }
  if (say.done !== 'omitted') await write('data: [DONE]\n\n');
  if (say.done === 'twice') await write('data: [DONE]\n\n');
  response.end();
}

function sayWhole(
  say: Say,
  request: ChatRequest,
  reply: (request: ChatRequest) => string,
  response: ServerResponse,
): void {
  const text = say.deltas?.join('') ?? say.text ?? reply(request);
  const finish = say.finish === 'omitted' ? {} : { finish_reason: say.finish ?? 'stop' };
  const content = say.parts ? [{ type: 'text', text }] : text;
  const body = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [{ index: 0, message: { role: 'assistant', content }, ...finish }],
    ...(say.usage === 'omitted' ? {} : { usage: say.usage === 'null' ? null : countUsage(request, text) }),
  };
  response.writeHead(200, { 'content-type': say.contentType ?? 'application/json' });
  response.end(JSON.stringify(body));
}

function breakOff(by: NonNullable<Say['breakBy']>, response: ServerResponse): void {
  if (by === 'cut') response.socket?.destroy();
  if (by === 'stop') response.end();
}

function fail(behaviour: Extract<Behaviour, { kind: 'fail' }>, response: ServerResponse): void {
  const { status, message = `HTTP ${status}`, code = null, param = null } = behaviour;
  const error = { message, type: 'error', code, param };
  const bodies = {
    openai: { error },
    detail: { detail: [{ loc: ['body', param], msg: message }] },
    string: { error: message },
    list: [{ error }],
    html: undefined,
  };
  const body = bodies[behaviour.shape ?? 'openai'];
  const type = body ? 'application/json' : 'text/html';
  response.writeHead(status, { 'content-type': type, ...behaviour.headers });
  response.end(body ? JSON.stringify(body) : `<html><body><h1>${message}</h1></body></html>`);
}

async function trickle(
  { everyMs, text }: Extract<Behaviour, { kind: 'trickle' }>,
  request: ChatRequest,
  response: ServerResponse,
): Promise<void> {
  head(response);
  const bytes = Buffer.from(`${frame(delta(request, { content: text }))}data: [DONE]\n\n`);
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Buffer.from([byte]));
    await sleep(everyMs);
  }
  response.end();
}

const head = (response: ServerResponse, contentType = 'text/event-stream; charset=utf-8'): void =>
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' }).flushHeaders();

const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

const envelope = (request: ChatRequest) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 0,
  model: request.model,
});

const delta = (
  request: ChatRequest,
  content: Readonly<Record<string, unknown>>,
  say?: Say,
  finish: string | null = null,
) => ({
  ...envelope(request),
  choices: [{ ...(say?.index === 'omitted' ? {} : { index: 0 }), delta: content, finish_reason: finish }],
});

function toolCall(request: ChatRequest): string {
  const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'wave', arguments: '{}' } };
  return frame(delta(request, { tool_calls: [call] })) + frame(delta(request, {}, undefined, 'tool_calls'));
}

/** Words with the space in front of them, as tokens come; joined they are the text. */
const words = (text: string): readonly string[] => text.match(/\s*\S+|\s+$/g) ?? [];

function countUsage(request: ChatRequest, text: string) {
  const prompt = Math.ceil(request.messages.reduce((sum, { content }) => sum + content.length, 0) / 4);
  const completion = Math.ceil(text.length / 4);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

const drained = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
