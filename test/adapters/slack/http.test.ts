import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenAiServer, startOpenAiServer } from '../../platforms/openai/server.ts';
import { type SlackServer, startSlackServer } from '../../platforms/slack/server.ts';
import { freshFolder, kith, type Running } from '../../process/kith.ts';
import { soon } from './scene.ts';

let slack: SlackServer;
let model: OpenAiServer;
let running: Running;
let port: number;

/** A port nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

beforeAll(async () => {
  port = await freePort();
  slack = await startSlackServer({ eventsUrl: `http://127.0.0.1:${port}/slack/events` });
  model = await startOpenAiServer({
    reply: ({ messages, response_format: form }) =>
      form === undefined ? `You said: ${messages.at(-1)?.content}` : '{}',
  });
  running = kith({
    args: ['start'],
    environment: {
      ...slack.environment,
      KITH_DATA_DIR: freshFolder(),
      KITH_HTTP_PORT: `${port}`,
      KITH_LOG_LEVEL: 'warn',
      KITH_INBOX_BURSTMS: '30',
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: 'test-model',
    },
  });
  await slack.ready(20_000);
}, 30_000);
afterAll(async () => {
  running.kill('SIGTERM');
  await running.closed;
  await Promise.all([slack.stop(), model.stop()]);
});

const texts = (where: string, who: string) => slack.shown(where, who).map(({ text }) => text);

test('Kith over HTTP alone: events, commands, buttons and forms, and nothing forged', async () => {
  await slack.say({ who: 'Ana', where: '#lobby', text: 'good morning', mentions: true });
  await slack.sayAgain();
  await soon(() => texts('#lobby', 'Ana').some((text) => text.includes('good morning')), 10_000);
  await slack.say({ who: 'Ana', text: 'and here' });
  await soon(() => texts('direct', 'Ana').some((text) => text.includes('and here')), 10_000);

  await slack.command('Ana', '/affinity', '#lobby');
  await soon(() => slack.shown('#lobby', 'Ana').some(({ onlyFor }) => onlyFor === 'Ana'), 10_000);
  const asked = slack.shown('#lobby', 'Ana').find(({ onlyFor }) => onlyFor === 'Ana')!;
  await slack.press('Ana', asked.id, asked.buttons[0]!);
  await soon(() =>
    slack.shown('#lobby', 'Ana').some(({ id, text }) => id === asked.id && text !== asked.text),
  );

  await slack.command('Ana', '/remember', 'direct');
  await soon(() => slack.form('Ana') !== undefined);
  await slack.form('Ana')!.submit({ what: 'my dog is called Max' });
  await soon(() => texts('direct', 'Ana').some((text) => text.includes('Max')));
  await slack.openHome('Ana');
  await soon(() => slack.home('Ana') !== undefined);

  for (const forgery of ['wrong secret', 'changed body', 'stale', 'unsigned'] as const)
    expect(await slack.forge(forgery)).toBe(401);
  expect(slack.shown('direct', 'Mallory')).toEqual([]);
  expect(texts('#lobby', 'Ana').filter((text) => text.includes('good morning'))).toHaveLength(1);
  await soon(() => slack.leftovers().length === 0);
  expect(slack.violations).toEqual([]);
  expect(running.errors()).not.toContain('xoxb-');
}, 30_000);
