import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { autoRetry } from '@grammyjs/auto-retry';
import { type RunnerHandle, run } from '@grammyjs/runner';
import { Bot, type Context, InputFile, webhookCallback } from 'grammy';
import { afterEach, expect, test, vi } from 'vitest';
import { startTelegramServer, type TelegramServer, type TelegramServerOptions } from './server.ts';

const KINDS = [
  'message',
  'edited_message',
  'callback_query',
  'message_reaction',
  'my_chat_member',
  'stopped_message_generation',
] as const;

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function started(options?: TelegramServerOptions): Promise<{ server: TelegramServer; bot: Bot }> {
  const server = await startTelegramServer(options);
  endings.push(() => server.stop());
  return { server, bot: botOf(server) };
}

function botOf({ environment }: TelegramServer): Bot {
  const { TELEGRAM_TOKEN: token = '', TELEGRAM_API_ROOT: apiRoot = '' } = environment;
  const bot = new Bot(token, { client: { apiRoot } });
  bot.catch(() => {});
  return bot;
}

async function polling(server: TelegramServer, bot: Bot): Promise<RunnerHandle> {
  const runner = run(bot, { runner: { fetch: { allowed_updates: KINDS }, silent: true } });
  endings.push(() => (runner.isRunning() ? runner.stop() : Promise.resolve()));
  await server.ready();
  return runner;
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 4000, interval: 5 });

const chatOf = (id: string): number => Number(id.split('/')[0]);

const texts = (server: TelegramServer, where: string, who?: string): readonly string[] =>
  server.shown(where, who).map(({ text }) => text);

/** A bot that says what it got. */
function echoing(bot: Bot): Bot {
  bot.on('message:text', (context) => context.reply(`got ${context.msg.text}`));
  return bot;
}

test('polls, answers in private chats, and each chat is its own', async () => {
  const { server, bot } = await started();
  await polling(server, echoing(bot));
  await server.say({ who: 'diego', text: 'Hola' });
  await server.say({ who: 'Ana', text: 'Buenas' });
  await until(() => expect(server.shown('direct')).toHaveLength(2));
  expect(texts(server, 'direct', 'diego')).toEqual(['got Hola']);
  expect(server.shown('direct', 'Ana')[0]?.speaker).toBe('Alicia');
  expect([server.violations, server.leftovers()]).toEqual([[], []]);
});

test('privacy shows a group bot mentions, commands, replies and service messages only', async () => {
  const { server, bot } = await started();
  const heard: string[] = [];
  bot.on('message', (context) => void heard.push(context.msg.text ?? 'service'));
  await polling(server, bot);
  await server.say({ who: 'diego', where: '#lobby', text: 'between us' });
  await server.say({ who: 'diego', where: '#lobby', text: '/other@other_bot' });
  await server.say({ who: 'diego', where: '#lobby', text: 'mention', mentions: true });
  await server.command('diego', '/affinity why', '#lobby');
  await until(() => expect(heard).toHaveLength(2));
  expect(heard).toEqual(['@alicia_bot mention', '/affinity@alicia_bot why']);
});

test('entities tell commands and mentions, counted in UTF-16 units', async () => {
  const { server, bot } = await started({ hasPrivacy: false });
  const seen: unknown[] = [];
  bot.on('message:entities', (context) => void seen.push(context.msg.entities));
  await polling(server, bot);
  await server.say({ who: 'diego', where: '!den', text: '👋 @alicia_bot /affinity' });
  await server.say({ who: 'diego', where: '!den', text: 'Ask Max Power', names: 'Max Power' });
  await until(() => expect(seen).toHaveLength(2));
  expect(seen[0]).toEqual([
    { type: 'mention', offset: 3, length: 11 },
    { type: 'bot_command', offset: 15, length: 9 },
  ]);
  expect(seen[1]).toMatchObject([
    { type: 'text_mention', offset: 4, length: 9, user: { first_name: 'Max Power' } },
  ]);
});

