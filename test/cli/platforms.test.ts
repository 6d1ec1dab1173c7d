import { afterEach, describe, expect, test } from 'vitest';
import { commands } from '../../src/core/commands/table.ts';
import type { Finding } from '../../src/core/ports/channel.ts';
import { type DiscordServer, startDiscordServer } from '../platforms/discord/server.ts';
import { type SlackServer, startSlackServer } from '../platforms/slack/server.ts';
import { startTelegramServer, type TelegramServer } from '../platforms/telegram/server.ts';
import { cliTools } from './cli-tools.ts';

let platforms: { discord: DiscordServer; telegram: TelegramServer; slack: SlackServer } | undefined;
afterEach(async () => {
  await Promise.all(Object.values(platforms ?? {}).map((platform) => platform.stop()));
  platforms = undefined;
});

async function open(
  options: {
    readonly discord?: Parameters<typeof startDiscordServer>[0];
    readonly telegram?: Parameters<typeof startTelegramServer>[0];
    readonly slack?: Parameters<typeof startSlackServer>[0];
  } = {},
) {
  platforms = {
    discord: await startDiscordServer(options.discord),
    telegram: await startTelegramServer(options.telegram),
    slack: await startSlackServer(options.slack),
  };
  return platforms;
}

/** What doctor says with these tokens and addresses. */
async function examined(more: Readonly<Record<string, string>> = {}) {
  const environment = Object.assign(
    { KITH_CHANNELS_RETRYBASEMS: '10', KITH_CHANNELS_RETRYMAXMS: '100' },
    ...Object.values(platforms ?? {}).map((platform) => platform.environment),
    more,
  ) as Record<string, string>;
  const [asText, asJson] = [cliTools({ environment }), cliTools({ environment })];
  const codes = [await asText.kith('doctor'), await asJson.kith('doctor', '--json')];
  const findings = JSON.parse(asJson.out()) as readonly Finding[];
  for (const value of Object.values(environment).filter((text) => /^(xox|xapp|\d+:|MTI)/.test(text)))
    expect(asText.out() + asText.err() + asJson.out() + asJson.err()).not.toContain(value);
  for (const { what, says } of findings)
    expect(asText.out()).toContain(what.startsWith('store') ? 'store' : says);
  expect(codes[0]).toBe(codes[1]);
  const about = (name: string) => findings.filter(({ what }) => what.toLowerCase().includes(name));
  return { code: codes[0], findings, about, text: asText.out() };
}
const failed = (findings: readonly Finding[]) => findings.filter(({ state }) => state === 'FAIL');

describe('kith doctor, with platforms', () => {
  test('all is well', async () => {
    await open();
    const { code, findings, about } = await examined();
    expect(failed(findings)).toEqual([]);
    expect(code).toBe(0);
    for (const name of ['discord', 'telegram', 'slack'])
      expect(about(name).filter(({ state }) => state === 'ok').length, name).toBeGreaterThan(0);
    for (const { state, remedy, what } of findings) if (state === 'FAIL') expect(remedy, what).toMatch(/\w/);
  });

  test('a token that is refused is a failure with a remedy, and hides nothing else', async () => {
    const { discord, telegram, slack } = await open();
    await discord.revoke();
    telegram.revoke();
    slack.revoke();
    const { code, about, findings } = await examined();
    expect(code).toBe(1);
    expect(failed(about('discord'))[0]?.remedy).toContain('DISCORD_TOKEN');
    expect(failed(about('telegram'))[0]?.remedy).toContain('TELEGRAM_TOKEN');
    expect(failed(about('slack'))[0]?.remedy).toContain('SLACK_BOT_TOKEN');
    expect(findings.filter(({ what }) => what === 'store')[0]?.state).toBe('ok');
  });

  test('a platform that cannot be reached is said, and the others are asked', async () => {
    await open();
    const nowhere = 'http://127.0.0.1:1023';
    const { code, about } = await examined({ TELEGRAM_API_ROOT: nowhere });
    expect(code).toBe(1);
    expect(failed(about('telegram'))).toEqual([
      expect.objectContaining({ remedy: expect.stringContaining('telegram.apiRoot') }),
    ]);
    expect(failed([...about('discord'), ...about('slack')])).toEqual([]);
  });

  test('a scope that is missing, an intent that is off and no server to be in are named', async () => {
    await open({
      discord: { guilds: [], refusedIntents: ['MessageContent'] },
      slack: { scopes: ['app_mentions:read', 'im:history'] },
    });
    const { code, about, findings } = await examined();
    expect(code).toBe(1);
    expect(failed(findings).map(({ what }) => what)).toEqual(['Slack scope chat:write']);
    expect(about('slack scope').length).toBeGreaterThan(3);
    expect(about('telegram privacy')[0]).toMatchObject({ state: 'note', says: expect.stringMatching(/^on/) });
    expect(about('discord message content')[0]).toMatchObject({ state: 'note' });
    expect(about('discord servers')[0]).toMatchObject({
      state: 'note',
      remedy: expect.stringContaining('https://discord.com/oauth2/authorize?'),
    });
  });

  test("a persona's own bot that cannot be meant is a finding, not an end", async () => {
    const { code, findings } = await examined({ KITH_TELEGRAM_PERSONATOKENS: 'nobody=123456:abcdefgh' });
    expect(code).toBe(1);
    expect(failed(findings)).toEqual([
      expect.objectContaining({ what: 'platforms', says: expect.stringContaining('"nobody"') }),
    ]);
    expect(findings.map(({ what }) => what)).toContain('store');
  });
});

