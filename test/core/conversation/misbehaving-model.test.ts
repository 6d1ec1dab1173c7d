import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { personaName } from '../../../src/core/ids.ts';
import { type Behaviour, type OpenAiServer, startOpenAiServer } from '../../platforms/openai/server.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import { checkBooks, configWith, keptLog, message } from './world.ts';

// TURNS=100 vitest run … gives the whole proof; this many fit a suite.
const TURNS = Number(process.env.TURNS ?? 6);
const alicia = personaName('alicia');

const limits = {
  'model.firstTokenMs': '150',
  'model.stallMs': '150',
  'model.deadlineMs': '400',
  'model.lightDeadlineMs': '300',
  'model.retries': '1',
  'model.retryBaseMs': '5',
  'model.retryMaxMs': '50',
  'model.breakerFailures': '5',
  'model.breakerCoolOffMs': '150',
  'reflect.deadlineMs': '500',
};
/** A reply and a reflection at their deadlines, and as much again for two busy cores. */
const LONGEST_MS = 2 * (400 + 500) + 1_000;

const megabytes = 'The sea is wide and deep. '.repeat(200_000);
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

const behaviours: Readonly<Record<string, Behaviour>> = {
  'refuses for now (429)': { kind: 'fail', status: 429, message: 'Rate limit reached for org-secret' },
  'refuses for an hour (429)': { kind: 'fail', status: 429, headers: { 'retry-after': '3600' } },
  'breaks (500)': { kind: 'fail', status: 500, message: 'Internal error at /srv/model.py:12' },
  'breaks with a page (502)': { kind: 'fail', status: 502, shape: 'html' },
  'refuses the key (401)': {
    kind: 'fail',
    status: 401,
    code: 'invalid_api_key',
    message: 'Incorrect API key sk-1',
  },
  'answers nonsense': { kind: 'bytes', body: 'data: {{{{\n\ndata: \u0000\u0001garbage\n\n' },
  'answers a page': { kind: 'bytes', body: '<html>It works!</html>', contentType: 'text/html' },
  'answers nothing at all': { kind: 'bytes', body: '' },
  'never answers': { kind: 'hang' },
  'begins and never goes on': { kind: 'hang-after-head' },
  'hangs up': { kind: 'drop' },
  'hangs up in the middle of a word': {
    kind: 'say',
    text: 'I was about to tell y',
    breakAfter: 4,
    breakBy: 'cut',
  },
  'falls silent in the middle': {
    kind: 'say',
    text: 'One sentence. And then anoth',
    breakAfter: 4,
    breakBy: 'stall',
  },
  'ends without an end': { kind: 'say', text: 'Half a thou', done: 'omitted', finish: 'omitted' },
  'says one byte a second': { kind: 'trickle', everyMs: 1_000, text: 'slow' },
  'says five megabytes': { kind: 'say', text: megabytes },
  'says five megabytes at once': { kind: 'say', text: megabytes, whole: true },
  'wants to use a tool': { kind: 'tool-call' },
  'gives no choice': { kind: 'no-choices' },
  'fails inside its answer': {
    kind: 'error-frame',
    after: 'Well',
    error: { message: 'CUDA out of memory', code: 500 },
  },
  'says nothing but white space': { kind: 'say', text: ' \n\n ' },
  'thinks and never speaks': { kind: 'say', text: '<think>I should not say this aloud', finish: 'length' },
  'sends deltas of the wrong kind': {
    kind: 'bytes',
    body:
      frame({ choices: [{ index: 0, delta: { content: 42 } }] }) + frame({ choices: 'none' }) + frame([1]),
  },
};

let server: OpenAiServer;
beforeAll(async () => {
  server = await startOpenAiServer({
    reply: ({ response_format: format }) =>
      format === undefined ? 'Here I am again.' : '{"mood":null,"intensity":null}',
  });
});
afterAll(() => server.stop());

describe.each(Object.entries(behaviours))('a model that %s', (_, behaviour) => {
  test('costs nobody a message, a point or their patience, and is heard again when it is well', async () => {
    const channel = fakeChannel({ stream: 'edit', editEveryMs: 20 });
    const log = keptLog();
    const rules = { ...limits, 'model.baseUrl': server.url, 'model.name': 'test-model' };
    const app = await createApp(configWith(rules), { channels: [channel], log, isEphemeral: true });
    await app.start();

    server.always(behaviour);
    const texts = Array.from({ length: TURNS }, (__, index) => `The train number ${index} was late`);
    for (const text of texts) {
      const begun = performance.now();
      await channel.bring(message(text));
      expect(performance.now() - begun).toBeLessThan(LONGEST_MS);
    }
    for (const text of channel.shown) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toMatch(
        /error|HTTP|\b(429|500|502|401)\b|undefined|\[object|sk-1|org-secret|<html|data:|<think|CUDA/i,
      );
      expect(text.length).toBeLessThanOrEqual(20_000);
    }

    server.always({ kind: 'say' });
    // Once the rest is over, one call finds out.
    await sleep(200);
    await channel.bring(message('Are you there?'));
    expect(channel.shown.at(-1)).toBe('Here I am again.');

    const person = await app.parts.store.people.ofAccount(message('').author.account, 0);
    const books = await checkBooks(app.parts.store, person.id, alicia);
    expect(books).toMatchObject({
      users: [...texts, 'Are you there?'],
      points: TURNS + 1,
      sum: TURNS + 1,
      rows: TURNS + 1,
      isAnsweredOnce: true,
      unfinished: 0,
    });
    expect(books.replies).toHaveLength(TURNS + 1);
    expect(log.events.filter(({ level }) => level === 'error')).toEqual([]);
    await app.stop();
  }, 120_000);
});

test('a server that fails is left alone for a while, and asked again by one call', async () => {
  const channel = fakeChannel();
  const rules = {
    ...limits,
    'model.baseUrl': server.url,
    'model.name': 'test-model',
    'model.retries': '0',
    'model.breakerCoolOffMs': '60000',
  };
  const app = await createApp(configWith(rules), { channels: [channel], log: keptLog(), isEphemeral: true });
  await app.start();
  server.always({ kind: 'fail', status: 500 });
  const before = server.requests.length;
  for (let index = 0; index < 20; index++) await channel.bring(message(`The train number ${index} was late`));
  expect(server.requests.length - before).toBe(5);
  expect(channel.shown).toHaveLength(20);
  server.always({ kind: 'say' });
  await app.stop();
}, 30_000);
