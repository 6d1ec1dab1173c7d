import { expect, test } from 'vitest';
import type { IncomingCommand, IncomingMessage } from '../../../src/core/message.ts';
import { alicia, aside, drive, reply, until } from './discord.ts';

const isMessage = (event: { kind: string }): event is IncomingMessage => event.kind === 'message';
const isCommand = (event: { kind: string }): event is IncomingCommand => event.kind === 'command';

test('a direct message comes in and is answered as the bot, without a reply mark', async () => {
  await using it = await drive();
  await it.server.say({ who: 'Ana', text: 'Hola' });
  const heard = await it.hear(isMessage);
  expect(heard).toMatchObject({
    text: 'Hola',
    isAddressed: true,
    place: { audience: 'one' },
    author: { name: 'Ana', role: 'member', account: `discord:${it.server.idOf('Ana')}` },
  });
  const sent = await it.channel.send(reply('Hey', { replyTo: heard.id, speaker: alicia }), heard.place);
  const [shown] = it.server.shown('direct', 'Ana');
  expect(shown).toMatchObject({ text: 'Hey', speaker: 'Alicia' });
  expect(shown?.replyTo).toBeUndefined();
  expect(sent.platformId).toBe(`discord:${shown?.id}`);
  expect(it.server.violations).toEqual([]);
});

test('another persona has a name line in a direct chat and a face of its own in a channel', async () => {
  await using it = await drive();
  await it.channel.send(reply('Hi'), await it.place('direct'), { key: 'a' });
  expect(it.server.shown('direct', 'Ana')[0]).toMatchObject({ raw: '**Mika**\nHi', speaker: 'Alicia' });
  await it.channel.send(reply('Hi'), await it.place('#lobby'), { key: 'b' });
  expect(it.server.shown('#lobby')[0]).toMatchObject({
    raw: 'Hi',
    speaker: 'Mika',
    avatar: 'https://example.org/mika.png',
  });
  await it.channel.send(reply('Again'), await it.place('#lobby'), { key: 'c' });
  const made = it.server.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/webhooks'),
  );
  expect(made).toHaveLength(1);
  expect(it.server.violations).toEqual([]);
});

test('mentions and replies to us are for us, what others say to each other is not', async () => {
  await using it = await drive();
  await it.server.say({ who: 'Ana', where: '#lobby', text: 'hi', mentions: true });
  const mention = await it.hear(isMessage);
  expect(mention).toMatchObject({ text: 'hi', isAddressed: true, place: { audience: 'everyone' } });
  const { platformId } = await it.channel.send(reply('Hello'), mention.place);
  await it.server.say({
    who: 'Ben',
    where: '#lobby',
    text: 'and me?',
    replyTo: platformId.replace('discord:', ''),
  });
  const answered = await it.hear(
    (event): event is IncomingMessage => isMessage(event) && event.text === 'and me?',
  );
  expect(answered).toMatchObject({
    isAddressed: true,
    repliesTo: { id: platformId, text: 'Hello', speaker: 'Mika' },
  });
  await it.server.say({ who: 'Ben', where: '#lobby', text: 'nice weather' });
  expect(await it.hear((event) => isMessage(event) && event.text === 'nice weather')).toMatchObject({
    isAddressed: false,
  });
  const own = it.heard.find((event) => isMessage(event) && event.text === 'Hello');
  expect(own).toMatchObject({ author: { isSelf: true, isBot: true } });
});

test('without Manage Webhooks the bot speaks, with a name line and a reply mark, and says so once', async () => {
  await using it = await drive({ withoutPermissions: ['ManageWebhooks'] });
  const place = await it.place('#lobby');
  expect(it.channel.capabilities(place).face).toBe('line');
  const [heard] = it.heard.filter(isMessage);
  for (const text of ['One', 'Two'])
    await it.channel.send(reply(text, { ...(heard && { replyTo: heard.id }) }), place, { key: text });
  expect(it.server.shown('#lobby').map(({ raw, replyTo }) => [raw, replyTo])).toEqual([
    ['**Mika**\nOne', heard?.id.replace('discord:', '')],
    ['**Mika**\nTwo', heard?.id.replace('discord:', '')],
  ]);
  expect(it.logs.filter(({ level }) => level === 'warn')).toHaveLength(1);
  expect(it.server.violations).toEqual([]);
});

