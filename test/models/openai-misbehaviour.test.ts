import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KithError } from '../../src/core/errors.ts';
import { generate } from '../../src/core/llm/generate.ts';
import { createOpenAiModel } from '../../src/models/openai.ts';
import { type Behaviour, type OpenAiServer, startOpenAiServer } from '../platforms/openai/server.ts';
import { type CountedClock, countedClock, hello, LIMITS, listen, optionsFor } from './openai-support.ts';

/** Its tail has letters: a port's digits may not look like a leak. */
const TAIL = 'Qz9w';
const KEY = `sk-proj-very-secret-012345${TAIL}`;
const STORY = 'one two three four five six';

let server: OpenAiServer;
let clock: CountedClock;
const rejections: unknown[] = [];
const remember = (reason: unknown) => void rejections.push(reason);

// Loading the SDK must not count against the short limits of the first test.
beforeAll(() => createOpenAiModel({ model: 'test-model' }).prepare());
beforeEach(async () => {
  server = await startOpenAiServer();
  clock = countedClock();
  rejections.length = 0;
  process.on('unhandledRejection', remember);
});
afterEach(async () => {
  await expect.poll(() => server.pending(), { timeout: 2_000 }).toBe(0);
  await server.stop();
  process.off('unhandledRejection', remember);
  expect(rejections).toEqual([]);
  expect(server.violations).toEqual([]);
  expect(clock.sleeping()).toBe(0);
});

const call = (signal = new AbortController().signal, limits = LIMITS) => {
  const model = createOpenAiModel({ baseUrl: server.url, model: 'test-model', apiKey: KEY });
  return listen(generate(optionsFor(model, clock, { limits }), hello, signal));
};

const failing: readonly (readonly [what: string, behaviour: Behaviour, code: string, retryable: boolean])[] =
  [
    ['hangs', { kind: 'hang' }, 'model.timeout', true],
    ['hangs after the head', { kind: 'hang-after-head' }, 'model.timeout', true],
    ['hangs in the body of an error', { kind: 'hang-after-head', status: 500 }, 'model.timeout', true],
    ['delays the first word too long', { kind: 'say', text: 'Hola', firstMs: 1_300 }, 'model.timeout', true],
    [
      'drips bytes that make no event',
      { kind: 'trickle', everyMs: 20, text: 'x'.repeat(500) },
      'model.timeout',
      true,
    ],
    ['drops the connection', { kind: 'drop' }, 'model.unreachable', true],
    [
      'cuts before the first word',
      { kind: 'say', text: STORY, breakAfter: 0, breakBy: 'cut' },
      'model.cut',
      true,
    ],
    [
      'stops before the first word',
      { kind: 'say', text: STORY, breakAfter: 0, breakBy: 'stop' },
      'model.cut',
      true,
    ],
    ['answers 500', { kind: 'fail', status: 500 }, 'model.http', true],
    ['answers 502 with a page', { kind: 'fail', status: 502, shape: 'html' }, 'model.http', true],
    ['answers 408', { kind: 'fail', status: 408 }, 'model.http', true],
    ['answers 409', { kind: 'fail', status: 409 }, 'model.http', true],
    ['answers 429', { kind: 'fail', status: 429 }, 'model.http', true],
    [
      'answers 429 for an empty account',
      { kind: 'fail', status: 429, code: 'insufficient_quota' },
      'model.refused',
      false,
    ],
    ['answers 400', { kind: 'fail', status: 400, message: 'no' }, 'model.http', false],
    ['answers 401', { kind: 'fail', status: 401 }, 'model.refused', false],
    ['answers 403', { kind: 'fail', status: 403 }, 'model.refused', false],
    ['answers 404', { kind: 'fail', status: 404 }, 'model.http', false],
    [
      'sends nonsense',
      { kind: 'bytes', body: Uint8Array.from({ length: 999 }, (_, at) => (at * 37) % 256) },
      'model.nonsense',
      true,
    ],
    [
      'sends broken JSON in an event',
      { kind: 'bytes', body: 'data: {"choices":[{"del\n\n' },
      'model.nonsense',
      true,
    ],
    [
      'sends broken JSON',
      { kind: 'bytes', body: '{"choices":[', contentType: 'application/json' },
      'model.nonsense',
      true,
    ],
    [
      'sends a number',
      { kind: 'bytes', body: 'data: 7\n\ndata: null\n\ndata: [DONE]\n\n' },
      'model.nonsense',
      true,
    ],
    [
      'sends a web page',
      { kind: 'bytes', body: '<!doctype html><p>Hi', contentType: 'text/html' },
      'model.nonsense',
      true,
    ],
    ['sends nothing', { kind: 'bytes', body: '' }, 'model.nonsense', true],
    ['sends no choices', { kind: 'no-choices' }, 'model.nonsense', true],
    ['calls a tool', { kind: 'tool-call' }, 'model.nonsense', true],
    ['sends an empty text', { kind: 'say', text: '' }, 'model.nonsense', true],
    ['only thinks', { kind: 'say', text: '<think>for ever and ever' }, 'model.nonsense', true],
    ['withholds its answer', { kind: 'say', text: '', finish: 'content_filter' }, 'model.refused', false],
    [
      'fails inside an empty stream',
      { kind: 'error-frame', after: '', error: { message: 'overloaded', code: 503 } },
      'model.http',
      true,
    ],
    [
      'reports an error as a good answer',
      { kind: 'bytes', body: '{"error":"busy"}', contentType: 'application/json' },
      'model.http',
      true,
    ],
  ];

