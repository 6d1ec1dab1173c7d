import { expect, test } from 'vitest';
import {
  authorOf,
  type Incoming,
  type IncomingCommand,
  type IncomingMessage,
} from '../../../src/core/message.ts';
import { aside, drive, mika, reply, sending, until } from './telegram.ts';

const message = (event: Incoming): IncomingMessage => {
  if (event.kind !== 'message') throw new Error(`a ${event.kind} came in`);
  return event;
};
const command = (event: Incoming): IncomingCommand => {
  if (event.kind !== 'command') throw new Error(`a ${event.kind} came in`);
  return event;
};
const quiet = () => new Promise<void>((resolve) => setTimeout(resolve, 60));

test('an answer grows as a draft and is posted once, with its looks', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const place = await driven.place('direct');
  const shown: string[] = [];
  const live = await channel.openStream!({ kind: 'reply', visibleTo: 'place', speaker: mika }, place, {
    ...sending,
    onShown: ({ platformId }) => shown.push(platformId),
  });
  live.append('Hello **th');
  await until(() => server.shown('direct').some(({ isUnfinished }) => isUnfinished), 'no draft was shown');
  live.append('ere**');
  const sent = await live.finish(reply('Hello **there**', { speaker: mika, notice: 'Nice to meet you.' }));
  expect(server.shown('direct').map(({ text, isUnfinished }) => [text, isUnfinished])).toEqual([
    ['Mika\nHello there\n\nNice to meet you.', false],
  ]);
  expect(shown).toEqual(sent.map(({ platformId }) => platformId));
  expect(driven.called('sendMessage')[0]).toMatchObject({
    entities: [
      { type: 'bold', offset: 0, length: 4 },
      { type: 'bold', offset: 11, length: 5 },
    ],
  });
  expect(server.violations).toEqual([]);
  expect(server.leftovers()).toEqual([]);
});

test('in a group it hears its name, answers as a reply and grows by edits', async () => {
  await using driven = await drive({ hasPrivacy: false });
  const { server, channel } = driven;
  await server.say({ who: 'Ana', where: '#lobby', text: 'hi all' });
  const id = await server.say({ who: 'Ana', where: '#lobby', text: 'how are you?', mentions: true });
  expect(message(await driven.hear())).toMatchObject({ text: 'hi all', isAddressed: false });
  const said = message(await driven.hear());
  expect(said).toMatchObject({
    text: 'how are you?',
    isAddressed: true,
    place: { audience: 'everyone', community: id.split('/')[0] },
  });
  expect(channel.capabilities(said.place).stream).toBe('edit');
  const sent = await channel.send(reply('Fi', { replyTo: said.id }), said.place);
  await channel.edit!(sent, reply('Fine', { replyTo: said.id }), said.place);
  await channel.edit!(sent, reply('Fine', { replyTo: said.id }), said.place);
  expect(server.shown('#lobby')).toMatchObject([{ text: 'Fine', replyTo: id, edits: 1 }]);

  await server.say({ who: 'Bo', where: '#lobby', text: 'and you?', replyTo: server.shown('#lobby')[0]!.id });
  expect(message(await driven.hear())).toMatchObject({
    isAddressed: true,
    repliesTo: { id: sent.platformId, text: 'Fine', speaker: 'Alicia' },
  });
  await channel.remove!(sent, said.place);
  await channel.remove!(sent, said.place);
  expect(server.shown('#lobby')).toEqual([]);
  expect(server.violations.filter((each) => !each.includes('not modified'))).toEqual([]);
});

test('a topic is a place of its own, and what is said there stays there', async () => {
  await using driven = await drive({ forums: ['!forum'], hasPrivacy: false });
  const { server, channel } = driven;
  // Its first message: no topic has the id of the general one.
  await server.say({ who: 'Ana', where: '!forum', text: 'here' });
  await driven.hear();
  const topic = server.topic('Ana', '!forum', 'Cats');
  await server.say({ who: 'Ana', where: '!forum', thread: topic, text: 'meow' });
  const { place, id, ...said } = message(await driven.hear());
  const [chat, thread] = topic.split('/');
  expect(place).toMatchObject({
    id: `telegram:${chat}:${thread}`,
    parent: `telegram:${chat}`,
    audience: 'members',
  });
  expect(said).toMatchObject({ isAddressed: false });
  expect(said.repliesTo).toBeUndefined();
  await channel.send(reply('purr', { replyTo: id }), place);
  expect(server.shown('!forum')).toMatchObject([{ text: 'purr', thread: topic }]);

  await server.say({ who: 'Ana', where: '!forum', text: 'in general' });
  expect(message(await driven.hear()).place.id).toBe(`telegram:${chat}`);
  // A topic that is gone.
  await channel.send(reply('anyway'), { ...place, id: `telegram:${chat}:9999` as never });
  expect(server.shown('!forum').at(-1)).toMatchObject({ text: 'anyway' });
});