test('an answer grows by edits under the face of its persona, in threads too', async () => {
  await using it = await drive();
  const root = await it.server.say({ who: 'Ana', where: '#lobby', text: 'story', mentions: true });
  await it.server.say({ who: 'Ana', where: '#lobby', thread: root, text: 'go on', mentions: true });
  const inThread = await it.hear(
    (event): event is IncomingMessage => isMessage(event) && event.text === 'go on',
  );
  expect(inThread.place.parent).toBe((await it.hear(isMessage)).place.id);
  const sent = await it.channel.send(reply('Once'), inThread.place, { key: 'k' });
  await it.channel.edit?.(sent, reply('Once upon a time'), inThread.place);
  expect(it.server.shown('#lobby')).toMatchObject([
    { text: 'Once upon a time', speaker: 'Mika', thread: root, edits: 1 },
  ]);
  await it.channel.remove?.(sent, inThread.place);
  await it.channel.remove?.(sent, inThread.place);
  expect(it.server.shown('#lobby')).toEqual([]);
  expect(it.server.violations).toEqual([]);
});

test('a webhook that was deleted is made again', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  await it.channel.send(reply('One'), place, { key: '1' });
  await it.server.deleteWebhooks('#lobby');
  await it.channel.send(reply('Two'), place, { key: '2' });
  expect(it.server.shown('#lobby').map(({ text }) => text)).toEqual(['One', 'Two']);
});

test('typing is shown until the answer is there', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  const over = new AbortController();
  it.channel.typing?.(place, over.signal);
  await until(() => it.server.isTyping('#lobby'), 'no typing');
  over.abort();
});

test('a command is answered to its author only, page by page, and its buttons change it in place', async () => {
  await using it = await drive();
  await until(() => it.server.commands().length > 0, 'no commands');
  await it.server.command('Ana', '/affinity why', '#lobby');
  const asked = await it.hear(isCommand);
  expect(asked).toMatchObject({ name: 'affinity', args: ['why'], author: { locale: 'en-US' } });
  const answer = aside('Because.', {
    answers: asked.eventId,
    actions: [{ label: 'More', command: '/affinity history 2' }],
  });
  await it.channel.send(answer, asked.place, { key: 'a#0' });
  await it.channel.send(
    { ...aside('Page two', { answers: asked.eventId }), isContinuation: true } as never,
    asked.place,
    {
      key: 'a#1',
    },
  );
  expect(it.server.shown('#lobby', 'Ben')).toEqual([]);
  const shown = it.server.shown('#lobby', 'Ana');
  expect(shown).toMatchObject([{ text: 'Because.', buttons: ['More'] }, { text: 'Page two' }]);
  await it.server.press('Ana', shown[0]?.id ?? '', 'More');
  const pressed = await it.hear(
    (event): event is IncomingCommand => isCommand(event) && event.args[0] === 'history',
  );
  expect(pressed.args).toEqual(['history', '2']);
  await it.channel.send(aside('Older.', { answers: pressed.eventId }), pressed.place);
  expect(it.server.shown('#lobby', 'Ana')).toMatchObject([
    { text: 'Older.', buttons: [] },
    { text: 'Page two' },
  ]);
  expect(it.server.leftovers()).toEqual([]);
  expect(it.server.violations).toEqual([]);
});

test('a typed command in a channel is answered in the direct chat, or not at all in public', async () => {
  await using it = await drive({ closedDirect: ['Ben'] });
  await it.server.say({ who: 'Ana', where: '#lobby', text: '/affinity', mentions: true });
  const [ana] = [await it.hear(isMessage)];
  await it.channel.send(aside('Your secret', { answers: ana.eventId }), ana.place, { key: 'x' });
  expect(it.server.shown('#lobby')).toEqual([]);
  expect(it.server.shown('direct', 'Ana')).toMatchObject([{ text: 'Your secret' }]);
  await it.server.say({ who: 'Ben', where: '#lobby', text: '/affinity', mentions: true });
  const ben = await it.hear(
    (event): event is IncomingMessage => isMessage(event) && event.author.name === 'Ben',
  );
  await it.channel.send(aside('Your secret', { answers: ben.eventId }), ben.place, { key: 'y' });
  const [line, ...others] = it.server.shown('#lobby');
  expect(line?.text).toMatch(/slash command/);
  expect(line?.text).not.toMatch(/secret/);
  expect(others).toEqual([]);
  expect(it.server.violations).toEqual([]);
});
