import { expect, test } from 'vitest';
import { KithError } from '../../../src/core/errors.ts';
import { startDiscordServer } from '../../platforms/discord/server.ts';
import { channelOn, drive, type Logged, until } from './discord.ts';

test('a wrong token is refused at the start, and nothing goes on knocking', async () => {
  const server = await startDiscordServer();
  const channel = channelOn(server, { token: 'wrong.token.of-somebody' });
  const error = await channel.listen(async () => {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KithError);
  expect(error).toMatchObject({ code: 'channel.refused' });
  expect(channel.health?.().state).toBe('refused');
  const knocks = server.requests.length;
  await new Promise((next) => setTimeout(next, 150));
  expect(server.requests).toHaveLength(knocks);
  await channel.stop();
  await server.stop();
});

test('a token that is revoked later: refused once, no hot loop', async () => {
  await using it = await drive();
  const place = await it.place('direct');
  await it.server.revoke();
  await until(() => it.channel.health?.().state === 'refused', 'not refused');
  await expect(
    it.channel.send({ kind: 'reply', text: 'Hi', visibleTo: 'place' }, place),
  ).rejects.toMatchObject({ code: 'channel.refused' });
  expect(it.logs.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(it.channel.health?.().says).toMatch(/DISCORD_TOKEN/);
});

test('without the content intent it goes on and says so; where it must have it, it is refused', async () => {
  await using it = await drive({ refusedIntents: ['MessageContent'] });
  expect(it.channel.health?.()).toMatchObject({ state: 'ready' });
  expect(it.channel.health?.().says).toMatch(/Message Content/);
  expect((await it.place('#lobby')).audience).toBe('everyone');
  const strict = channelOn(it.server, { messageContent: 'on' });
  await expect(strict.listen(async () => {})).rejects.toMatchObject({ code: 'channel.refused' });
  await strict.stop();
});

test('a broken connection is resumed, and what was said meanwhile is heard once', async () => {
  await using it = await drive();
  await it.place('direct');
  await it.server.disconnect();
  await until(() => it.channel.health?.().state === 'connecting', 'the break went unseen');
  await it.server.say({ who: 'Ana', text: 'meanwhile' });
  await it.hear((event) => event.kind === 'message' && event.text === 'meanwhile');
  await until(() => it.channel.health?.().state === 'ready', 'not back');
  expect(it.heard).toHaveLength(2);
  expect(it.server.gateway.counts.resumed).toBe(1);
  expect(it.server.violations).toEqual([]);
});

test('a gateway that cannot be reached yet is waited for, with pauses', async () => {
  const server = await startDiscordServer();
  const logs: Logged[] = [];
  const channel = channelOn(server, {}, logs);
  server.next(...Array.from({ length: 3 }, () => ({ kind: '500', on: '/gateway/bot' }) as const));
  await channel.listen(async () => {});
  expect(channel.health?.().state).toBe('connecting');
  await until(() => channel.health?.().state === 'ready', 'never came');
  expect(logs.filter(({ level }) => level === 'warn')).toHaveLength(1);
  await channel.stop();
  expect(channel.health?.().state).toBe('stopped');
  await server.stop();
});

test('nothing listens at all: listen gives up waiting, the channel does not', async () => {
  const server = await startDiscordServer();
  const channel = channelOn(server, { apiUrl: 'http://127.0.0.1:9/api' });
  await channel.listen(async () => {});
  expect(channel.health?.()).toMatchObject({ state: 'connecting' });
  await channel.stop();
  await server.stop();
});

test('stopped while the connection is broken, it does not come back', async () => {
  await using it = await drive();
  await it.server.disconnect();
  await until(() => it.channel.health?.().state === 'connecting', 'the break went unseen');
  await it.channel.stop();
  const { resumed, identified } = it.server.gateway.counts;
  // The SDK waits half a second before it connects again.
  await new Promise((next) => setTimeout(next, 700));
  expect(it.server.gateway.counts).toMatchObject({ resumed, identified });
});

test('what is missing is found, with what to do about it', async () => {
  await using it = await drive();
  const findings = await it.channel.examine?.();
  expect(findings?.map(({ what, state }) => [what, state])).toEqual([
    ['Discord token', 'ok'],
    ['Discord Message Content intent', 'note'],
    ['Discord servers', 'ok'],
    ['Discord commands', 'ok'],
  ]);
  await it.server.revoke();
  const [revoked] = (await channelOn(it.server).examine?.()) ?? [];
  expect(revoked).toMatchObject({ state: 'FAIL', remedy: expect.stringMatching(/Reset Token/) });
});

test('a permission that is missing is named once', async () => {
  await using it = await drive({ withoutPermissions: ['SendMessages', 'ManageWebhooks'] });
  const place = await it.place('#lobby');
  for (const key of ['1', '2'])
    await expect(
      it.channel.send({ kind: 'command', text: 'Hi', visibleTo: 'place' }, place, { key }),
    ).rejects.toMatchObject({ code: 'channel.failed', retryable: false });
  const said = it.logs.filter(({ level }) => level === 'warn');
  expect(said).toMatchObject([
    { fields: { channel: '#lobby', lacking: expect.arrayContaining(['Send Messages']) } },
  ]);
});

test('an acknowledgement waits behind no message', async () => {
  await using it = await drive({ ackMs: 300, channel: { requestMs: 600 } });
  await until(() => it.server.commands().length > 0, 'no commands');
  const place = await it.place('direct');
  // Discord does not answer the first: all others of the channel wait for it.
  it.server.next({ kind: 'hang' });
  const sends = ['1', '2', '3'].map((key) =>
    it.channel.send({ kind: 'command', text: key, visibleTo: 'place' }, place, { key }),
  );
  await it.server.command('Ana', '/affinity');
  await it.hear(({ kind }) => kind === 'command');
  expect(it.server.shown('direct', 'Ana').filter(({ text }) => /^\d$/.test(text))).toEqual([]);
  await Promise.all(sends);
  expect(it.server.violations).toEqual([]);
});

test('listening twice connects once, and a stop ends it', async () => {
  await using it = await drive();
  const again: unknown[] = [];
  await it.channel.listen(async (event) => void again.push(event));
  await it.server.say({ who: 'Ana', text: 'one' });
  await it.hear();
  expect({ heard: it.heard.length, again: again.length }).toEqual({ heard: 1, again: 0 });
  await it.channel.stop();
  expect(it.server.gateway.counts.identified).toBe(1);
});