test('a reply in a plain supergroup has a thread nobody can write to', async () => {
  await using driven = await drive({ hasPrivacy: false });
  const { server, channel } = driven;
  const first = await server.say({ who: 'Ana', where: '#lobby', text: 'one' });
  await driven.hear();
  await server.say({ who: 'Bo', where: '#lobby', text: 'two', replyTo: first });
  const { place, id } = message(await driven.hear());
  expect(place.parent).toBeUndefined();
  await channel.send(reply('three', { replyTo: id }), place);
  expect(server.violations).toEqual([]);
});

test('what is for one goes to the private chat; to whom has none, the way there', async () => {
  await using driven = await drive({ languages: { Ana: 'en', Bo: 'es-MX' } });
  const { server, channel } = driven;
  await driven.place('direct');
  await server.command('Ana', '/affinity why', '#lobby');
  const asked = command(await driven.hear());
  expect(asked).toMatchObject({ name: 'affinity', args: ['why'], place: { audience: 'everyone' } });
  await channel.send(aside('**7** points', { answers: asked.eventId }), asked.place);
  expect(server.shown('direct', 'Ana').map(({ text }) => text)).toEqual(['7 points']);
  expect(server.shown('#lobby')).toEqual([]);

  await server.command('Bo', '/afinidad', '#lobby');
  const other = command(await driven.hear());
  const pages = channel.paginate(aside('secret '.repeat(1_000), { answers: other.eventId }), other.place);
  for (const page of pages) await channel.send(page, other.place);
  const [line, ...more] = server.shown('#lobby');
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    text: expect.stringContaining('solo para ti'),
    buttons: ['Abrir chat privado'],
  });
  const url = 'https://t.me/alicia_bot?start=affinity';
  expect(driven.called('sendMessage').map(({ reply_markup: markup }) => markup)).toContainEqual({
    inline_keyboard: [[{ text: 'Abrir chat privado', url }]],
  });
  await server.start('Bo', 'affinity');
  expect(command(await driven.hear())).toMatchObject({
    name: 'affinity',
    args: [],
    place: { audience: 'one' },
  });
  expect(server.violations).toEqual([]);
});

test('a pressed button is acknowledged, is its command, and its answer takes the place of the message', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const place = await driven.place('direct');
  const actions = [
    { label: 'Why', command: '/affinity why' },
    { label: 'Note', command: '/remember' },
  ];
  await channel.send(aside('7 points', { actions }), place);
  const [{ id } = { id: '' }] = server.shown('direct');
  await server.press('Ana', id, 'Why');
  const pressed = command(await driven.hear());
  expect(pressed).toMatchObject({ name: 'affinity', args: ['why'] });
  await channel.send(aside('Because.', { answers: pressed.eventId, actions }), place);
  expect(server.shown('direct')).toMatchObject([{ id, text: 'Because.', buttons: ['Why', 'Note'] }]);

  await server.press('Ana', id, 'Note');
  const form = await until(() => server.form('Ana'), 'nobody was asked');
  expect(form.title).toContain('What I should remember');
  await form.submit({ text: 'I like tea\nand cake' });
  expect(command(await driven.hear())).toMatchObject({ name: 'remember', args: ['I like tea\nand cake'] });

  await server.sayAgain();
  await driven.hear();
  expect(server.violations).toEqual([]);
  expect(server.leftovers()).toEqual([]);
});

test('an answer to a button whose message is gone is posted', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const place = await driven.place('direct');
  await channel.send(aside('7 points', { actions: [{ label: 'Why', command: '/affinity why' }] }), place);
  const [{ id } = { id: '' }] = server.shown('direct');
  await server.press('Ana', id, 'Why');
  const pressed = command(await driven.hear());
  await server.erase(id);
  await channel.send(aside('Because.', { answers: pressed.eventId }), place);
  expect(server.shown('direct').map(({ text }) => text)).toEqual(['Because.']);
});

