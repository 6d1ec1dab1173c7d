import { expect, test } from 'vitest';
import type { Incoming } from '../../../src/core/message.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import type { TelegramServer } from '../../platforms/telegram/server.ts';
import { ana, type Bare, inGroup, inPrivate, startBare, wrote } from './bare.ts';
import { aside, channelOn, failure, type Logged, reply, sending, until } from './telegram.ts';

interface Listening extends AsyncDisposable {
  readonly bare: Bare;
  readonly channel: Channel;
  readonly heard: Incoming[];
  readonly logs: Logged[];
  hear(): Promise<Incoming>;
}

async function listening(
  options: Parameters<typeof startBare>[0] = {},
  more: object = {},
): Promise<Listening> {
  const bare = await startBare(options);
  const logs: Logged[] = [];
  const heard: Incoming[] = [];
  const channel = channelOn(
    { environment: {} } as unknown as TelegramServer,
    { apiRoot: bare.root, ...more },
    logs,
  );
  await channel.listen(async (event, onTaken) => {
    heard.push(event);
    onTaken?.();
  });
  let awaited = 0;
  return {
    bare,
    channel,
    heard,
    logs,
    hear() {
      const index = awaited++;
      return until(() => heard[index], 'nothing was heard');
    },
    async [Symbol.asyncDispose]() {
      await channel.stop();
      await bare[Symbol.asyncDispose]();
    },
  };
}

/** Nothing is told by then that should not be. */
const quiet = (ms = 80) => new Promise((resolve) => setTimeout(resolve, ms));
const troubles = (logs: readonly Logged[]) => logs.filter(({ level }) => level === 'error');
const press = (more: object = {}) => ({
  callback_query: { id: 'p1', from: ana, chat_instance: '1', data: '/affinity why', ...more },
});

test.concurrent('a server that knows half of the methods is served, and asked for the rest once', async () => {
  await using driven = await listening();
  const { bare, channel, logs } = driven;
  expect(channel.health!().state).toBe('ready');
  bare.update(wrote('hello'), wrote('/kith health', { message_id: 12, chat: inGroup }));
  const { place } = (await driven.hear()) as Incoming & { kind: 'message' };
  expect(await driven.hear()).toMatchObject({ kind: 'command', name: 'kith', author: { role: 'member' } });
  bare.update(wrote('/affinity', { message_id: 13, chat: inGroup }));
  await driven.hear();
  expect(bare.called('getChatAdministrators')).toHaveLength(1);

  const over = new AbortController();
  channel.typing!(place, over.signal);
  for (const text of ['one', 'two']) {
    const live = await channel.openStream!({ kind: 'reply', visibleTo: 'place' }, place, {
      ...sending,
      onShown: () => {},
    });
    live.append(text);
    await live.finish(reply(text));
  }
  expect(bare.called('sendMessage').map(({ text }) => text)).toEqual(['one', 'two']);
  expect(bare.called('sendMessageDraft')).toHaveLength(1);
  await quiet(400);
  over.abort();
  expect(bare.called('sendChatAction').length).toBeLessThanOrEqual(1);
  expect([bare.called('getMyCommands').length, bare.called('setMyCommands').length]).toEqual([1, 1]);
  expect(logs.filter(({ level }) => level === 'warn').map(({ event }) => event)).toEqual([
    'The menu of commands could not be set; commands work all the same',
  ]);
  expect(troubles(logs)).toEqual([]);
  expect((await channel.examine!()).map(({ state }) => state)).not.toContain('FAIL');
});