test('replies, quotes and a reply to a message that is gone', async () => {
  const { server, bot } = await started();
  const seen: Context[] = [];
  bot.on('message', async (context) => {
    seen.push(context);
    await context.reply('yes', {
      reply_parameters: { message_id: context.msg.message_id, allow_sending_without_reply: true },
    });
  });
  await polling(server, bot);
  const asked = await server.say({ who: 'diego', text: 'one two' });
  await until(() => expect(server.shown('direct')).toHaveLength(1));
  const answer = server.shown('direct')[0];
  expect(answer?.replyTo).toBe(asked);
  await server.say({ who: 'diego', text: 'why?', replyTo: String(answer?.id), quote: 'yes' });
  await until(() =>
    expect(seen[1]?.msg).toMatchObject({ quote: { text: 'yes' }, reply_to_message: { text: 'yes' } }),
  );
  const chat = Number(seen[0]?.chat?.id);
  await server.erase(asked);
  const gone = { reply_parameters: { message_id: Number(asked.split('/')[1]) } };
  await expect(bot.api.sendMessage(chat, 'late', gone)).rejects.toThrow(/message to be replied not found/);
  expect(server.violations).toEqual([]);
});

test('a button spins until its press is answered', async () => {
  const { server, bot } = await started();
  bot.on('message', (context) =>
    context.reply('Choose', {
      reply_markup: {
        inline_keyboard: [
          [
            { text: 'Yes', callback_data: 'y' },
            { text: 'Site', url: 'https://a.example' },
          ],
        ],
      },
    }),
  );
  let proceed: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  bot.on('callback_query:data', async (context) => {
    await held;
    await context.answerCallbackQuery('Noted');
    await context.editMessageText(`Chose ${context.callbackQuery.data}`);
  });
  await polling(server, bot);
  await server.say({ who: 'diego', text: 'menu' });
  await until(() => expect(server.shown('direct')).toHaveLength(1));
  const [choice] = server.shown('direct');
  expect(choice?.buttons).toEqual(['Yes', 'Site']);
  await server.press('diego', String(choice?.id), 'Yes');
  expect(server.leftovers()).toEqual(['the press of Yes by diego is not answered']);
  proceed();
  await until(() =>
    expect(server.shown('direct')[0]).toMatchObject({ text: 'Chose y', buttons: [], edits: 1 }),
  );
  expect(server.toasts).toEqual([{ who: 'diego', text: 'Noted', isAlert: false }]);
  expect([server.leftovers(), server.violations]).toEqual([[], []]);
});

test('edits reach the bot, deletions do not, reactions only as an administrator', async () => {
  const { server, bot } = await started({ botAdminIn: ['#run'] });
  const heard: string[] = [];
  bot.on('edited_message:text', (context) => void heard.push(`edited ${context.msg.text}`));
  bot.on(
    'message_reaction',
    (context) => void heard.push(`reacted ${context.reactions().emojiAdded.join()}`),
  );
  bot.on('message', (context) => context.reply('ok'));
  await polling(server, bot);
  const first = await server.say({ who: 'diego', text: 'a' });
  await server.edit(first, 'b');
  await server.erase(first);
  const plain = await server.say({ who: 'diego', where: '#lobby', text: 'c', mentions: true });
  await server.react('diego', plain, '👎');
  const admin = await server.say({ who: 'diego', where: '#run', text: 'd' });
  await server.react('diego', admin, '👍');
  await until(() => expect(heard).toContain('reacted 👍'));
  expect(heard).toEqual(['edited b', 'reacted 👍']);
  await expect(server.react('diego', admin, '❌')).rejects.toThrow(/nobody can react/);
  await bot.api.setMessageReaction('#run'.replace('#', '@'), Number(admin.split('/')[1]), [
    { type: 'emoji', emoji: '❤' },
  ]);
  expect(server.reactions(admin)).toEqual({ diego: ['👍'], Alicia: ['❤'] });
});

