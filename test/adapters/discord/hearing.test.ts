import { expect, test } from 'vitest';
import type { IncomingMessage } from '../../../src/core/message.ts';
import { drive, reply } from './discord.ts';

const isMessage = (event: { kind: string }): event is IncomingMessage => event.kind === 'message';

test('edits and deletions follow through', async () => {
  await using it = await drive();
  const id = await it.server.say({ who: 'Ana', where: '#lobby', text: 'I like tea', mentions: true });
  await it.hear(isMessage);
  await it.server.edit(id, `<@${it.server.botId}> I like coffee`);
  expect(await it.hear(({ kind }) => kind === 'edit')).toMatchObject({
    id: `discord:${id}`,
    text: 'I like coffee',
    isAddressed: true,
  });
  const place = await it.place('direct');
  const sent = await it.channel.send(reply('Hm'), place);
  await it.server.erase(sent.platformId.replace('discord:', ''));
  expect(await it.hear(({ kind }) => kind === 'deletion')).toMatchObject({
    messages: [sent.platformId],
    place,
  });
  const edits = new Set(it.heard.filter(({ kind }) => kind === 'edit').map(({ eventId }) => eventId));
  await it.server.edit(id, `<@${it.server.botId}> I like water`);
  const again = await it.hear((event) => event.kind === 'edit' && event.text === 'I like water');
  expect(edits.has(again.eventId)).toBe(false);
});

test('reactions that mean something come in, others do not', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  const { platformId } = await it.channel.send(reply('Hello'), place);
  const id = platformId.replace('discord:', '');
  for (const emoji of ['🎉', '👍🏽', '👎', '❌', '❓']) await it.server.react('Ana', id, emoji);
  await it.hear((event) => event.kind === 'reaction' && event.meaning === 'explain');
  const reactions = it.heard.filter((event) => event.kind === 'reaction');
  expect(reactions).toMatchObject(
    ['like', 'dislike', 'remove', 'explain'].map((meaning) => ({
      meaning,
      message: platformId,
      isAdded: true,
      place,
      author: { name: 'Ana', account: `discord:${it.server.idOf('Ana')}` },
    })),
  );
  expect(new Set(reactions.map(({ eventId }) => eventId)).size).toBe(4);
});

test('private channels are members’, forum posts are places of their own', async () => {
  await using it = await drive({ forums: ['#stories'] });
  expect(await it.place('!backroom')).toMatchObject({ audience: 'members' });
  const post = await it.place('#stories');
  expect(post).toMatchObject({ audience: 'everyone', parent: expect.stringMatching(/^discord:\d+$/) });
  await it.channel.send(reply('A reply'), post);
  expect(it.server.shown('#stories')).toMatchObject([{ text: 'A reply', speaker: 'Mika' }]);
  expect(it.server.violations).toEqual([]);
});

test('without the content intent only what is for us comes in', async () => {
  await using it = await drive({ channel: { messageContent: 'off' } });
  await it.server.say({ who: 'Ana', where: '#lobby', text: 'talking to Ben' });
  await it.server.say({ who: 'Ana', where: '#lobby', text: 'talking to you', mentions: true });
  await it.server.say({ who: 'Ana', text: 'in private' });
  await it.hear((event) => isMessage(event) && event.text === 'in private');
  expect(it.heard.filter(isMessage).map(({ text }) => text)).toEqual(['talking to you', 'in private']);
});

test('what a proxy replaces is no deletion', async () => {
  await using it = await drive();
  const before = await it.server.say({ who: 'Ana', where: '#lobby', text: 'L: hello from Lila' });
  const after = await it.server.say({ who: 'Ana', where: '#lobby', text: 'L: and again' });
  await it.hear((event) => isMessage(event) && event.text === 'L: and again');
  await it.server.sayAsWebhook({ who: 'Lila', where: '#lobby', text: 'hello from Lila' });
  await it.server.erase(before);
  await it.server.erase(after);
  await it.server.sayAsWebhook({ who: 'Lila', where: '#lobby', text: 'and again' });
  const double = await it.hear((event) => isMessage(event) && event.text === 'and again');
  expect(double).toMatchObject({ author: { name: 'Lila', isBot: true, role: 'member' } });
  expect(double).not.toMatchObject({ author: { isSelf: true } });
  expect(it.heard.filter(({ kind }) => kind === 'deletion')).toEqual([]);
});

test('other bots are told from people', async () => {
  await using it = await drive();
  await it.server.sayAsBot({ who: 'Clock', where: '#lobby', text: 'twelve' });
  expect(await it.hear(isMessage)).toMatchObject({ author: { isBot: true } });
});

test('pictures, voice notes and stickers come in and can be had', async () => {
  await using it = await drive();
  const bytes = new TextEncoder().encode('a picture');
  await it.server.say({ who: 'Ana', text: '', attach: [{ name: 'cat.png', kind: 'image', bytes }] });
  const picture = await it.hear(isMessage);
  expect(picture.attachments).toMatchObject([
    { kind: 'image', name: 'cat.png', mediaType: 'image/png', size: 9 },
  ]);
  const [attachment] = picture.attachments ?? [];
  if (attachment === undefined) throw new Error('no attachment');
  const never = new AbortController().signal;
  expect(await it.channel.download?.(attachment, 100, never)).toEqual(bytes);
  await expect(it.channel.download?.(attachment, 5, never)).rejects.toMatchObject({
    code: 'channel.failed',
    retryable: false,
  });
  await it.server.say({ who: 'Ana', text: '', attach: [{ name: 'note.ogg', kind: 'voice' }] });
  await it.server.say({ who: 'Ana', text: 'ha', attach: [{ name: 'Wave', kind: 'sticker' }] });
  await it.hear((event) => isMessage(event) && event.text === 'ha');
  expect(it.heard.filter(isMessage).map(({ attachments }) => attachments?.[0]?.kind)).toEqual([
    'image',
    'voice',
    'sticker',
  ]);
});

test('taken out of a server: quiet, and the connection stays', async () => {
  await using it = await drive();
  const place = await it.place('#lobby');
  await it.server.kick();
  await it.server.say({ who: 'Ana', text: 'still there?' });
  await it.hear((event) => isMessage(event) && event.text === 'still there?');
  await expect(it.channel.send(reply('Hi'), place)).rejects.toMatchObject({ code: 'channel.failed' });
  expect(it.channel.health?.().state).toBe('ready');
  expect(it.logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});
