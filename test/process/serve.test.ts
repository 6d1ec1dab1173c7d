import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, connect as dial } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type DiscordServer, startDiscordServer } from '../platforms/discord/server.ts';
import { type OpenAiServer, startOpenAiServer } from '../platforms/openai/server.ts';
import type { Platform } from '../platforms/platform.ts';
import { type SlackServer, startSlackServer } from '../platforms/slack/server.ts';
import { startTelegramServer, type TelegramServer } from '../platforms/telegram/server.ts';
import { freshFolder, kith, type Running } from './kith.ts';

type Environment = Readonly<Record<string, string>>;

let platforms: { discord: DiscordServer; telegram: TelegramServer; slack: SlackServer };
let running: Running | undefined;
const folders: string[] = [];
const others: { stop(): Promise<void> }[] = [];

async function open() {
  platforms = {
    discord: await startDiscordServer(),
    telegram: await startTelegramServer(),
    slack: await startSlackServer(),
  };
}
const all = (): readonly Platform[] => Object.values(platforms);
const close = async () => {
  await Promise.all([...all(), ...others.splice(0)].map((server) => server.stop()));
};

/** `kith start` for these platforms. */
function serve(names: readonly (keyof typeof platforms)[], more: Environment = {}): Running {
  const folder = freshFolder();
  folders.push(folder);
  const environment = Object.assign(
    { KITH_DATA_DIR: folder, KITH_HTTP_PORT: '0', KITH_CHANNELS_RETRYBASEMS: '50', KITH_INBOX_BURSTMS: '30' },
    ...names.map((name) => platforms[name].environment),
    more,
  );
  running = kith({ args: ['start'], environment });
  return running;
}
async function end(whom = running): Promise<number | null | undefined> {
  whom?.kill('SIGTERM');
  return (await whom?.closed)?.code;
}
/** What stands on the screen beside the log. */
const said = (one: Running): readonly string[] =>
  one
    .errors()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{'));
const logged = (one: Running): readonly { readonly msg: string; readonly channel?: string }[] =>
  one
    .errors()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
async function answered(on: Platform, who: string, text = 'Hello there'): Promise<void> {
  await on.say({ who, text });
  await expect.poll(() => on.shown('direct', who).length, { timeout: 15_000 }).toBeGreaterThan(0);
}
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
async function isOpen(port: number): Promise<boolean> {
  const socket = dial(port, '127.0.0.1');
  const [result] = await Promise.race([
    once(socket, 'connect').then(() => [true]),
    once(socket, 'error').then(() => [false]),
  ]).catch(() => [false]);
  socket.destroy();
  return result ?? false;
}

afterEach(async () => {
  running?.kill('SIGKILL', 'group');
  await running?.closed;
  running = undefined;
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('kith start, with three platforms', () => {
  beforeAll(open);
  afterAll(close);

  test('says what it serves, serves all of it, tells how it is, and ends with 0', async () => {
    const port = await freePort();
    const one = serve(['discord', 'telegram', 'slack'], { KITH_HTTP_PORT: String(port) });
    await one.heard(5);
    expect(one.lines).toEqual([
      expect.stringMatching(/^Alicia answers with the offline voice: set OPENAI_API_KEY/),
      '  discord    ready',
      '  telegram   ready',
      '  slack      ready',
      'Ctrl-C stops.',
    ]);
    await Promise.all(all().map((platform) => answered(platform, 'Ana')));
    const look = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()] as const;
    };
    const [status, health] = await look('/health');
    expect([status, JSON.parse(health)]).toEqual([
      200,
      { status: 'healthy', channels: { discord: 'ready', telegram: 'ready', slack: 'ready' } },
    ]);
    expect((await look('/health/personality'))[1]).toMatch(
      /^\{"status":"healthy","personalities":[1-9]\d*\}$/,
    );
    expect(await look('/health/memory')).toEqual([200, '{"status":"healthy"}']);
    await platforms.slack.command('Ana', '/rate 4');
    await expect
      .poll(async () => (await look('/metrics'))[1], { timeout: 10_000 })
      .toContain('personality_satisfaction{personality="alicia"} 4\n');
    const [, numbers] = await look('/metrics');
    expect(numbers).toContain('personality_response_time_count{personality="alicia"} 3\n');
    expect(numbers).toContain('personality_messages_total{personality="alicia",speaker="user"} 3\n');
    expect(numbers).toContain('kith_channel_up{channel="telegram"} 1\n');
    expect(await end()).toBe(0);
    expect(await isOpen(port)).toBe(false);
    expect(said(one)).toEqual([]);
    expect(all().flatMap(({ violations }) => violations)).toEqual([]);
  }, 40_000);

  test('a model that hangs keeps nobody from stopping it', async () => {
    const model: OpenAiServer = await startOpenAiServer();
    others.push(model);
    model.always({ kind: 'hang' });
    const one = serve(['discord', 'telegram', 'slack'], {
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: 'test-model',
      KITH_TURN_SHUTDOWNMS: '300',
    });
    await one.heard(5);
    await Promise.all(all().map((platform) => platform.say({ who: 'Eva', text: 'Hello' })));
    await expect.poll(() => model.requests.length, { timeout: 15_000 }).toBe(3);
    expect(await end()).toBe(0);
    expect(one.errors()).not.toMatch(/^\s+at /m);
  }, 40_000);

  test('told to stop while it starts, it ends with 0 and promises nothing', async () => {
    const before = platforms.telegram.calls.length;
    const one = serve(['discord', 'telegram', 'slack']);
    await expect.poll(() => platforms.telegram.calls.length, { timeout: 15_000 }).toBeGreaterThan(before);
    expect(await end()).toBe(0);
    expect([0, 5]).toContain(one.lines.length);
    expect(one.lines.join()).not.toContain('stopped');
    expect(said(one)).toEqual([]);
  }, 40_000);

  test('no token and no key is ever written, at the most talkative level', async () => {
    const model = await startOpenAiServer();
    others.push(model);
    const secrets = {
      ...Object.assign({}, ...all().map(({ environment }) => environment)),
      OPENAI_API_KEY: 'sk-local-key-that-nobody-may-read',
      KITH_TELEGRAM_PERSONATOKENS: 'mika=987654:mikas-token-for-this-machine',
    } as Record<string, string>;
    const one = serve(['discord', 'telegram', 'slack'], {
      ...secrets,
      OPENAI_BASE_URL: model.url,
      OPENAI_MODEL: 'test-model',
      KITH_LOG_LEVEL: 'debug',
    });
    await one.heard(6);
    await Promise.all(all().map((platform) => answered(platform, 'Bob')));
    for (const platform of all()) platform.next({ kind: '500' }, { kind: 'cut after' }, { kind: '429' });
    await Promise.all(all().map((platform) => answered(platform, 'Carla')));
    await Promise.all(all().map((platform) => platform.disconnect()));
    await platforms.discord.command('Bob', '/affinity');
    platforms.slack.revoke();
    platforms.telegram.revoke();
    await platforms.discord.revoke();
    await Promise.all(all().map((platform) => platform.say({ who: 'Bob', text: 'Are you there?' })));
    await expect
      .poll(() => logged(one).filter(({ msg }) => /refuse/i.test(msg)).length, { timeout: 15_000 })
      .toBeGreaterThan(2);
    await end();
    const written = [...one.lines, one.errors()].join('\n');
    expect(logged(one).length).toBeGreaterThan(20);
    for (const [name, value] of Object.entries(secrets)) {
      if (/URL|ROOT/.test(name)) continue;
      for (const part of value.split('=')) if (part.length >= 8) expect(written, name).not.toContain(part);
    }
    // Tickets and one-time tokens open doors as well.
    expect(written).not.toMatch(/ticket=(?!\[hidden\])\w|\/bot\d+:(?!…|\[hidden\])/);
  }, 60_000);
});

describe('kith start, where a platform is not as it should be', () => {
  beforeAll(open);
  afterAll(close);

  test('one that cannot be reached keeps nobody waiting, and joins when it comes up', async () => {
    const port = await freePort();
    const one = serve(['discord', 'slack'], {
      TELEGRAM_TOKEN: platforms.telegram.environment.TELEGRAM_TOKEN ?? '',
      TELEGRAM_API_ROOT: `http://127.0.0.1:${port}`,
      KITH_CHANNELS_RETRYMAXMS: '300',
    });
    await Promise.all([platforms.discord.ready(15_000), platforms.slack.ready(15_000)]);
    await Promise.all([answered(platforms.discord, 'Ana'), answered(platforms.slack, 'Ana')]);
    await one.heard(5);
    expect(one.lines[2]).toMatch(/^ {2}telegram {3}connecting/);
    // What comes up at that address hands on to the platform.
    const target = new URL(platforms.telegram.environment.TELEGRAM_API_ROOT ?? '');
    const server = createServer((socket) => {
      const onward = dial(Number(target.port), target.hostname);
      socket.on('error', () => onward.destroy()).pipe(onward);
      onward.on('error', () => socket.destroy()).pipe(socket);
    }).listen(port, '127.0.0.1');
    others.push({ stop: async () => void server.close() });
    await platforms.telegram.ready(15_000);
    await answered(platforms.telegram, 'Ana');
    expect(await end()).toBe(0);
  }, 60_000);

  test('one whose token is revoked is named with what to do, and the others go on', async () => {
    platforms.slack.revoke();
    const one = serve(['discord', 'telegram', 'slack']);
    await one.heard(5);
    expect(one.lines.slice(1, 4)).toEqual([
      '  discord    ready',
      '  telegram   ready',
      expect.stringMatching(/^ {2}slack {6}refused: .*token_revoked.*SLACK_BOT_TOKEN/),
    ]);
    expect(logged(one)).toContainEqual(expect.objectContaining({ msg: 'Channel refused', channel: 'slack' }));
    await Promise.all([answered(platforms.discord, 'Bob'), answered(platforms.telegram, 'Bob')]);
    expect(await end()).toBe(0);
  }, 40_000);

  test('when all of them refuse, one line says why for each, and it ends with 1', async () => {
    platforms.telegram.revoke();
    await platforms.discord.revoke();
    const one = serve(['discord', 'telegram', 'slack']);
    expect(await one.closed).toEqual({ code: 1, signal: null });
    expect(one.lines).toEqual([]);
    expect(said(one)).toEqual([
      expect.stringMatching(/^discord: .*DISCORD_TOKEN/),
      expect.stringMatching(/^telegram: .*TELEGRAM_TOKEN/),
      expect.stringMatching(/^slack: .*SLACK_BOT_TOKEN/),
    ]);
  }, 40_000);
});

describe('kith start, with a platform that calls', () => {
  test('opens the port for it, and a port that is taken is said in one line', async () => {
    const port = await freePort();
    const slack = await startSlackServer({
      mode: 'http',
      eventsUrl: `http://127.0.0.1:${port}/slack/events`,
    });
    others.push(slack);
    const environment = { ...slack.environment, KITH_HTTP_PORT: String(port) };
    const one = serve([], environment);
    await one.heard(3);
    expect(await isOpen(port)).toBe(true);
    await answered(slack, 'Ana');

    const second = serve([], environment);
    expect(await second.closed).toEqual({ code: 1, signal: null });
    expect(said(second)).toEqual([
      expect.stringMatching(
        new RegExp(`^The HTTP port 127\\.0\\.0\\.1:${port} cannot be opened: .*KITH_HTTP_PORT`),
      ),
    ]);
    expect(second.errors()).not.toMatch(/Something unexpected|^\s+at /m);

    // One that nobody calls serves without the port, and says so.
    const discord = await startDiscordServer();
    others.push(discord);
    const third = serve([], { ...discord.environment, KITH_HTTP_PORT: String(port) });
    await third.heard(3);
    await answered(discord, 'Ana');
    expect(logged(third).map(({ msg }) => msg)).toContain('Health and metrics are not served');
    expect(await end(third)).toBe(0);

    // Somebody who never finishes a request does not keep it.
    const slow = dial(port, '127.0.0.1');
    slow.on('error', () => {});
    slow.write('POST /slack/events HTTP/1.1\r\nHost: kith\r\nContent-Length: 100\r\n\r\n{');
    expect(await end(one)).toBe(0);
    slow.destroy();
  }, 28_000);
});

test.for<[string, Environment, RegExp]>([
  [
    'an address that is none',
    { DISCORD_TOKEN: 'a.b.c', DISCORD_API_URL: 'discord' },
    /discord\.apiUrl \(DISCORD_API_URL\)/,
  ],
  ['a Slack token without a way in', { SLACK_BOT_TOKEN: 'xoxb-1' }, /slack\.appToken.*SLACK_APP_TOKEN/],
  ['a way in without a Slack token', { SLACK_APP_TOKEN: 'xapp-1' }, /slack\.botToken.*SLACK_BOT_TOKEN/],
  [
    'Slack tokens the wrong way round',
    { SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1' },
    /slack\.botToken/,
  ],
  [
    'a bot of a persona nobody knows',
    { KITH_TELEGRAM_PERSONATOKENS: 'nobody=1:abc' },
    /telegram\.personaTokens.*"nobody".*alicia/,
  ],
  [
    'a bot of nobody',
    { KITH_TELEGRAM_PERSONATOKENS: '123456:secret-token=mika' },
    /telegram\.personaTokens.*NAME=TOKEN/,
  ],
  [
    'two bots of one persona',
    { KITH_TELEGRAM_PERSONATOKENS: 'mika=1:a,mika=2:b' },
    /telegram\.personaTokens: mika has two/,
  ],
  [
    'one bot twice',
    { TELEGRAM_TOKEN: '1:a', KITH_TELEGRAM_PERSONATOKENS: 'mika=1:a' },
    /telegram\.personaTokens.*twice/,
  ],
])(
  'kith start with %s ends with 2 and names the key',
  { timeout: 30_000 },
  async ([, environment, names]) => {
    const one = serve([], environment);
    expect(await one.closed).toEqual({ code: 2, signal: null });
    expect(one.errors()).toMatch(names);
    expect(one.errors()).not.toMatch(/secret|Something unexpected|^\s+at /m);
    expect(one.lines).toEqual([]);
  },
);