test('a draft is seen until the message comes, and can be stopped', async () => {
  const { server, bot } = await started();
  const stopped: number[] = [];
  bot.on(
    'stopped_message_generation',
    (context) => void stopped.push(context.stoppedMessageGeneration.draft_id),
  );
  await polling(server, bot);
  const chat = chatOf(await server.start('diego', 'persona_luna'));
  await bot.api.sendMessageDraft(chat, 7, '');
  expect(server.isTyping('direct')).toBe(true);
  await bot.api.sendMessageDraft(chat, 7, 'Once upon', { can_stop: true });
  expect(server.shown('direct')).toMatchObject([{ text: 'Once upon', isUnfinished: true, edits: 1 }]);
  expect(server.leftovers()).toEqual(['draft 7 for diego became no message']);
  await bot.api.sendMessage(chat, 'Once upon a time');
  expect(server.shown('direct')).toMatchObject([{ text: 'Once upon a time', isUnfinished: false }]);
  await bot.api.sendMessageDraft(chat, 8, 'Twice', { can_stop: true });
  server.stopGenerating('diego');
  await until(() => expect(stopped).toEqual([8]));
  expect([server.leftovers(), server.violations]).toEqual([[], []]);
});

test('a chat action and a draft are seen for their seconds', async () => {
  let later = 0;
  const { server, bot } = await started({ now: () => Date.now() + later });
  const chat = chatOf(await server.start('diego'));
  await bot.api.sendChatAction(chat, 'typing');
  await bot.api.sendMessageDraft(chat, 1, 'On');
  expect([server.isTyping('direct'), server.shown('direct').length]).toEqual([true, 1]);
  later = 5001;
  expect([server.isTyping('direct'), server.shown('direct').length]).toEqual([false, 1]);
  later = 30_001;
  expect(server.shown('direct')).toEqual([]);
});

test('429 carries retry_after, and auto-retry waits for it', async () => {
  const { server, bot } = await started();
  const chat = chatOf(await server.start('diego'));
  server.next({ kind: '429', retryAfter: 1 });
  await expect(bot.api.sendMessage(chat, 'now')).rejects.toMatchObject({ parameters: { retry_after: 1 } });
  await expect(bot.api.sendMessage(chat, 'another')).rejects.toThrow(/retry after 1/);
  expect(server.violations).toEqual([]);
  await expect(bot.api.sendMessage(chat, 'now')).rejects.toThrow(/Too Many Requests: retry after 1/);
  expect(server.violations).toEqual(['sendMessage: Too Many Requests: retry after 1']);
  bot.api.config.use(autoRetry());
  const begun = Date.now();
  await bot.api.sendMessage(chat, 'later');
  expect(Date.now() - begun).toBeGreaterThan(800);
  expect(texts(server, 'direct')).toEqual(['later']);
});

test('a flood is held back without blaming the bot, and groups have their own measure', async () => {
  let later = 0;
  const { server, bot } = await started({
    now: () => Date.now() + later,
    flood: { burst: 3, perGroupMinute: 4 },
  });
  const chat = chatOf(await server.start('diego'));
  for (const text of ['1', '2', '3']) await bot.api.sendMessage(chat, text);
  await expect(bot.api.sendMessage(chat, '4')).rejects.toMatchObject({ parameters: { retry_after: 1 } });
  await server.say({ who: 'diego', where: '#lobby', text: '/hi' });
  for (const text of ['1', '2', '3', '4']) {
    await bot.api.sendMessage('@lobby', text);
    later += 1000;
  }
  const held = await bot.api.sendMessage('@lobby', '5').catch((error: unknown) => error);
  expect(held).toMatchObject({ error_code: 429, parameters: { retry_after: expect.closeTo(56, -0.5) } });
  expect(server.violations).toEqual([]);
});

