import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type SlackServer, startSlackServer } from './server.ts';
import { until } from './socket.ts';

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.stop();
});

/** The real Bolt behind its HTTP receiver, told where it is. */
async function scene(register: (app: App) => void = () => undefined, signatureVerification = true) {
  const slack = await startSlackServer({ mode: 'http' });
  open.push(slack);
  const {
    SLACK_BOT_TOKEN: token = '',
    SLACK_SIGNING_SECRET: signingSecret = '',
    SLACK_API_URL: slackApiUrl = '',
  } = slack.environment;
  const logLevel = LogLevel.ERROR;
  const logger = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    getLevel: () => logLevel,
    setName() {},
  };
  const receiver = new HTTPReceiver({ signingSecret, signatureVerification, logger, logLevel });
  const app = new App({ token, receiver, clientOptions: { slackApiUrl }, logLevel });
  const heard: { readonly text: unknown; readonly retry: unknown }[] = [];
  app.message(async ({ event, context }) => {
    heard.push({ text: (event as { text?: string }).text, retry: context.retryNum });
  });
  register(app);
  const server = await receiver.start(0);
  open.push({ stop: async () => app.stop() });
  const { port } = server.address() as AddressInfo;
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  await slack.ready();
  return { slack, heard };
}

test('signed events, commands and buttons reach Bolt over HTTP', async () => {
  const { slack, heard } = await scene((app) => {
    app.command('/kith', async ({ ack, respond }) => {
      await ack();
      await respond('later');
    });
    app.command('/now', async ({ ack }) => ack({ text: 'now', response_type: 'in_channel' }));
  });
  slack.loseAcks(1);
  await slack.say({ who: 'Ana', text: 'hello' });
  await until(() => heard.length === 2, 3000, 'two events');
  expect(heard).toEqual([
    { text: 'hello', retry: undefined },
    { text: 'hello', retry: 1 },
  ]);
  await slack.command('Ana', '/now', '#lobby');
  await slack.command('Ana', '/kith', '#lobby');
  await until(() => slack.shown('#lobby').length === 2, 3000, 'two answers');
  expect(slack.shown('#lobby', 'Ben')).toMatchObject([{ text: 'now' }]);
  expect(slack.violations).toEqual([]);
});

test('Bolt refuses every forgery', async () => {
  const { slack, heard } = await scene();
  for (const forgery of ['wrong secret', 'changed body', 'stale', 'unsigned'] as const)
    expect(await slack.forge(forgery)).toBeGreaterThanOrEqual(400);
  expect(heard).toEqual([]);
  expect(slack.violations).toEqual([]);
});

test('a forgery that is accepted is a violation', async () => {
  const { slack, heard } = await scene(undefined, false);
  expect(await slack.forge('stale')).toBe(200);
  expect(heard).toHaveLength(1);
  expect(slack.violations).toEqual([expect.stringContaining('forged (stale)')]);
});

test('an answer that does not come in time is a violation, and the event comes again', async () => {
  const slack: SlackServer = await startSlackServer({ mode: 'http', ackMs: 60, retryMs: 1 });
  const retries: unknown[] = [];
  const deaf = createServer((request) => void retries.push(request.headers['x-slack-retry-num']));
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  open.push(slack, { stop: async () => deaf.close() && deaf.closeAllConnections() });
  slack.deliverTo(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}/`);
  await slack.say({ who: 'Ana', text: 'hello' });
  await until(() => slack.violations.length === 4, 3000, 'four attempts');
  expect(retries).toEqual([undefined, '1', '2', '3']);
  expect(slack.violations[0]).toBe('http: events_api message was not answered within 0.06 s');
});