describe('a server that', () => {
  test.each(failing)('%s, twice, is given up with its own code', async (_, behaviour, code, retryable) => {
    server.next(behaviour, behaviour);
    const { error, text } = await call();
    expect(error).toBeInstanceOf(KithError);
    expect(error).toMatchObject({ code, retryable });
    expect(text).toBe('');
    expect(server.requests).toHaveLength(retryable ? 2 : 1);
  });

  test.each(failing.filter(([, , , retryable]) => retryable))(
    '%s once is asked again',
    async (_, behaviour) => {
      server.next(behaviour);
      expect(await call()).toMatchObject({ text: 'You said: Hola', error: undefined });
    },
  );

  test.each([
    ['stalls', { kind: 'say', text: STORY, everyMs: 20, breakAfter: 3, breakBy: 'stall' }],
    ['cuts', { kind: 'say', text: STORY, everyMs: 20, breakAfter: 3, breakBy: 'cut' }],
    ['stops', { kind: 'say', text: STORY, breakAfter: 3, breakBy: 'stop' }],
    [
      'fails',
      { kind: 'error-frame', after: 'one two three', error: { message: 'gone', code: 'server_error' } },
    ],
  ] as const)('%s in the middle has said what it said', async (_, behaviour) => {
    server.next(behaviour);
    expect(await call()).toMatchObject({
      text: 'one two three',
      end: { kind: 'end', cutShort: true },
      error: undefined,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('goes on for longer than the deadline is stopped there', async () => {
    server.next({ kind: 'say', text: 'so '.repeat(500), everyMs: 20 });
    const { text, end } = await call(undefined, { ...LIMITS, deadlineMs: 300 });
    expect(text).toContain('so so');
    expect(end?.cutShort).toBe(true);
    await expect.poll(() => server.requests[0]?.wasAbandoned).toBe(true);
  });

  test.each([
    ['in one piece', { kind: 'say', text: 'la '.repeat(1_700_000), whole: true }],
    ['in one event', { kind: 'say', deltas: ['la '.repeat(1_700_000)] }],
    ['in words', { kind: 'say', deltas: Array.from({ length: 50_000 }, () => 'la '.repeat(34)) }],
  ] as const)('sends 5 MB %s is heard as far as the limit', async (_, behaviour) => {
    server.next(behaviour);
    const { text, end } = await call(undefined, {
      ...LIMITS,
      firstTokenMs: 5_000,
      stallMs: 5_000,
      deadlineMs: 15_000,
    });
    expect(text).toHaveLength(LIMITS.maxCharacters);
    expect(end).toMatchObject({ finish: 'length' });
  });

  test('asks for a pause is given it', async () => {
    server.next({ kind: 'fail', status: 429, headers: { 'retry-after-ms': '150' } });
    const pauses: number[] = [];
    const sleep = clock.sleep;
    const watched = {
      ...clock,
      sleep: (ms: number, signal?: AbortSignal) => {
        pauses.push(ms);
        return sleep(ms, signal);
      },
    };
    const model = createOpenAiModel({ baseUrl: server.url, model: 'test-model' });
    const heard = await listen(generate(optionsFor(model, watched), hello, new AbortController().signal));
    expect(heard.text).toBe('You said: Hola');
    expect(pauses).toContainEqual(152.5);
  });

  test.each([
    ['seconds', { 'retry-after': '30' }, 30_000],
    [
      'a date',
      { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
      60_000,
    ],
    ['milliseconds', { 'x-ms-retry-after-ms': '45000' }, 45_000],
  ])('asks for too long a pause in %s is given up at once', async (_, headers, retryAfterMs) => {
    server.next({ kind: 'fail', status: 429, headers });
    expect((await call()).error).toMatchObject({
      code: 'model.http',
      details: { status: 429, retryAfterMs },
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['by code', { code: 'context_length_exceeded', message: 'no' }],
    [
      'like vLLM',
      {
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4800 in the messages, 200 in the completion). Please reduce the length of the messages or max_tokens.",
      },
    ],
    [
      'like llama.cpp',
      { message: 'the request exceeds the available context size. try increasing the context size' },
    ],
  ])('finds the prompt too long %s is offered a shorter one', async (_, said) => {
    const fail = { kind: 'fail', status: 400, ...said } as const;
    server.next(fail, fail, fail);
    const model = createOpenAiModel({ baseUrl: server.url, model: 'test-model' });
    let shorter = 0;
    const onContextExceeded = () => ({
      ...hello,
      messages: [{ role: 'user' as const, content: `shorter ${++shorter}` }],
    });
    const options = optionsFor(model, clock, { onContextExceeded });
    const heard = await listen(generate(options, hello, new AbortController().signal));
    expect(heard.text).toBe('You said: shorter 3');
    server.next(fail, fail, fail, fail);
    const given = await listen(generate(options, hello, new AbortController().signal));
    expect(given.error).toMatchObject({ code: 'model.context', retryable: false });
  });

  test('does not exist is called unreachable', async () => {
    const { url } = server;
    await server.stop();
    const model = createOpenAiModel({ baseUrl: url, model: 'test-model' });
    const { error } = await listen(generate(optionsFor(model, clock), hello, new AbortController().signal));
    expect(error).toMatchObject({ code: 'model.unreachable', retryable: true });
    expect(String((error as KithError).cause)).toContain('ECONNREFUSED');
  });

  test.each(['openai', 'detail', 'string', 'list', 'html'] as const)(
    'repeats the key in a %s error does not get it into our errors',
    async (shape) => {
      for (const status of [401, 400, 500]) {
        const message = `Incorrect API key provided: ${KEY} (Bearer ${KEY}, sk-proj-****${TAIL}).`;
        server.next({ kind: 'fail', status, message, shape }, { kind: 'fail', status, message, shape });
        const error = (await call()).error as KithError;
        const everything = [
          error.message,
          error.stack,
          JSON.stringify(error.details),
          String(error.cause),
          (error.cause as Error).stack,
        ].join();
        expect(everything).not.toContain(KEY);
        expect(everything).not.toContain(TAIL);
        if (status === 401) expect(error.message).toContain('OPENAI_API_KEY');
      }
    },
  );
});

describe('a caller who', () => {
  test.each([
    ['before the answer', { kind: 'hang' }],
    ['in the middle', { kind: 'say', text: STORY, breakAfter: 2, breakBy: 'stall' }],
  ] as const)('calls off %s frees the connection', async (_, behaviour) => {
    server.next(behaviour);
    const abort = new AbortController();
    const result = call(abort.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    abort.abort();
    expect((await result).error).toMatchObject({ code: 'aborted' });
    await expect.poll(() => server.requests[0]?.wasAbandoned).toBe(true);
  });

  test('calls off during a pause between attempts waits no longer', async () => {
    server.next({ kind: 'fail', status: 429, headers: { 'retry-after-ms': '400' } });
    const abort = new AbortController();
    const result = call(abort.signal);
    await expect.poll(() => server.pending()).toBe(0);
    abort.abort();
    expect((await result).error).toMatchObject({ code: 'aborted' });
  });

  test('stops listening frees the connection', async () => {
    server.next({ kind: 'say', text: 'so '.repeat(500), everyMs: 10 });
    const model = createOpenAiModel({ baseUrl: server.url, model: 'test-model' });
    for await (const event of generate(optionsFor(model, clock), hello, new AbortController().signal)) {
      if (event.kind === 'text') break;
    }
    await expect.poll(() => server.requests[0]?.wasAbandoned).toBe(true);
  });
});