test('a request cut after its effect leaves the message, one cut before does not', async () => {
  const { server, bot } = await started();
  const chat = chatOf(await server.start('diego'));
  server.next({ kind: 'cut before' }, { kind: 'cut after' }, { kind: '500' });
  await expect(bot.api.sendMessage(chat, 'a')).rejects.toThrow(/Network request/);
  await expect(bot.api.sendMessage(chat, 'b')).rejects.toThrow(/Network request/);
  await expect(bot.api.sendMessage(chat, 'c')).rejects.toThrow(/500/);
  expect(texts(server, 'direct')).toEqual(['b']);
});

test('a second poller ends the first with 409', async () => {
  const { server, bot } = await started();
  const runner = await polling(server, bot);
  const task = expect(runner.task()).rejects.toMatchObject({ error_code: 409 });
  await bot.api.getUpdates();
  await task;
  expect(server.violations.join()).toMatch(/terminated by other getUpdates request/);
});

test('polling survives a broken connection, and a lost acknowledgement repeats the update', async () => {
  const { server, bot } = await started();
  const ids: number[] = [];
  bot.on('message', (context) => void ids.push(context.update.update_id));
  await polling(server, bot);
  await server.disconnect();
  await server.say({ who: 'diego', text: 'Hola' });
  await until(() => expect(ids).toHaveLength(1));
  await server.sayAgain();
  await until(() => expect(ids).toEqual([ids[0], ids[0]]));
});

test('a webhook gets every update with its secret, again until it takes it', async () => {
  const { server, bot } = await started({ redeliverAfter: 5 });
  bot.on('message:text', (context) => context.reply(`got ${context.msg.text}`));
  const handle = webhookCallback(bot, 'http', { secretToken: 'hush' });
  const refused: string[] = [];
  const receiver = createServer((incoming, response) => {
    if (refused.length > 0) return void handle(incoming, response);
    refused.push(String(incoming.headers['x-telegram-bot-api-secret-token']));
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  endings.push(() => new Promise((resolve) => receiver.close(resolve)));
  const { port } = receiver.address() as AddressInfo;
  await bot.api.setWebhook(`http://127.0.0.1:${port}/`, { secret_token: 'hush' });
  await server.ready();
  await server.say({ who: 'diego', text: 'Hola' });
  await until(() => expect(texts(server, 'direct')).toEqual(['got Hola']));
  expect(refused).toEqual(['hush']);
  await until(() => expect(server.leftovers()).toEqual([]));
  expect(await bot.api.getWebhookInfo()).toMatchObject({
    pending_update_count: 0,
    last_error_message: /503/,
  });
  await expect(bot.api.getUpdates()).rejects.toThrow(/webhook is active/);
  receiver.closeAllConnections();
});

test('attachments come with files to download, and uploads are kept', async () => {
  const { server, bot } = await started();
  const { TELEGRAM_API_ROOT: root, TELEGRAM_TOKEN: token } = server.environment;
  const bytes = new Uint8Array([7, 8, 9]);
  let chat = 0;
  bot.on('message:photo', async (context) => {
    chat = context.chat.id;
    const { file_path: path } = await context.getFile();
    const body = await (await fetch(`${root}/file/bot${token}/${path}`)).bytes();
    await context.reply(`${context.msg.caption} ${body.join()}`);
  });
  await polling(server, bot);
  await server.say({ who: 'diego', text: 'look', attachment: { kind: 'photo', bytes } });
  await until(() => expect(texts(server, 'direct')).toEqual(['look 7,8,9']));
  const sent = await bot.api.sendPhoto(chat, new InputFile(bytes, 'a.png'), {
    caption: '*hi*',
    parse_mode: 'MarkdownV2',
  });
  expect(sent).toMatchObject({ caption: 'hi', photo: [{ file_id: expect.any(String) }] });
  expect([server.violations, server.leftovers()]).toEqual([[], []]);
});
