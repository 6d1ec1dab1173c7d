import { Bot, type RawApi } from 'grammy';
import type { Update } from 'grammy/types';
import { afterEach, expect, test } from 'vitest';
import { startTelegramServer, type TelegramServer, type TelegramServerOptions } from './server.ts';

const running: TelegramServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

interface Scene {
  readonly server: TelegramServer;
  readonly api: Bot['api'];
  /** The updates that are new since the last look. */
  heard(): Promise<readonly Update[]>;
}

async function scene(options?: TelegramServerOptions): Promise<Scene> {
  const server = await startTelegramServer(options);
  running.push(server);
  const { TELEGRAM_TOKEN: token = '', TELEGRAM_API_ROOT: apiRoot = '' } = server.environment;
  const { api } = new Bot(token, { client: { apiRoot } });
  let offset = 0;
  const heard = async (): Promise<readonly Update[]> => {
    const updates = await api.getUpdates({ offset });
    offset = (updates.at(-1)?.update_id ?? offset - 1) + 1;
    return updates;
  };
  return { server, api, heard };
}

const chatOf = (id: string): number => Number(id.split('/')[0]);

test('updates are kept until they are confirmed', async () => {
  const { server, api } = await scene();
  await server.say({ who: 'diego', text: 'one' });
  await server.say({ who: 'diego', text: 'two' });
  const [first, second] = await api.getUpdates({ limit: 1 });
  expect(second).toBeUndefined();
  expect(await api.getUpdates()).toHaveLength(2);
  expect(await api.getUpdates({ offset: Number(first?.update_id) + 1 })).toMatchObject([
    { message: { text: 'two' } },
  ]);
});

test('reactions come only to those who ask for them', async () => {
  const { server, api, heard } = await scene();
  const id = await server.say({ who: 'diego', text: 'a' });
  await server.react('diego', id, '👍');
  expect(await heard()).toHaveLength(1);
  await api.getUpdates({ allowed_updates: ['message_reaction'] });
  await server.react('diego', id, '👎');
  await server.say({ who: 'diego', text: 'not asked for' });
  expect(await heard()).toMatchObject([
    { message_reaction: { old_reaction: [{ emoji: '👍' }], new_reaction: [{ emoji: '👎' }] } },
  ]);
});

