import { expect, test } from 'vitest';
import type { IncomingCommand, IncomingEdit, IncomingMessage } from '../../../src/core/message.ts';
import { aside, channelOn, drive, reply, until } from './discord.ts';

const isMessage = (event: { kind: string }): event is IncomingMessage => event.kind === 'message';
const isCommand = (event: { kind: string }): event is IncomingCommand => event.kind === 'command';
const isEdit = (event: { kind: string }): event is IncomingEdit => event.kind === 'edit';

/** A Discord that tells no more than it must. */
const minimal = () => drive({ isMinimal: true });

test('a direct chat nobody announced is one, a channel nobody announced never is', async () => {
  await using it = await minimal();
  expect((await it.place('direct')).audience).toBe('one');
  for (const where of ['#lobby', '!backroom', '#another'])
    expect(await it.place(where)).toMatchObject({ audience: 'members', community: expect.any(String) });
  expect(it.server.violations).toEqual([]);
});

test('it is ready at once, and nothing is said of it', async () => {
  await using it = await minimal();
  expect(it.channel.health?.().state).toBe('ready');
  await until(() => it.server.commands().length > 0, 'no commands');
  expect(it.logs.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});

test('a mention is heard without the list of mentions, and answered under a face', async () => {
  await using it = await minimal();
  await it.server.say({ who: 'Ana', where: '#lobby', text: 'hola', mentions: true });
  const heard = await it.hear(isMessage);
  expect(heard).toMatchObject({ text: 'hola', isAddressed: true, author: { role: 'member' } });
  expect(heard.author.name).not.toBe('');
  const sent = await it.channel.send(reply('Hey', { replyTo: heard.id }), heard.place, { key: '1' });
  await it.channel.edit?.(sent, reply('Hey you'), heard.place);
  expect(it.server.shown('#lobby')).toMatchObject([{ text: 'Hey you', speaker: 'Mika' }]);
  await it.server.say({ who: 'Ana', where: '#lobby', text: 'and?', replyTo: sent.platformId.slice(8) });
  const answered = await it.hear(
    (event): event is IncomingMessage => isMessage(event) && event.text === 'and?',
  );
  expect(answered.repliesTo).toMatchObject({ id: sent.platformId });
  expect(it.server.violations).toEqual([]);
});

test('its own webhook is found again by who made it', async () => {
  await using it = await minimal();
  await it.channel.send(reply('One'), await it.place('#lobby'), { key: '1' });
  const next = { channel: channelOn(it.server) };
  await next.channel.listen(async () => {});
  await next.channel.send(reply('Two'), await it.place('#lobby'), { key: '2' });
  expect(it.server.shown('#lobby').map(({ speaker }) => speaker)).toEqual(['Mika', 'Mika']);
});

test('commands, buttons, edits and reactions come in with the least there is', async () => {
  await using it = await minimal();
  await until(() => it.server.commands().length > 0, 'no commands');
  await it.server.command('Ana', '/affinity why', '#lobby');
  const asked = await it.hear(isCommand);
  expect(asked).toMatchObject({ place: { audience: 'members' }, author: { role: 'member' } });
  const actions = [{ label: 'More', command: '/affinity history 2' }];
  await it.channel.send(aside('Because.', { answers: asked.eventId, actions }), asked.place, { key: 'a' });
  const [shown] = it.server.shown('#lobby', 'Ana');
  await it.server.press('Ana', shown?.id ?? '', 'More');
  const pressed = await it.hear(
    (event): event is IncomingCommand => isCommand(event) && event.args[0] === 'history',
  );
  await it.channel.send(aside('Older.', { answers: pressed.eventId }), pressed.place, { key: 'b' });
  expect(it.server.shown('#lobby', 'Ana').map(({ text }) => text)).toContain('Older.');
  expect(it.server.shown('#lobby', 'Ben')).toEqual([]);
  await it.server.command('Ana', '/affinity');
  expect(await it.hear((event) => isCommand(event) && event.place.audience === 'one')).toBeDefined();
  const id = await it.server.say({ who: 'Ana', text: 'tea' });
  await it.server.edit(id, 'coffee');
  expect((await it.hear(isEdit)).text).toBe('coffee');
  await it.server.react('Ana', id, '👍');
  expect(await it.hear(({ kind }) => kind === 'reaction')).toMatchObject({ meaning: 'like' });
  expect(it.server.violations).toEqual([]);
});

test('commands without their other languages are the same commands', async () => {
  await using it = await minimal();
  await until(() => it.server.commands().length > 0, 'no commands');
  const again = channelOn(it.server);
  await again.listen(async () => {});
  const looks = () => it.server.requests.filter(({ path }) => path.includes('with_localizations'));
  await until(() => looks().length === 2 && looks()[1]?.status === 200, 'the second run did not look');
  await again.stop();
  expect(it.server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('a thread nobody announced is answered in, under a face', async () => {
  await using it = await minimal();
  const root = await it.server.say({ who: 'Ana', where: '#lobby', text: 'story', mentions: true });
  await it.server.say({ who: 'Ana', where: '#lobby', thread: root, text: 'go on', mentions: true });
  const heard = await it.hear(
    (event): event is IncomingMessage => isMessage(event) && event.text === 'go on',
  );
  await it.channel.send(reply('Once', { replyTo: heard.id }), heard.place, { key: '1' });
  expect(it.server.shown('#lobby')).toMatchObject([{ text: 'Once', thread: root, speaker: 'Mika' }]);
  expect(it.server.violations).toEqual([]);
});
