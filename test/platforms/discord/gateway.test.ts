import { GatewayIntentBits } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { driveDiscord, waitFor } from './client.ts';
import { startDiscordServer } from './server.ts';

/** Contents the client heard, in order. */
function ears(client: Awaited<ReturnType<typeof driveDiscord>>['client']): string[] {
  const heard: string[] = [];
  client.on('messageCreate', ({ content }) => void heard.push(content));
  return heard;
}

describe('sessions', () => {
  test('what was said during a break is heard after it, once', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const heard = ears(client);
    await server.say({ who: 'Ana', text: 'before' });
    await waitFor(() => heard.length === 1);
    await server.disconnect();
    await server.say({ who: 'Ana', text: 'meanwhile' });
    await server.ready();
    await server.say({ who: 'Ana', text: 'after' });
    await waitFor(() => heard.includes('after'));
    expect(heard).toEqual(['before', 'meanwhile', 'after']);
    expect(server.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
    expect(server.violations).toEqual([]);
  });

  test('an invalid session is begun anew, a resumable one and a reconnect are resumed', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const heard = ears(client);
    server.gateway.invalidate();
    await waitFor(() => server.gateway.counts.identified === 2);
    await server.ready();
    server.gateway.invalidate(true);
    await waitFor(() => server.gateway.counts.resumed === 1);
    server.gateway.sendRaw({ op: 7, d: null, s: null, t: null });
    await waitFor(() => server.gateway.counts.resumed === 2);
    await server.say({ who: 'Ana', text: 'still there?' });
    await waitFor(() => heard.includes('still there?'));
    expect(server.violations).toEqual([]);
  });

  test('a gateway that acknowledges no heartbeat is left and resumed', async () => {
    await using driven = await driveDiscord({ heartbeatMs: 200 });
    const { server } = driven;
    server.gateway.ignoreHeartbeats();
    await waitFor(() => server.gateway.counts.resumed === 1);
    expect(server.violations).toEqual([]);
  });

  test('the last event comes again after a lost acknowledgement', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const ids: string[] = [];
    // The cache of discord.js hides the second one from `messageCreate`.
    client.on('raw', (packet: { t: string; d: { id: string } }) => {
      if (packet.t === 'MESSAGE_CREATE') ids.push(packet.d.id);
    });
    const id = await server.say({ who: 'Ana', text: 'twice' });
    await server.sayAgain();
    await waitFor(() => ids.length === 2);
    expect(ids).toEqual([id, id]);
  });

  test('a kicked bot loses its guild, a deleted channel goes', async () => {
    await using driven = await driveDiscord({ guilds: ['Harbour', 'Mill'] });
    const { server, client } = driven;
    const id = server.channelOf('Mill/#cellar');
    await waitFor(() => client.channels.cache.has(id));
    await server.deleteChannel('Mill/#cellar');
    await waitFor(() => !client.channels.cache.has(id));
    await server.kick();
    await waitFor(() => client.guilds.cache.size === 0);
    await expect(client.rest.get(`/channels/${server.channelOf('#lobby')}`)).rejects.toMatchObject({
      code: 50001,
    });
  });

  test('a reset token closes the gateway and refuses requests', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const isGone = new Promise((resolve) => client.once('shardDisconnect', ({ code }) => resolve(code)));
    await server.revoke();
    expect(await isGone).toBe(4004);
    await expect(client.rest.get('/users/@me')).rejects.toMatchObject({ status: 401 });
    expect(server.violations).toEqual([]);
  });
});

describe('intents', () => {
  test('without the content intent only what is the bot’s business can be read', async () => {
    const few = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages];
    await using driven = await driveDiscord({}, few);
    const { server, client } = driven;
    const heard = ears(client);
    await server.say({ who: 'Ana', where: '#lobby', text: 'among us' });
    await server.say({ who: 'Ana', where: '#lobby', text: 'you', mentions: true });
    await server.say({ who: 'Ana', text: 'in private' });
    await waitFor(() => heard.length === 3);
    expect(heard).toEqual(['', `<@${server.botId}> you`, 'in private']);
  });

  test('events of no intent are not heard', async () => {
    await using driven = await driveDiscord({}, [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages]);
    const heard = ears(driven.client);
    await driven.server.say({ who: 'Ana', where: '#lobby', text: 'a', mentions: true });
    await driven.server.say({ who: 'Ana', text: 'b' });
    await waitFor(() => heard.length > 0);
    expect(heard).toEqual(['b']);
  });

  test('a privileged intent that was not granted closes the gateway', async () => {
    await expect(driveDiscord({ refusedIntents: ['MessageContent'] })).rejects.toThrow('disallowed intents');
  });
});

describe('a client that breaks the rules of the gateway is recorded', () => {
  const faults: readonly (readonly [string, string, (token: string) => unknown, number])[] = [
    ['no version', '/gateway', () => undefined, 4012],
    ['a payload before identifying', '/gateway?v=10&encoding=json', () => ({ op: 3, d: {} }), 4003],
    ['no JSON', '/gateway?v=10&encoding=json', () => '{', 4002],
    [
      'invalid intents',
      '/gateway?v=10&encoding=json',
      (token) => ({ op: 2, d: { token, intents: -1 } }),
      4013,
    ],
    ['silence', '/gateway?v=10&encoding=json', () => undefined, 4009],
  ];
  test.each(faults)('%s', async (_name, path, payload, code) => {
    const server = await startDiscordServer({ heartbeatMs: 50 });
    const socket = new WebSocket(server.url.replace('http', 'ws').replace('/api', path));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const sent = payload(server.token);
    socket.on('open', () => {
      if (sent !== undefined) socket.send(typeof sent === 'string' ? sent : JSON.stringify(sent));
    });
    expect(await closed).toBe(code);
    expect(server.violations).toHaveLength(1);
    await server.stop();
  });
});