test('nobody is written to before they start, nor after they block', async () => {
  const { server, api, heard } = await scene();
  await expect(api.sendMessage(42, 'x')).rejects.toThrow(/400: Bad Request: chat not found/);
  await server.say({ who: 'diego', where: '#lobby', text: '/hi' });
  const [greeting] = await heard();
  const chat = Number(greeting?.message?.from?.id);
  await expect(api.sendMessage(chat, 'x')).rejects.toThrow(/403: Forbidden: bot can't initiate conversation/);
  await server.start('diego', 'luna');
  expect(await heard()).toMatchObject([
    { message: { text: '/start luna', chat: { id: chat, type: 'private' } } },
  ]);
  await api.sendMessage(chat, 'x');
  server.block('diego');
  await expect(api.sendMessage(chat, 'x')).rejects.toThrow(/403: Forbidden: bot was blocked by the user/);
  await server.start('diego');
  const standings = (await heard()).map(({ my_chat_member: standing }) => standing?.new_chat_member.status);
  expect(standings).toEqual(['kicked', 'member', undefined]);
  expect(server.violations).toEqual([]);
});

test('a bot is added by a link and kicked', async () => {
  const { server, api, heard } = await scene();
  await server.startgroup('diego', '#lobby', 'luna');
  expect(await heard()).toMatchObject([
    { my_chat_member: { new_chat_member: { status: 'member' } } },
    { message: { new_chat_members: [{ username: 'alicia_bot' }] } },
    { message: { text: '/start@alicia_bot luna' } },
  ]);
  server.kick('#lobby', 'diego');
  await expect(api.sendMessage('@lobby', 'x')).rejects.toThrow(
    /403: Forbidden: bot was kicked from the supergroup/,
  );
  await server.say({ who: 'diego', where: '#lobby', text: '/still' });
  expect(await heard()).toHaveLength(1);
});

test('a basic group becomes a supergroup with another id', async () => {
  const { server, api, heard } = await scene();
  const before = chatOf(await server.say({ who: 'diego', where: '!den', text: '/hi' }));
  await api.sendMessage(before, 'old');
  server.migrate('!den', 'diego');
  const [, moved, arrived] = await heard();
  const after = Number(moved?.message?.migrate_to_chat_id);
  expect(arrived).toMatchObject({ message: { chat: { id: after }, migrate_from_chat_id: before } });
  await expect(api.sendMessage(before, 'x')).rejects.toMatchObject({
    error_code: 400,
    parameters: { migrate_to_chat_id: after },
  });
  await api.sendMessage(after, 'new');
  expect(server.shown('!den').map(({ text }) => text)).toEqual(['old', 'new']);
  expect(server.violations).toEqual([]);
});

test('topics carry their thread, replies in other supergroups one that cannot be written to', async () => {
  const { server, api, heard } = await scene({ forums: ['#plans'] });
  const topic = server.topic('diego', '#plans', 'Trips');
  const line = await server.say({ who: 'diego', where: '#plans', text: 'a', thread: topic, mentions: true });
  const [, update] = await heard();
  const thread = Number(update?.message?.message_thread_id);
  expect(update).toMatchObject({
    message: { is_topic_message: true, message_thread_id: Number(topic.split('/')[1]) },
  });
  await api.sendMessage(chatOf(line), 'b', { message_thread_id: thread });
  await api.sendMessage(chatOf(line), 'c', { reply_parameters: { message_id: Number(line.split('/')[1]) } });
  await api.sendMessage(chatOf(line), 'd');
  expect(server.shown('#plans').map((one) => one.thread)).toEqual([topic, topic, undefined]);
  await server.say({ who: 'diego', where: '#lobby', text: 'e', mentions: true });
  const sent = await api.sendMessage('@lobby', 'f');
  await server.say({
    who: 'diego',
    where: '#lobby',
    text: 'g',
    replyTo: `${sent.chat.id}/${sent.message_id}`,
  });
  const reply = (await heard()).at(-1)?.message;
  expect(reply).toMatchObject({ message_thread_id: sent.message_id });
  expect(reply).not.toHaveProperty('is_topic_message');
  const wrong = { message_thread_id: Number(reply?.message_thread_id) };
  await expect(api.sendMessage('@lobby', 'h', wrong)).rejects.toThrow(/message thread not found/);
});

test('message ids repeat from group to group', async () => {
  const { server } = await scene();
  const one = await server.say({ who: 'diego', where: '#one', text: 'a' });
  const two = await server.say({ who: 'diego', where: '#two', text: 'a' });
  expect(one.split('/')[1]).toBe(two.split('/')[1]);
  expect(one).not.toBe(two);
});

test('menus go by scope and language', async () => {
  const { server, api } = await scene({ languages: { diego: 'es-ES' }, admins: { '#lobby': ['Ana'] } });
  const set = (description: string, other: Parameters<RawApi['setMyCommands']>[0] | object = {}) =>
    api.setMyCommands([{ command: 'mood', description }], other);
  await set('Mood');
  await set('Ánimo', { language_code: 'es' });
  await set('Rule', { scope: { type: 'all_chat_administrators' } });
  const seen = (who: string, where?: string) => server.menu(who, where).map(({ description }) => description);
  expect([seen('diego'), seen('Ana'), seen('Ana', '#lobby'), seen('diego', '#lobby')]).toEqual([
    ['Ánimo'],
    ['Mood'],
    ['Rule'],
    ['Ánimo'],
  ]);
  await api.deleteMyCommands({ language_code: 'es' });
  expect(seen('diego')).toEqual(['Mood']);
  await api.setMyDescription('Hola', { language_code: 'es' });
  expect([await api.getMyDescription({ language_code: 'es' }), await api.getMyName()]).toEqual([
    { description: 'Hola' },
    { name: 'Alicia' },
  ]);
  expect(await api.getChatAdministrators('@lobby')).toMatchObject([
    { status: 'creator', user: { first_name: 'Ana' } },
  ]);
});

test('a forced reply is a form with one field', async () => {
  const { server, api, heard } = await scene();
  const chat = chatOf(await server.start('diego'));
  const { message_id: id } = await api.sendMessage(chat, 'Your name?', {
    reply_markup: { force_reply: true, input_field_placeholder: 'Name' },
  });
  const form = server.form('diego');
  expect(form).toMatchObject({ title: 'Your name?', fields: [{ name: 'text', label: 'Name' }] });
  await form?.submit({ text: 'Diego' });
  expect((await heard()).at(-1)).toMatchObject({
    message: { text: 'Diego', reply_to_message: { message_id: id } },
  });
  expect([server.form('diego'), server.form('Ana')]).toEqual([undefined, undefined]);
});

test('several bots are apart in private and together in groups', async () => {
  const { server, api, heard } = await scene({
    bots: [
      { token: '1:one', name: 'Alicia', username: 'alicia_bot' },
      { token: '2:two', name: 'Luna', username: 'luna_bot' },
    ],
  });
  const luna = new Bot('2:two', { client: { apiRoot: String(server.environment.TELEGRAM_API_ROOT) } }).api;
  const chat = chatOf(await server.say({ who: 'diego', where: 'direct@luna_bot', text: 'Hola' }));
  await server.say({ who: 'diego', where: '#lobby', text: '@luna_bot hi' });
  expect(await heard()).toEqual([]);
  expect(await luna.getUpdates()).toMatchObject([
    { message: { text: 'Hola' } },
    { message: { text: '@luna_bot hi' } },
  ]);
  await luna.sendMessage(chat, 'Buenas');
  await luna.sendMessage('@lobby', 'Hey');
  await expect(api.sendMessage(chat, 'x')).rejects.toThrow(/400|403/);
  expect(server.shown('direct')).toEqual([]);
  expect(server.shown('direct@luna_bot')).toMatchObject([{ text: 'Buenas', speaker: 'Luna' }]);
  expect(server.shown('#lobby')).toMatchObject([{ text: 'Hey', speaker: 'Luna' }]);
});

test('a revoked token is unauthorized', async () => {
  const { server, api } = await scene();
  server.revoke();
  await expect(api.getMe()).rejects.toThrow(/401: Unauthorized/);
  expect(server.violations).toEqual([]);
});