describe('kith discord invite', () => {
  const token = `${Buffer.from('123456789012345678').toString('base64')}.GabcDE.local-token-for-tests-only`;
  test.for([
    [{ DISCORD_TOKEN: token }, []],
    [{ DISCORD_TOKEN: `Bot ${token}` }, []],
    [{ DISCORD_TOKEN: `${token}\n` }, []],
    [{}, ['--application', '123456789012345678']],
  ] as const)('is a link, with %j %j', async ([environment, more]) => {
    const { kith, out, err } = cliTools({ environment });
    expect(await kith('discord', 'invite', ...more)).toBe(0);
    const link = new URL(out().trim());
    expect(link.host).toBe('discord.com');
    expect(link.searchParams.get('client_id')).toBe('123456789012345678');
    expect(link.searchParams.get('scope')).toBe('bot applications.commands');
    expect(BigInt(link.searchParams.get('permissions') ?? '0') & 0x8n).toBe(0n);
    expect(out() + err()).not.toContain('local-token');
  });

  test.for([
    [{}, []],
    [{ DISCORD_TOKEN: 'my-secret-token' }, []],
    [{}, ['--application', 'me']],
  ] as const)('says what it needs, with %j %j', async ([environment, more]) => {
    const { kith, out, err } = cliTools({ environment });
    expect(await kith('discord', 'invite', ...more)).toBe(2);
    expect(err()).toMatch(/DISCORD_TOKEN.*--application/);
    expect(out() + err()).not.toContain('my-secret');
  });
});

describe('kith slack manifest', () => {
  interface Manifest {
    readonly display_information: { readonly name: string };
    readonly features: {
      readonly slash_commands: readonly {
        readonly command: string;
        readonly description: string;
        readonly url?: string;
      }[];
    };
    readonly settings: { readonly socket_mode_enabled: boolean; readonly event_subscriptions: object };
  }
  async function manifest(args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
    const { kith, out } = cliTools({ environment });
    expect(await kith('slack', 'manifest', ...args)).toBe(0);
    return JSON.parse(out()) as Manifest;
  }

  test('is what Slack takes: few commands, with names and descriptions within its limits', async () => {
    const { features, settings } = await manifest();
    const names = features.slash_commands.map(({ command }) => command);
    expect(names.length).toBeLessThanOrEqual(25);
    expect(names.length).toBeGreaterThan(commands.length / 2);
    expect(new Set(names).size).toBe(names.length);
    for (const { command, description } of features.slash_commands) {
      expect(command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
      expect(description.length).toBeLessThanOrEqual(2_000);
    }
    expect(settings.socket_mode_enabled).toBe(true);
  });

  test('is the same with tokens set, and holds none', async () => {
    const environment = { SLACK_BOT_TOKEN: 'xoxb-very-secret', SLACK_APP_TOKEN: 'xapp-very-secret' };
    const made = await manifest([], environment);
    expect(made).toEqual(await manifest());
    expect(JSON.stringify(made)).not.toContain('secret');
  });

  test.for([
    ['https://kith.example.org', 'https://kith.example.org/slack/events'],
    ['https://example.org/kith/', 'https://example.org/kith/slack/events'],
  ])('with --url %s Slack calls %s', async ([url = '', where]) => {
    const { features, settings } = await manifest(['--url', url, '--name', 'Alicia']);
    expect(settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: where },
    });
    expect(new Set(features.slash_commands.map((command) => command.url))).toEqual(new Set([where]));
  });

  test.for(['kith.example.org', 'http://kith.example.org', 'https://', 'kith:443'])(
    '--url %s is wrong use',
    async (url) => {
      const { kith, out, err } = cliTools();
      expect(await kith('slack', 'manifest', '--url', url)).toBe(2);
      expect(out()).toBe('');
      expect(err()).toMatch(/^--url .*https:/);
    },
  );
});
