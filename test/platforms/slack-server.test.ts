import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { type SlackServer, type SlackServerOptions, startSlackServer } from './slack-server.ts';
import { until } from './slack-socket.ts';

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.stop();
});

const start = async (options?: SlackServerOptions): Promise<SlackServer> => {
  const slack = await startSlackServer(options);
  open.push(slack);
  return slack;
};

/** The real Bolt on a socket of its own, with what it heard. */
async function connected(slack: SlackServer, register: (app: App) => void = () => undefined) {
  const {
    SLACK_BOT_TOKEN: token = '',
    SLACK_APP_TOKEN: appToken = '',
    SLACK_API_URL: slackApiUrl = '',
  } = slack.environment;
  const clientOptions = { slackApiUrl, retryConfig: { retries: 2, minTimeout: 20 } };
  const receiver = new SocketModeReceiver({
    appToken,
    clientPingTimeout: 250,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  const app = new App({ token, receiver, clientOptions, logLevel: LogLevel.ERROR });
  const heard: Record<string, unknown>[] = [];
  app.use(async ({ body, next, context }) => {
    const { event, event_id: id } = body as { event?: Record<string, unknown>; event_id?: string };
    if (event !== undefined) heard.push({ ...event, id, retry: context.retryNum });
    await next();
  });
  app.error(async (error) => {
    throw error;
  });
  register(app);
  await app.start();
  open.push(app);
  await slack.ready();
  return {
    app,
    heard,
    seen: (count: number) => until(() => heard.length >= count, 2000, `${count} events were not heard`),
  };
}

test('a mention arrives twice, a direct message once', async () => {
  const slack = await start();
  const { heard, seen } = await connected(slack, (app) => {
    app.event('app_mention', async ({ event, say }) => {
      await say({ text: '*Hello* <@U1> &amp; all', thread_ts: event.ts });
    });
  });
  const id = await slack.say({ who: 'Ana', where: '#lobby', text: 'a < b?', mentions: true });
  await slack.say({ who: 'Ana', text: 'psst' });
  await seen(3);
  await until(() => slack.shown('#lobby').length === 1, 2000, 'no answer');
  const [first, second] = heard;
  expect([first?.type, second?.type]).toEqual(['message', 'app_mention']);
  expect(first?.ts).toBe(second?.ts);
  expect(first?.id).not.toBe(second?.id);
  expect(first?.text).toBe(`<@${slack.world.bot.user}> a &lt; b?`);
  expect(heard.find(({ channel_type: type }) => type === 'im')).toMatchObject({ text: 'psst' });
  expect(slack.shown('#lobby')).toMatchObject([{ text: 'Hello @U1 & all', thread: id, speaker: 'Alicia' }]);
  expect(slack.violations).toEqual([]);
});