test.concurrent('menus of one kind that are refused do not keep the others from being set', async () => {
  await using driven = await listening({
    answer: (method, { scope }) =>
      method === 'setMyCommands' || method === 'getMyCommands'
        ? scope === undefined
          ? { body: { ok: true, result: method === 'getMyCommands' ? [] : true } }
          : { status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: no scopes' } }
        : undefined,
  });
  const { bare } = driven;
  const set = await bare.had('setMyCommands', 4);
  expect(set.map(({ scope, language_code: language }) => [scope !== undefined, language])).toEqual([
    [false, undefined],
    [false, 'es'],
    [true, undefined],
    [true, 'es'],
  ]);
});

test.concurrent('a server that holds no request open is asked a few times a second', async () => {
  await using driven = await listening({ holdMs: 0 });
  const before = driven.bare.called('getUpdates').length;
  await quiet(1_000);
  const perSecond = driven.bare.called('getUpdates').length - before;
  expect(perSecond).toBeGreaterThanOrEqual(2);
  expect(perSecond).toBeLessThanOrEqual(5);
  driven.bare.update(wrote('hello'));
  expect(await driven.hear()).toMatchObject({ text: 'hello' });
});

test.concurrent('numbers of updates may jump, begin anew and come in any order', async () => {
  await using driven = await listening();
  const { bare } = driven;
  const told = () => bare.called('getUpdates').at(-1)?.offset;
  bare.update({ update_id: 912_000_003, ...wrote('b') }, { update_id: 912_000_001, ...wrote('a') });
  await until(() => told() === 912_000_004, 'the jump was not taken');
  expect(driven.heard).toHaveLength(2);
});

test.concurrent('requests for updates that are cut, gatewayed or garbled lose nothing', async () => {
  const odd = [
    { isCut: true },
    { status: 502, body: '<html>Bad Gateway</html>' },
    { status: 500, body: { error: 'no such thing' } },
    { status: 200, body: '<html>captive portal</html>' },
    { body: 'null', headers: { 'content-type': 'application/json' } },
    { status: 429, body: { ok: false }, headers: { 'retry-after': '0.3' } },
  ];
  await using driven = await listening({
    answer: (method, { timeout }) => (method === 'getUpdates' && timeout === 0 ? odd.shift() : undefined),
  });
  const { bare, channel } = driven;
  bare.update(wrote('hello'));
  expect(await driven.hear()).toMatchObject({ text: 'hello' });
  await until(() => channel.health!().state === 'ready', 'it is not ready');
  expect(driven.heard).toHaveLength(1);
  expect(odd).toEqual([]);
});

test.concurrent('an answer nobody can read leaves open whether a message stands', async () => {
  const odd = [
    { status: 503, body: '<html>Service Unavailable</html>' },
    { status: 429, body: {}, headers: { 'retry-after': '0.3' } },
    { status: 200, body: '<html>?</html>' },
  ];
  await using driven = await listening({
    answer: (method) => (method === 'sendMessage' ? odd.shift() : undefined),
  });
  const place = { id: 'telegram:7001' as never, channel: 'telegram', audience: 'one' } as const;
  expect(await failure(driven.channel.send(reply('one'), place, sending))).toMatchObject({
    details: { mayStand: true },
  });
  const [, second = { at: 0 }, third = { at: 0 }] = driven.bare.calls.filter(
    ({ method }) => method === 'sendMessage',
  );
  expect(third.at - second.at).toBeGreaterThan(250);
});

test.concurrent('presses of any kind are acknowledged, however often that is refused', async () => {
  const odd = [
    { status: 429, body: { ok: false, error_code: 429, parameters: { retry_after: 0.3 } } },
    { status: 502, body: '<html>Bad Gateway</html>' },
    { isCut: true },
  ];
  await using driven = await listening({
    answer: (method) => (method === 'answerCallbackQuery' ? odd.shift() : undefined),
  });
  const { bare, logs } = driven;
  bare.update(press({ inline_message_id: 'x' }));
  await bare.had('answerCallbackQuery', 4);
  bare.update(press({ id: 'p2', data: undefined, game_short_name: 'x', message: wrote('').message }));
  bare.update(press({ id: 'p3', message: { chat: inPrivate, message_id: 9, date: 0 } }));
  const pressed = (await driven.hear()) as Incoming & { kind: 'command' };
  expect(pressed).toMatchObject({ kind: 'command', name: 'affinity', args: ['why'] });
  await bare.had('answerCallbackQuery', 6);
  await driven.channel.send(aside('Because.', { answers: pressed.eventId }), pressed.place);
  expect(bare.called('editMessageText')).toMatchObject([{ message_id: 9, text: 'Because.' }]);
  expect(driven.heard).toHaveLength(1);
  expect(troubles(logs)).toEqual([]);
});

test.concurrent('a press is acknowledged while it is not known yet who presses', async () => {
  await using driven = await listening({
    answer: (method) => (method === 'getChatAdministrators' ? { after: 10_000 } : undefined),
  });
  const begun = performance.now();
  driven.bare.update(press({ message: { chat: inGroup, message_id: 9, date: 0 } }));
  await driven.bare.had('answerCallbackQuery');
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(driven.heard).toEqual([]);
  // Nobody waits for long to be known.
  expect(await driven.hear()).toMatchObject({ kind: 'command', author: { role: 'member' } });
});

test.concurrent('commands and mentions are seen where nobody marks them', async () => {
  await using driven = await listening({
    answer: (method) =>
      method === 'getMe'
        ? {
            body: { ok: true, result: { id: 1, is_bot: true, first_name: 'Alicia', username: 'alicia_bot' } },
          }
        : undefined,
  });
  const say = (text: string, chat: object = inGroup) =>
    driven.bare.update(wrote(text, { chat, message_id: 30 + driven.bare.calls.length }));
  say('/affinity@OtherBot');
  say('/affinity@OtherBot', inPrivate);
  say('/AFFINITY@Alicia_Bot why');
  expect(await driven.hear()).toMatchObject({ kind: 'command', name: 'affinity', args: ['why'] });
  say('/afinidad', inPrivate);
  expect(await driven.hear()).toMatchObject({ kind: 'command', name: 'affinity', args: [] });
  say('/etc/passwd', inPrivate);
  expect(await driven.hear()).toMatchObject({ kind: 'message', text: '/etc/passwd' });
  say('@alicia_bot, how are you @ana_ruiz? me@alicia_bot.org');
  expect(await driven.hear()).toMatchObject({
    isAddressed: true,
    text: 'how are you @ana_ruiz? me@alicia_bot.org',
  });
  await quiet();
  expect(driven.heard).toHaveLength(4);
});

test.concurrent('a bot without a name of its own hears and answers', async () => {
  await using driven = await listening();
  const entities = [{ type: 'mention', offset: 0, length: 9 }];
  driven.bare.update(wrote('@ana_ruiz hello', { entities, chat: inGroup }));
  expect(await driven.hear()).toMatchObject({ text: '@ana_ruiz hello', isAddressed: false });
});

test.concurrent('an edit that is delivered twice is one', async () => {
  const { message } = wrote('I like tea');
  const edit = { update_id: 5_000, edited_message: { ...message, edit_date: message.date + 3 } };
  const again = [[edit], [edit]];
  await using driven = await listening({
    answer: (method, { timeout }) =>
      method === 'getUpdates' && timeout !== 0 && again.length > 0
        ? { body: { ok: true, result: again.shift() } }
        : undefined,
  });
  const [first, second] = [await driven.hear(), await driven.hear()];
  expect(first.kind === 'edit' && second.kind === 'edit' && first.eventId === second.eventId).toBe(true);
});

test.concurrent('a message that is gone is answered without being replied to', async () => {
  const refusal = { ok: false, error_code: 400, description: 'Bad Request: message to be replied not found' };
  await using driven = await listening({
    answer: (method, { reply_parameters: replied }) =>
      method === 'sendMessage' && replied !== undefined ? { status: 400, body: refusal } : undefined,
  });
  driven.bare.update(wrote('hello', { chat: inGroup }));
  const said = (await driven.hear()) as Incoming & { kind: 'message' };
  await driven.channel.send(reply('hi', { replyTo: said.id }), said.place);
  expect(driven.bare.called('sendMessage').map((params) => 'reply_parameters' in params)).toEqual([
    true,
    false,
  ]);
});

test.concurrent('no draft comes after the answer, however slow it is', async () => {
  await using driven = await listening({
    knows: ['sendMessageDraft'],
    answer: (method) => (method === 'sendMessageDraft' ? { after: 300 } : undefined),
  });
  const { bare, channel } = driven;
  const place = { id: 'telegram:7001' as never, channel: 'telegram', audience: 'one' } as const;
  const live = await channel.openStream!({ kind: 'reply', visibleTo: 'place' }, place, {
    ...sending,
    onShown: () => {},
  });
  live.append('Hel');
  await bare.had('sendMessageDraft');
  live.append('lo');
  const begun = performance.now();
  await live.finish(reply('Hello'));
  await quiet(200);
  expect(bare.calls.filter(({ method }) => method.startsWith('send')).map(({ method }) => method)).toEqual([
    'sendMessageDraft',
    'sendMessage',
  ]);
  expect(bare.calls.at(-1)!.at - begun).toBeGreaterThan(150);
});

test.concurrent('an answer does not wait long for signs that were refused', async () => {
  await using driven = await listening({
    answer: (method) =>
      method === 'sendChatAction'
        ? { status: 429, body: { ok: false, error_code: 429, parameters: { retry_after: 0.3 } } }
        : undefined,
  });
  const { bare, channel } = driven;
  const place = { id: 'telegram:7001' as never, channel: 'telegram', audience: 'one' } as const;
  const over = new AbortController();
  channel.typing!(place, over.signal);
  await bare.had('sendChatAction');
  await quiet(20);
  const begun = performance.now();
  await channel.send(reply('hi'), place);
  expect(performance.now() - begun).toBeGreaterThan(250);
  over.abort();
});
