import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { TELEGRAM_TEST_TOKEN, type TelegramServer } from '../../platforms/telegram/server.ts';
import { channelOn, drive, failure, freePort, type Logged, reply, sending, until } from './telegram.ts';

const secret = TELEGRAM_TEST_TOKEN.split(':')[1]!;

test('what surely was not taken is tried again, what may have been is not', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const hasty = channelOn(server, { requestMs: 200 });
  const place = await driven.place('direct');
  server.next({ kind: '500' }, { kind: '500' });
  await channel.send(reply('one'), place, sending);
  for (const kind of ['cut before', 'cut after', 'hang'] as const) {
    server.next({ kind });
    const from = kind === 'hang' ? hasty : channel;
    const error = await failure(from.send(reply(kind), place, sending));
    expect(error).toMatchObject({ code: 'channel.failed', details: { mayStand: true } });
    expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toContain(secret);
  }
  server.next({ kind: '429', retryAfter: 1 });
  await channel.send(reply('two'), place, sending);
  expect(server.shown('direct').map(({ text }) => text)).toEqual(['one', 'cut after', 'two']);
  expect(server.violations).toEqual([]);
});

test('what is waited for is waited for before anybody is told that a page leaves', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const place = await driven.place('direct');
  const told: string[] = [];
  const tell = {
    async onSending() {
      told.push(`sending, ${driven.called('sendMessage').length} before`);
    },
    async onRefused() {
      told.push('refused');
    },
  };
  // No connection.
  const nowhere = channelOn(server, { apiRoot: `http://127.0.0.1:${await freePort()}` });
  expect(await failure(nowhere.send(reply('lost'), place, { ...sending, ...tell }))).toMatchObject({
    retryable: true,
    details: { code: 'ECONNREFUSED' },
  });
  expect(told.splice(0)).toEqual([]);
  // A flood, waited out between two requests.
  server.next({ kind: '429', retryAfter: 1 });
  const first = channel.send(reply('one'), place, { ...sending, ...tell });
  await until(() => told.length > 1, 'it was not refused');
  expect(told).toEqual(['sending, 0 before', 'refused']);
  await first;
  expect(told.splice(0)).toEqual(['sending, 0 before', 'refused', 'sending, 0 before']);
  // Our own pace.
  const calledOff = new AbortController();
  const paced = channel.send(reply('two'), place, { ...sending, ...tell, signal: calledOff.signal });
  calledOff.abort();
  expect((await failure(paced)).details.mayStand).toBeUndefined();
  expect(told).toEqual([]);
  // Called off after it was told of and before it left.
  const late = new AbortController();
  const leaving = { ...tell, onSending: () => tell.onSending().then(() => late.abort()) };
  const error = await failure(
    channel.send(reply('three'), place, { ...sending, ...leaving, signal: late.signal }),
  );
  expect(error.details.mayStand).toBeUndefined();
  expect(told).toEqual(['sending, 1 before', 'refused']);
  expect(server.shown('direct').map(({ text }) => text)).toEqual(['one']);
  expect(server.violations).toEqual([]);
});

test('a chat that wants to be left alone for long is left alone', async () => {
  await using driven = await drive({ channel: { retryMaxMs: 500 } });
  const { server, channel } = driven;
  const place = await driven.place('direct');
  server.next({ kind: '429', retryAfter: 30 });
  for (const text of ['one', 'one'])
    expect(await failure(channel.send(reply(text), place, sending))).toMatchObject({
      retryable: true,
      details: { retryAfterMs: expect.any(Number) },
    });
  expect(driven.called('sendMessage')).toEqual([]);
  expect(server.violations).toEqual([]);
});

test('many pages at once are slower rather than refused', async () => {
  await using driven = await drive({ flood: { burst: 5 } });
  const { server, channel } = driven;
  const place = await driven.place('direct');
  const texts = ['one', 'two', 'three', 'four', 'five', 'six'];
  await Promise.all(texts.map((text) => channel.send(reply(text), place, sending)));
  expect(server.shown('direct')).toHaveLength(texts.length);
  expect(server.calls.filter(({ answer }) => answer?.startsWith('Too Many'))).toEqual([]);
});

test('a server without drafts is asked for one once, and answers stand all the same', async () => {
  await using driven = await drive();
  await using odd = await between(driven.server, (method) =>
    method === 'sendMessageDraft' ? 'Bad Request: drafts are not for you' : undefined,
  );
  const logs: Logged[] = [];
  const channel = channelOn(driven.server, { apiRoot: odd.root }, logs);
  const place = await driven.place('direct');
  for (const text of ['one', 'two']) {
    const live = await channel.openStream!({ kind: 'reply', visibleTo: 'place' }, place, {
      ...sending,
      onShown: () => {},
    });
    live.append(text);
    await live.finish(reply(text));
  }
  expect(driven.server.shown('direct').map(({ text }) => text)).toEqual(['one', 'two']);
  expect(odd.refused).toEqual(['sendMessageDraft']);
  expect(logs.map(({ level }) => level)).toEqual(['info']);
  await channel.stop();
});

test('a text whose looks are refused is sent without them', async () => {
  await using driven = await drive();
  await using odd = await between(driven.server, (method, { entities }) =>
    method.startsWith('send') && (entities as readonly unknown[] | undefined)?.length !== 0
      ? "Bad Request: can't parse entities: who knows"
      : undefined,
  );
  const channel = channelOn(driven.server, { apiRoot: odd.root });
  const place = await driven.place('direct');
  await channel.send(reply('**bold** `@ana_ruiz`'), place, sending);
  expect(driven.server.shown('direct').map(({ text }) => text)).toEqual(['bold @\u2060ana_ruiz']);
  expect(odd.refused).toEqual(['sendMessage']);
  await channel.stop();
});

/** A Bot API server that refuses what the local Telegram would take, and passes the rest on. */
async function between(
  server: TelegramServer,
  refusal: (method: string, params: Readonly<Record<string, unknown>>) => string | undefined,
) {
  const refused: string[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const method = (request.url ?? '').split('/').at(-1) ?? '';
    const description = refusal(method, JSON.parse(body || '{}') as Readonly<Record<string, unknown>>);
    response.setHeader('content-type', 'application/json');
    if (description !== undefined) {
      refused.push(method);
      response.writeHead(400).end(JSON.stringify({ ok: false, error_code: 400, description }));
      return;
    }
    const answer = await fetch(`${server.environment.TELEGRAM_API_ROOT}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    response.writeHead(answer.status).end(await answer.text());
  };
  const proxy = createServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    root: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    refused,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
