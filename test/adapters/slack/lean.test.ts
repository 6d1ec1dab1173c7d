import { describe, expect, onTestFinished, test } from 'vitest';
import { createSlackChannel } from '../../../src/adapters/slack/index.ts';
import type { Incoming } from '../../../src/core/message.ts';
import { clean, keptLog, optionsFor, placeOf, reply, type Scene, scene, soon } from './scene.ts';

const made = ({ slack }: Scene, name: string) => slack.calls.filter(({ method }) => method === name);
const commandsIn = ({ heard }: Scene) => heard.filter((event) => event.kind === 'command');

async function asked(all: Scene, where = '#lobby', who = 'Ana') {
  const id = await all.slack.say({ who, where, text: 'tell me', mentions: true });
  const isIt = (event: Incoming) => event.kind === 'message' && event.id.endsWith(id);
  await soon(() => all.heard.some(isIt));
  const event = all.heard.find(isIt);
  if (event?.kind !== 'message') throw new Error('no message came');
  return { place: event.place, replyTo: event.id };
}

/** Streams an answer in the way of the conversation and ends it. */
async function answered(all: Scene, text: string, { place, replyTo }: Awaited<ReturnType<typeof asked>>) {
  const { text: _, ...draft } = reply('', { replyTo });
  const live = await all.channel.openStream!(draft, place, { key: 'turn#0', onShown: () => undefined });
  live.append(text.slice(0, 5));
  await new Promise((resolve) => setTimeout(resolve, 30));
  return live.finish(reply(text, { replyTo }));
}

describe('a Slack that says no more than it must', () => {
  test('is heard all the same', async () => {
    const all = await scene({ isLean: true });
    const id = await all.slack.say({ who: 'Ana', where: '#lobby', text: 'one', mentions: true });
    await all.slack.say({ who: 'Ben', where: '#lobby', text: 'two', thread: id });
    await all.slack.say({ who: 'Ana', where: '!den', text: 'three' });
    await all.slack.say({ who: 'Ana', text: 'four' });
    await all.until(5);
    await all.slack.edit(id, 'one and a half');
    await all.slack.react('Ana', id, '👍');
    await all.slack.erase(id);
    const heard = await all.until(8);
    const audience = ({ place }: Incoming) => place.audience;
    expect(heard.slice(0, 5).map(audience).toSorted()).toEqual([
      'everyone',
      'everyone',
      'everyone',
      'members',
      'one',
    ]);
    expect(heard.slice(5)).toMatchObject([
      { kind: 'edit', text: 'one and a half' },
      { kind: 'reaction', meaning: 'like', at: expect.closeTo(Date.now(), -5) },
      { kind: 'deletion' },
    ]);
    expect(all.channel.health!().state).toBe('ready');
    await clean(all);
  });

  test('is answered twice by somebody who asks twice', async () => {
    const all = await scene({ isLean: true });
    for (const count of [1, 2]) {
      await all.slack.command('Ana', '/mood', '#lobby');
      await soon(() => commandsIn(all).length === count);
      const { eventId, place } = commandsIn(all)[count - 1]!;
      expect(eventId).not.toContain('http');
      const actions = [{ label: 'Why', command: '/affinity why' }];
      await all.channel.send(
        { kind: 'command', text: `${count}`, visibleTo: 'author', answers: eventId, actions },
        place,
      );
    }
    expect(all.slack.shown('#lobby', 'Ana').map(({ text, onlyFor }) => [text, onlyFor])).toEqual([
      ['1', 'Ana'],
      ['2', 'Ana'],
    ]);
    await all.slack.press('Ana', all.slack.shown('#lobby', 'Ana')[0]!.id, 'Why');
    await soon(() => commandsIn(all).length === 3);
    expect(commandsIn(all)[2]).toMatchObject({ name: 'affinity', place: placeOf(all.slack, '#lobby') });
    await clean(all);
  });

  test.for([[{ bot_id: 'ours' }], [{ app_id: 'ours' }], [{}]] as const)(
    'tells what we said under another face (%o), and nobody hears it',
    async ([signs]) => {
      const all = await scene({ isLean: true });
      const sent = await all.channel.send(reply('I am Mika'), placeOf(all.slack, '#lobby'), { key: 'k' });
      await all.slack.say({ who: 'Ana', where: '#lobby', text: 'hello' });
      await all.until(1);
      const { appId, bot } = all.slack.world;
      const before = all.heard.length;
      const ts = sent.platformId.split(':')[2];
      const own = 'bot_id' in signs ? { bot_id: bot.id } : 'app_id' in signs ? { app_id: appId } : {};
      const said = {
        type: 'message',
        subtype: 'bot_message',
        text: 'I am Mika',
        channel: all.slack.world.channel('#lobby').id,
      };
      await all.slack.tell({ ...said, ...own, ts: 'bot_id' in signs || 'app_id' in signs ? '1.5' : ts });
      await all.slack.say({ who: 'Ana', where: '#lobby', text: 'done' });
      await soon(() => all.heard.some((event) => 'text' in event && event.text === 'done'));
      for (const event of all.heard.slice(before))
        expect('author' in event && (event.author.isSelf === true || event.author.name === 'Ana')).toBe(true);
    },
  );

  test.for(['app_mentions:read', 'channels:history'])(
    'tells of a mention by one event (%s)',
    async (scope) => {
      const all = await scene({ isLean: true, scopes: ['chat:write', scope] });
      const { place } = await asked(all);
      expect(all.heard).toHaveLength(1);
      await all.channel.send(reply('here'), place, { key: 'k' });
      expect(all.slack.shown('#lobby')).toMatchObject([
        { text: expect.stringContaining('here'), thread: place.thread },
      ]);
    },
  );
});

