import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { generate } from '../../src/core/llm/generate.ts';
import type { ModelRequest } from '../../src/core/ports/language-model.ts';
import { createOpenAiModel, type OpenAiOptions } from '../../src/models/openai.ts';
import {
  type OpenAiServer,
  type OpenAiServerOptions,
  startOpenAiServer,
} from '../platforms/openai/server.ts';
import { countedClock, hello, listen, optionsFor } from './openai-support.ts';

beforeAll(() => createOpenAiModel({ model: 'test-model' }).prepare());

let server: OpenAiServer;
afterEach(async () => {
  await server.stop();
});

async function open(serverOptions: OpenAiServerOptions = {}, options: Partial<OpenAiOptions> = {}) {
  server = await startOpenAiServer(serverOptions);
  const model = createOpenAiModel({ baseUrl: server.url, model: 'test-model', ...options });
  const clock = countedClock();
  const ask = (request: ModelRequest = hello) =>
    listen(generate(optionsFor(model, clock), request, new AbortController().signal));
  return { model, clock, ask };
}

const question: ModelRequest = {
  ...hello,
  purpose: 'mood',
  answer: {
    name: 'mood',
    schema: {
      type: 'object',
      properties: { mood: { type: 'string' } },
      required: ['mood'],
      additionalProperties: false,
    },
  },
};

describe('a well-behaved server', () => {
  test('is heard word by word, with its usage', async () => {
    const { model } = await open({ reply: () => 'uno dos tres' });
    const texts: string[] = [];
    for await (const event of model.generate(hello, new AbortController().signal)) {
      if (event.kind === 'text') texts.push(event.text);
      else expect(event).toMatchObject({ finish: 'stop', usage: { completionTokens: 3 } });
    }
    expect(texts).toEqual(['uno', ' dos', ' tres']);
    expect(server.violations).toEqual([]);
  });

  test('hears the key as a bearer, and nothing where there is no key', async () => {
    const { ask } = await open({ apiKey: 'sk-right' }, { apiKey: 'sk-right' });
    expect((await ask()).error).toBeUndefined();
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-right');
    await server.stop();
    const second = await open();
    await second.ask();
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('keeps one connection for calls that follow each other', async () => {
    const { ask } = await open({ reply: () => 'Hola' });
    for (let call = 0; call < 5; call += 1) await ask();
    // A second one opens where the first is not handed back within the same tick.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test('is asked for the shape of an answer, and only then', async () => {
    const { ask } = await open({ reply: () => '{"mood":"happy"}' });
    expect((await ask(question)).text).toBe('{"mood":"happy"}');
    await ask();
    expect(server.requests.map(({ body }) => body.response_format?.type)).toEqual(['json_schema', undefined]);
    expect(server.violations).toEqual([]);
  });
});

describe('a server that speaks another dialect', () => {
  test.each([
    ['stream_options', 'stream_options'],
    ['max_completion_tokens', 'max_completion_tokens'],
    ['temperature', 'temperature'],
    ['stream', 'stream'],
  ] as const)('that refuses %s is understood in the same call and remembered', async (refused, key) => {
    const { ask } = await open({ refuses: [refused] });
    expect((await ask()).text).toBe('You said: Hola');
    expect((await ask()).text).toBe('You said: Hola');
    const seen = server.requests.map(({ body }) => Boolean(body[key]));
    expect(seen).toEqual([true, false, false]);
    expect(server.violations).toEqual([]);
  });

  test('that knows only max_tokens is given that', async () => {
    const { ask } = await open({ refuses: ['max_completion_tokens'] });
    await ask();
    expect(server.requests.at(-1)?.body.max_tokens).toBe(200);
  });

  test('that knows no schema is told the shape in words', async () => {
    const { ask } = await open({ refuses: ['json_schema'], reply: () => '{"mood":"shy"}' });
    expect((await ask(question)).text).toBe('{"mood":"shy"}');
    const last = server.requests.at(-1)?.body;
    expect(last?.response_format).toEqual({ type: 'json_object' });
    expect(last?.messages[0]?.content).toContain('"additionalProperties":false');
    expect(server.violations).toEqual([]);
  });

  test('that refuses everything is still talked to', async () => {
    const refuses = [
      'json_schema',
      'json_object',
      'stream_options',
      'max_completion_tokens',
      'max_tokens',
      'temperature',
      'stream',
    ];
    const { ask } = await open({ refuses, reply: () => '{"mood":"calm"}' });
    expect((await ask(question)).text).toBe('{"mood":"calm"}');
    await ask(question);
    expect(server.requests).toHaveLength(9);
  });

  test.each(['openai', 'detail', 'string', 'list'] as const)(
    'names the parameter in an error of the %s shape',
    async (shape) => {
      const { ask } = await open({
        script: [
          {
            kind: 'fail',
            status: shape === 'detail' ? 422 : 400,
            message: 'temperature is unknown',
            param: 'temperature',
            shape,
          },
        ],
      });
      expect((await ask()).text).toBe('You said: Hola');
      expect(server.requests.map(({ body }) => body.temperature)).toEqual([0.7, undefined]);
    },
  );

  test('that finds the limit too large is asked without it once, not for good', async () => {
    const { ask } = await open({
      script: [
        {
          kind: 'fail',
          status: 400,
          message: 'max_completion_tokens is too large: 200.',
          param: 'max_completion_tokens',
        },
      ],
    });
    await ask();
    await ask();
    expect(server.requests.map(({ body }) => body.max_completion_tokens)).toEqual([200, undefined, 200]);
  });

  test.each([
    ['omits the role', { role: 'omitted' }],
    ['omits the index', { index: 'omitted' }],
    ['omits the usage', { usage: 'omitted' }],
    ['says null for the usage', { usage: 'null' }],
    ['sends [DONE] twice', { done: 'twice' }],
    ['sends no [DONE]', { done: 'omitted' }],
    ['names no finish reason', { finish: 'omitted' }],
    ['names a wrong content type', { contentType: 'application/json' }],
    ['names no event stream', { contentType: 'text/plain' }],
    ['ignores stream', { whole: true }],
    ['ignores stream and the content type', { whole: true, contentType: 'text/event-stream' }],
    ['ignores stream and sends parts', { whole: true, parts: true }],
    ['thinks in a field of its own', { reasoning: ['hm', 'so'] }],
    ['thinks in the text', { deltas: ['<thi', 'nk>secreto</th', 'ink>\n\nAlicia: ', 'Hola a todos'] }],
  ] as const)('that %s is understood', async (_, say) => {
    const { ask } = await open({ script: [{ kind: 'say', text: 'Hola a todos', ...say }] });
    const heard = await ask();
    expect(heard.error).toBeUndefined();
    expect(heard.text.replace('Alicia: ', '')).toBe('Hola a todos');
    expect(heard.end).toMatchObject({ finish: 'stop' });
    expect(heard.end?.cutShort).toBeUndefined();
  });

  test('may take its time to think without being called silent', async () => {
    const reasoning = Array.from({ length: 8 }, () => 'hm');
    const { ask } = await open({ script: [{ kind: 'say', text: 'Ya', reasoning, everyMs: 100 }] });
    expect(await ask()).toMatchObject({ text: 'Ya', error: undefined });
    expect(server.requests).toHaveLength(1);
  });
});

test('the SDK writes nothing to the console, whatever comes', async () => {
  const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map((name) => vi.spyOn(console, name));
  const { ask } = await open({ script: [{ kind: 'bytes', body: 'data: {broken\n\n' }] });
  await ask();
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});