test('a form asked for in a group is opened in the private chat, in the person’s language', async () => {
  await using driven = await drive({ languages: { Ana: 'es' } });
  const { server } = driven;
  await driven.place('direct');
  await server.command('Ana', '/remember', '#lobby');
  const form = await until(() => server.form('Ana'), 'nobody was asked');
  expect(form.title).toContain('Lo que debo recordar');
  await form.submit({ text: 'Me gusta el té' });
  const filled = command(await driven.hear());
  expect(filled).toMatchObject({ name: 'remember', args: ['Me gusta el té'], place: { audience: 'one' } });
  expect(server.shown('#lobby')).toEqual([]);
});

test('what is for others is not heard, and unknown words are messages where nobody else is', async () => {
  await using driven = await drive({ hasPrivacy: false });
  const { server } = driven;
  await server.say({ who: 'Ana', where: '#lobby', text: '/affinity@other_bot why' });
  await server.say({ who: 'Ana', where: '#lobby', text: '/nonsense' });
  await server.say({ who: 'Ana', where: '#lobby', text: '/nonsense@alicia_bot now' });
  await server.say({ who: 'Ana', text: '/nonsense now' });
  expect(await driven.hear()).toMatchObject({ kind: 'message', text: '/nonsense now', isAddressed: true });
  expect(await driven.hear()).toMatchObject({
    kind: 'message',
    text: '/nonsense now',
    place: { audience: 'one' },
  });
  await quiet();
  expect(driven.heard).toHaveLength(2);
});

test('a link opens a persona, in a group too', async () => {
  await using driven = await drive();
  const { server } = driven;
  await server.start('Ana', 'mika');
  expect(command(await driven.hear())).toMatchObject({ name: 'start', args: ['mika'] });
  await server.startgroup('Ana', '!crew', 'mika');
  expect(command(await driven.hear())).toMatchObject({
    name: 'start',
    args: ['mika'],
    place: { audience: 'members' },
  });
});

test('administrators of a group are known as such when it matters', async () => {
  await using driven = await drive({ admins: { '#lobby': ['Ana'] } });
  const { server } = driven;
  for (const who of ['Ana', 'Bo']) await server.command(who, '/kith health', '#lobby');
  await server.say({ who: 'Ana', where: '#lobby', text: 'well?', mentions: true });
  const events = [await driven.hear(), await driven.hear(), await driven.hear()];
  expect(events.map(authorOf).map((author) => [author?.name, author?.role])).toEqual([
    ['Ana', 'admin'],
    ['Bo', 'member'],
    ['Ana', 'admin'],
  ]);
  expect(driven.called('getChatAdministrators')).toHaveLength(1);
});

test('everybody is offered the commands in their language, administrators more', async () => {
  await using driven = await drive({ languages: { Ana: 'es' }, admins: { '#lobby': ['Bo'] } });
  const { server } = driven;
  await until(() => driven.called('setMyCommands').length === 4, 'the menus were not set');
  const words = (who: string, where?: string) => server.menu(who, where).map(({ command: word }) => word);
  expect(words('Ana')).toContain('afinidad');
  expect(words('Bo')).toContain('affinity');
  expect(words('Bo')).not.toContain('kith');
  expect(words('Bo', '#lobby')).toContain('kith');
  expect(words('Ana', '#lobby')).not.toContain('kith');
  expect(server.violations).toEqual([]);
});

