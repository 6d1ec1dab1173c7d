import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { startHttpServer } from '../../../src/http/server.ts';
import { TELEGRAM_TEST_TOKEN } from '../../platforms/telegram/server.ts';
import {
  aside,
  channelOn,
  drive,
  failure,
  freePort,
  type Logged,
  reply,
  sending,
  until,
} from './telegram.ts';

const secret = TELEGRAM_TEST_TOKEN.split(':')[1]!;

test('whoever blocked the bot, and a group it was thrown out of, costs the answer only', async () => {
  await using driven = await drive();
  const { server, channel, logs } = driven;
  const place = await driven.place('direct');
  const lobby = await driven.place('#lobby');
  server.block('Ana');
  server.kick('#lobby', 'Ana');
  for (const where of [place, lobby, lobby])
    expect(await failure(channel.send(reply('hello?'), where, sending))).toMatchObject({
      code: 'channel.failed',
      retryable: false,
      details: { status: 403 },
    });
  expect(logs.filter(({ event }) => event.includes('closed'))).toHaveLength(2);
  expect(logs.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a group that became a supergroup is found again', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const place = await driven.place('!crew');
  server.migrate('!crew', 'Ana');
  const moved = await driven.hear();
  expect(moved).toMatchObject({ kind: 'moved', from: place.id, place: { audience: place.audience } });
  expect(moved.place.id).toMatch(/^telegram:-100/);
  const sent = await channel.send(reply('still here'), place, sending);
  expect(sent.platformId).toMatch(/^telegram:-100/);
  expect(server.shown('!crew').at(-1)).toMatchObject({ text: 'still here' });
  expect(server.violations).toEqual([]);
});

test('a connection that breaks is made again, and nothing is lost or heard twice', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  await driven.place('direct');
  await server.disconnect();
  server.next({ kind: '500', on: 'getUpdates' }, { kind: 'cut before', on: 'getUpdates' });
  await server.say({ who: 'Ana', text: 'one' });
  await server.say({ who: 'Ana', text: 'two' });
  expect([await driven.hear(), await driven.hear()]).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  await until(() => channel.health!().state === 'ready', 'it is not ready');
  expect(driven.heard).toHaveLength(3);
});

test('a wrong token is refused at the start, a revoked one later, each said once', async () => {
  await using driven = await drive();
  const { server, channel, logs } = driven;
  const wrong: Logged[] = [];
  const other = channelOn(server, { token: '1:wrong' }, wrong);
  expect(await failure(other.listen(async () => {}))).toMatchObject({ code: 'channel.refused' });
  expect(other.health!().state).toBe('refused');
  await other.stop();

  server.revoke();
  await server.disconnect();
  await until(() => channel.health!().state === 'refused', 'it is not refused');
  const polls = driven.called('getUpdates').length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(driven.called('getUpdates').length - polls).toBeLessThanOrEqual(1);
  expect(logs.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(JSON.stringify([logs, wrong])).not.toContain(secret);
});

test('a second program with the same token is named as what it is', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const poll = () =>
    fetch(`${server.environment.TELEGRAM_API_ROOT}/bot${TELEGRAM_TEST_TOKEN}/getUpdates?timeout=0`);
  await until(() => server.calls.some(({ params }) => params.timeout === 30), 'nobody polls');
  await (await poll()).text();
  await until(() => channel.health!().says?.includes('409') === true, 'nothing was said');
  await until(() => channel.health!().state === 'ready', 'it did not come back');
  await server.say({ who: 'Ana', text: 'hello' });
  expect(await driven.hear()).toMatchObject({ text: 'hello' });
});

test('what cannot be reached is tried until it is there', async () => {
  await using driven = await drive({ isListening: false });
  const { server } = driven;
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const away = channelOn(server, { apiRoot: `http://127.0.0.1:${port}/` });
  await away.listen(async () => {});
  expect(away.health!()).toMatchObject({
    state: 'connecting',
    says: expect.stringContaining('ECONNREFUSED'),
  });
  const place = { id: 'telegram:7' as never, channel: 'telegram', audience: 'one' } as const;
  const error = await failure(away.send(reply('x'), place, sending));
  expect(error).toMatchObject({ retryable: true });
  expect(error.details.mayStand).toBeUndefined();
  await away.stop();
  expect(away.health!().state).toBe('stopped');
});

test('Telegram may call instead of being asked, and nobody else may', async () => {
  await using driven = await drive({ isListening: false });
  const { server } = driven;
  const heard: unknown[] = [];
  const port = await freePort();
  const channel = channelOn(server, { webhookUrl: `http://127.0.0.1:${port}/` });
  const http = await startHttpServer({
    host: '127.0.0.1',
    port,
    bodyBytes: 1_000_000,
    routes: channel.routes!,
    log: { debug() {}, info() {}, warn() {}, error() {}, child: () => ({}) as never },
  });
  try {
    await channel.listen(async (event, onTaken) => {
      heard.push(event);
      onTaken?.();
    });
    await server.say({ who: 'Ana', text: 'one' });
    await until(() => heard.length === 1, 'nothing was heard');
    await until(() => server.leftovers().length === 0, 'it was not taken');
    await server.sayAgain();
    await until(() => heard.length === 2, 'nothing was heard again');
    expect((heard[0] as { eventId: string }).eventId).toBe((heard[1] as { eventId: string }).eventId);
    const [{ path } = { path: '' }] = channel.routes!;
    expect(path).not.toContain(secret);
    for (const headers of [{}, { 'x-telegram-bot-api-secret-token': 'guessed' }]) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ update_id: 1, message: {} }),
      });
      expect(answer.status).toBe(401);
    }
    expect((await channel.examine!()).map(({ state }) => state)).not.toContain('FAIL');
    await channel.stop();
    expect(heard).toHaveLength(2);
    expect(server.violations).toEqual([]);
  } finally {
    await http.stop();
  }
});

test('what was taken is not delivered again to the next run', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  await server.say({ who: 'Ana', text: 'one' });
  await driven.hear();
  await channel.stop();
  await server.say({ who: 'Ana', text: 'two' });
  const heard: unknown[] = [];
  const next = channelOn(server);
  await next.listen(async (event, onTaken) => {
    heard.push(event);
    onTaken?.();
  });
  await until(() => heard.length > 0, 'nothing was heard');
  expect(heard).toMatchObject([{ text: 'two' }]);
  await next.stop();
});

test('a private answer nobody asked for goes nowhere', async () => {
  await using driven = await drive();
  const place = await driven.place('#lobby');
  expect(await failure(driven.channel.send(aside('secret'), place, sending))).toMatchObject({
    retryable: false,
  });
  expect(driven.called('sendMessage')).toEqual([]);
});

test('what is missing is found, with what to do about it', async () => {
  await using driven = await drive({ isListening: false });
  const { server, channel } = driven;
  const found = await channel.examine!();
  expect(found.map(({ what, state }) => `${what}: ${state}`)).toEqual([
    'Telegram token: ok',
    'Telegram groups: ok',
    'Telegram privacy mode: note',
    'Telegram updates: ok',
    'Telegram commands: note',
  ]);
  expect(found[2]!.remedy).toContain('/setprivacy');
  server.revoke();
  expect(await channel.examine!()).toMatchObject([
    { state: 'FAIL', remedy: expect.stringContaining('/revoke') },
  ]);
});