describe('what Slack does not have is asked for once', () => {
  test.for(['unknown_method', 'missing_scope', 404, 501, 400])('people and channels (%s)', async (word) => {
    const all = await scene({
      isLean: true,
      refuses: { 'users.info': word, 'conversations.info': word },
      with: { retryBaseMs: 5_000 },
    });
    for (const who of ['Ana', 'Ben', 'Cleo']) await asked(all, '#lobby', who);
    expect(made(all, 'users.info')).toHaveLength(1);
    expect(made(all, 'conversations.info')).toHaveLength(1);
    expect(all.heard[0]).toMatchObject({
      author: { name: all.slack.world.person('Ana').id },
      place: { audience: 'members' },
    });
  });

  test('people and channels that never answer hold up one message', async () => {
    const all = await scene({ isLean: true, with: { requestMs: 20_000 } });
    all.slack.next({ kind: 'hang', on: 'users.info' }, { kind: 'hang', on: 'conversations.info' });
    await asked(all);
    const begun = Date.now();
    await asked(all);
    expect(Date.now() - begun).toBeLessThan(1_000);
  });

  test.for(['unknown_method', 'missing_scope', 'not_allowed', 'invalid_arguments', 404] as const)(
    'streams (%s)',
    async (word) => {
      const all = await scene({ refuses: { 'chat.startStream': word } });
      await answered(all, 'Hello there.', await asked(all));
      const where = await asked(all);
      expect(all.channel.capabilities(where.place).stream).toBe('edit');
      await answered(all, 'Again.', where);
      expect(all.slack.shown('#lobby').map(({ text }) => text)).toEqual(['Hello there.', 'Again.']);
      expect(made(all, 'chat.startStream')).toHaveLength(1);
      await clean(all);
    },
  );

  test.for(['unknown_method', 'missing_scope', 404])('a status (%s)', async (word) => {
    const all = await scene({ refuses: { 'assistant.threads.setStatus': word } });
    for (const _ of [1, 2]) {
      const { place } = await asked(all);
      all.channel.typing!(place, AbortSignal.timeout(30));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(made(all, 'assistant.threads.setStatus')).toHaveLength(1);
    expect(all.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('suggested prompts', async () => {
    const all = await scene({ refuses: { 'assistant.threads.setSuggestedPrompts': 'invalid_arguments' } });
    await all.slack.openHome('Ana', 'messages');
    await soon(() => made(all, 'assistant.threads.setSuggestedPrompts').length === 1);
    await all.slack.openHome('Ana', 'messages');
    await asked(all);
    expect(made(all, 'assistant.threads.setSuggestedPrompts')).toHaveLength(1);
  });
});

test('a stream that is asked to wait for long is posted when it is whole', async () => {
  const all = await scene({ with: { retryMaxMs: 60_000 } });
  const where = await asked(all);
  all.slack.next({ kind: '429', on: 'startStream', retryAfter: 30 });
  const begun = Date.now();
  await answered(all, 'Hello there.', where);
  expect(Date.now() - begun).toBeLessThan(2_000);
  expect(all.slack.shown('#lobby')).toMatchObject([{ text: 'Hello there.' }]);
  await clean(all);
});

test.for(['expired_url', 404, 410, 501])(
  'an answer whose URL is dead (%s) is shown to its reader',
  async (word) => {
    const all = await scene({ refuses: { response_url: word } });
    await all.slack.command('Ana', '/mood', '#lobby');
    await soon(() => commandsIn(all).length === 1);
    const { eventId, place } = commandsIn(all)[0]!;
    await all.channel.send({ kind: 'command', text: 'calm', visibleTo: 'author', answers: eventId }, place);
    expect(all.slack.shown('#lobby', 'Ana')).toMatchObject([{ text: 'calm', onlyFor: 'Ana' }]);
    expect(made(all, 'response_url')).toHaveLength(1);
  },
);

test('an interaction that is told again is one', async () => {
  const all = await scene();
  await all.slack.command('Ana', '/remember', '#lobby');
  await soon(() => all.slack.form('Ana') !== undefined);
  await all.slack.commandAgain();
  await all.slack.command('Ana', '/mood', '#lobby');
  await all.slack.commandAgain();
  await asked(all);
  expect(commandsIn(all)).toMatchObject([{ name: 'mood' }]);
  expect(made(all, 'views.open')).toHaveLength(1);
});

describe('after an end without a word', () => {
  /** The same Kith once more, which knows nothing of the first. */
  function reborn(all: Scene) {
    const channel = createSlackChannel({ ...optionsFor(all.slack, keptLog().log) });
    onTestFinished(() => channel.stop());
    return channel;
  }

  test('the stream of an answer nobody noted is found and ended', async () => {
    const all = await scene();
    const { place, replyTo } = await asked(all);
    const { text: _, ...draft } = reply('', { replyTo });
    const live = await all.channel.openStream!(draft, place, { key: 'turn#0', onShown: () => undefined });
    live.append('Half an ans');
    await soon(() => all.slack.shown('#lobby').length === 1);
    const channel = reborn(all);
    const thinking = new AbortController();
    channel.typing!(place, thinking.signal);
    await soon(() => made(all, 'assistant.threads.setStatus').length > 0);
    const whole = reply('Another answer.', { replyTo });
    const sent = await channel.send(whole, place, { key: 'turn#0', isRepeat: true });
    await channel.edit!(sent, whole, place);
    thinking.abort();
    expect(all.slack.shown('#lobby')).toMatchObject([{ text: 'Another answer.', isUnfinished: false }]);
    // A second page, and an answer to somebody else, are no streams.
    const other = await channel.send(reply('More.', { replyTo }), place, { key: 'turn#1', isRepeat: true });
    expect(other).not.toEqual(sent);
    await clean(all);
  });

  test.for(['unknown_method', 'missing_scope', 404])('what nobody may look up is said (%s)', async (word) => {
    const all = await scene({
      refuses: { 'conversations.replies': word, 'conversations.history': word },
      with: { requestMs: 200 },
    });
    const { place, replyTo } = await asked(all);
    await all.channel.send(reply('once', { replyTo }), place, { key: 'a#0', isRepeat: true });
    all.slack.next({ kind: '500', on: 'postMessage' });
    await all.channel.send(reply('twice', { replyTo }), place, { key: 'b#0' });
    all.slack.next({ kind: 'cut after', on: 'postMessage' });
    const lost = all.channel.send(reply('thrice', { replyTo }), place, { key: 'c#0' });
    await expect(lost).rejects.toMatchObject({ details: { mayStand: true } });
    expect(all.slack.shown('#lobby').map(({ text }) => text)).toEqual(['once', 'twice', 'thrice']);
  });
});

test('whoever is told to stop waits for no platform', async () => {
  const all = await scene({ listens: false, with: { requestMs: 20_000 } });
  all.slack.next({ kind: 'hang', on: 'auth.test' });
  void all.channel.listen(async () => undefined);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const begun = Date.now();
  await all.channel.stop();
  expect(Date.now() - begun).toBeLessThan(1_000);
});