test('edits, reactions, stickers, voice notes, pictures and quotes come in', async () => {
  await using driven = await drive();
  const { server, channel } = driven;
  const id = await server.say({ who: 'Ana', text: 'I like tea' });
  const first = message(await driven.hear());
  await server.edit(id, 'I like coffee');
  expect(await driven.hear()).toMatchObject({ kind: 'edit', id: first.id, text: 'I like coffee' });

  const sent = await channel.send(reply('Good, coffee it is'), first.place);
  const [{ id: ours } = { id: '' }] = server.shown('direct');
  await server.react('Ana', ours, '👍');
  expect(await driven.hear()).toMatchObject({
    kind: 'reaction',
    message: sent.platformId,
    meaning: 'like',
    isAdded: true,
  });
  await server.react('Ana', ours, '👎');
  expect([await driven.hear(), await driven.hear()]).toMatchObject([
    { meaning: 'like', isAdded: false },
    { meaning: 'dislike', isAdded: true },
  ]);
  await server.react('Ana', ours, '🔥');
  expect(await driven.hear()).toMatchObject({ meaning: 'dislike', isAdded: false });
  await server.react('Ana', ours, '🎉');

  await server.say({ who: 'Ana', text: '', attachment: { kind: 'sticker', emoji: '😻' } });
  expect(message(await driven.hear()).attachments).toMatchObject([{ kind: 'sticker', name: '😻' }]);
  await server.say({ who: 'Ana', text: '', attachment: { kind: 'voice' } });
  expect(message(await driven.hear()).attachments).toMatchObject([{ kind: 'voice', mediaType: 'audio/ogg' }]);
  const bytes = new Uint8Array(5_000).fill(7);
  await server.say({ who: 'Ana', text: 'my cat', attachment: { kind: 'photo', bytes } });
  const picture = message(await driven.hear());
  expect(picture).toMatchObject({ text: 'my cat', attachments: [{ kind: 'image', size: 5_000 }] });
  const signal = AbortSignal.timeout(2_000);
  expect(await channel.download!(picture.attachments![0]!, 5_000, signal)).toEqual(bytes);
  await expect(channel.download!(picture.attachments![0]!, 4_999, signal)).rejects.toThrow(/larger/);

  await server.say({ who: 'Ana', text: 'this?', replyTo: ours, quote: 'coffee' });
  expect(message(await driven.hear()).repliesTo).toEqual({
    id: sent.platformId,
    text: 'coffee',
    speaker: 'Alicia',
  });
  expect(server.violations).toEqual([]);
});

test('a bot that is one persona needs no name line, and its people are the same people', async () => {
  await using driven = await drive({ channel: { name: 'telegram-mika', persona: 'mika' as never } });
  const { server, channel } = driven;
  await server.say({ who: 'Ana', text: 'hi' });
  const said = message(await driven.hear());
  expect(said.place).toMatchObject({ channel: 'telegram-mika', persona: 'mika' });
  expect(said.id).toMatch(/^telegram-mika:/);
  expect(said.author.account).toMatch(/^telegram:\d+$/);
  await channel.send(reply('Hey', { speaker: mika }), said.place);
  expect(server.shown('direct').map(({ text }) => text)).toEqual(['Hey']);
});

test('activity is shown until it is over', async () => {
  await using driven = await drive({ forums: ['!forum'], hasPrivacy: false });
  const { server, channel } = driven;
  // Its first message: no topic has the id of the general one.
  await server.say({ who: 'Ana', where: '!forum', text: 'here' });
  await driven.hear();
  const topic = server.topic('Ana', '!forum', 'Cats');
  await server.say({ who: 'Ana', where: '!forum', thread: topic, text: 'meow' });
  const { place } = message(await driven.hear());
  const over = new AbortController();
  channel.typing!(place, over.signal);
  await until(() => server.isTyping('!forum'), 'nothing was shown');
  expect(driven.called('sendChatAction')[0]).toMatchObject({
    message_thread_id: Number(topic.split('/')[1]),
  });
  await channel.send(reply('purr'), place);
  over.abort();
  expect(server.leftovers()).toEqual([]);
});

test('a button under a private answer about a group is about the group', async () => {
  await using driven = await drive({ admins: { '#lobby': ['Ana'] } });
  const { server, channel } = driven;
  await driven.place('direct');
  await server.command('Ana', '/kith', '#lobby');
  const asked = command(await driven.hear());
  const actions = [{ label: 'Quiet', command: '/kith quiet 8' }];
  await channel.send(aside('Awake.', { answers: asked.eventId, actions }), asked.place);
  const [{ id } = { id: '' }] = server.shown('direct', 'Ana');
  await server.press('Ana', id, 'Quiet');
  const pressed = command(await driven.hear());
  expect(pressed).toMatchObject({ name: 'kith', args: ['quiet', '8'], author: { role: 'admin' } });
  expect(pressed.place).toEqual(asked.place);
  await channel.send(aside('Quiet.', { answers: pressed.eventId, actions }), pressed.place);
  expect(server.shown('direct', 'Ana')).toMatchObject([{ id, text: 'Quiet.', buttons: ['Quiet'] }]);
  expect(server.shown('#lobby')).toEqual([]);
  expect(server.violations).toEqual([]);
});
