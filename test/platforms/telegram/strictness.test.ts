import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseHtml } from './html.ts';
import { parseMarkdown } from './markdown.ts';
import { startTelegramServer, type TelegramServer } from './server.ts';

let server: TelegramServer;
let chat = 0;
let theirs = 0;
/** Milliseconds that went by at once. */
let later = 0;

beforeAll(async () => {
  server = await startTelegramServer({ flood: false, now: () => Date.now() + later });
  const sent = await server.start('diego');
  [chat = 0, theirs = 0] = sent.split('/').map(Number);
});
afterAll(() => server.stop());

interface Body {
  readonly ok: boolean;
  readonly error_code?: number;
  readonly description?: string;
  readonly result?: { readonly message_id: number; readonly text: string };
}

async function call(method: string, params: object = {}, token?: string): Promise<Body> {
  const { TELEGRAM_API_ROOT: root, TELEGRAM_TOKEN: own } = server.environment;
  const response = await fetch(`${root}/bot${token ?? own}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  return (await response.json()) as Body;
}

/** What a call is answered, and the violations it left. */
async function tried(method: string, params: object = {}): Promise<string> {
  const before = server.violations.length;
  const { ok, error_code: code, description } = await call(method, params);
  const noted = server.violations.slice(before);
  return `${ok ? 'ok' : `${code} ${description}`}${noted.length > 0 ? ` | ${noted.join(' | ')}` : ''}`;
}

const say = (params: object): Promise<string> =>
  tried('sendMessage', { chat_id: chat, text: 'x', ...params });
const button = (fields: object): object => ({
  reply_markup: { inline_keyboard: [[{ text: 'b', ...fields }]] },
});

test.each<[string, object, RegExp]>([
  ['no text', { text: '' }, /^400 .*message text is empty \| sendMessage: /],
  ['only white space', { text: ' \n ' }, /^400 .*message text is empty \|/],
  ['empty once parsed', { text: '<b> </b>', parse_mode: 'HTML' }, /message text is empty \|/],
  ['4097 units', { text: 'x'.repeat(4097) }, /^400 .*message is too long \|/],
  ['4098 units in 2049 symbols', { text: '😀'.repeat(2049) }, /message is too long \|/],
  ['half a surrogate pair', { text: '\ud83d!' }, /^400 .*half of a surrogate pair \|/],
  [
    'an unknown parameter',
    { disable_web_page_preview: true },
    /^ok \| .*has no parameter disable_web_page_preview/,
  ],
  ['no chat', { chat_id: undefined }, /^400 .*needs chat_id \|/],
  [
    'broken HTML',
    { text: '<b>x', parse_mode: 'HTML' },
    /^400 .*can't parse entities: Can't find end tag .*"b" \|/,
  ],
  ['bare MarkdownV2', { text: 'Hi!', parse_mode: 'MarkdownV2' }, /Character '!' is reserved .*\|/],
  ['an unknown parse mode', { parse_mode: 'Org' }, /unsupported parse_mode \|/],
  [
    'an entity past the end',
    { entities: [{ type: 'bold', offset: 0, length: 2 }] },
    /^400 .*after the end .*\|/,
  ],
  [
    'an entity that splits a pair',
    { text: '😀', entities: [{ type: 'bold', offset: 0, length: 1 }] },
    /^400 .*middle of a UTF-16 symbol .*\|/,
  ],
  ['an unknown entity', { entities: [{ type: 'big', offset: 0, length: 1 }] }, /^ok \| .*unknown type big/],
  ['65 bytes of data', button({ callback_data: 'ñ'.repeat(33) }), /^400 .*BUTTON_DATA_INVALID \|/],
  ['a button of no use', button({}), /Text buttons are unallowed .*\|/],
  ['a button of two uses', button({ callback_data: 'a', url: 'https://a.example' }), /does one thing.*\|/],
  ['a bad link', button({ url: 'nowhere' }), /Wrong HTTP URL \|/],
  ['a topic where there are none', { message_thread_id: 3 }, /^400 .*message thread not found \|/],
  ['the old reply parameter', { reply_to_message_id: 1 }, /reply_to_message_id is deprecated/],
])('a message with %s is refused or noted', async (_, params, expected) => {
  expect(await say(params)).toMatch(expected);
});

test('limits are inclusive, and markup does not count', async () => {
  expect(await say({ text: `<b>${'x'.repeat(4096)}</b>`, parse_mode: 'HTML' })).toBe('ok');
  expect(await say({ text: '😀', entities: [{ type: 'bold', offset: 0, length: 2 }] })).toBe('ok');
  expect(await say(button({ callback_data: 'x'.repeat(64) }))).toBe('ok');
});

test('only own messages can be edited, and only into something else', async () => {
  const { result } = await call('sendMessage', {
    chat_id: chat,
    text: 'a',
    ...button({ callback_data: 'd' }),
  });
  const at = { chat_id: chat, message_id: result?.message_id };
  expect(await tried('editMessageText', { ...at, text: 'a', ...button({ callback_data: 'd' }) })).toMatch(
    /^400 .*message is not modified.*\|/,
  );
  expect(await tried('editMessageText', { ...at, text: 'a' })).toBe('ok');
  expect(await tried('editMessageText', { ...at, text: '' })).toMatch(/message text is empty \|/);
  expect(await tried('editMessageText', { chat_id: chat, message_id: theirs, text: 'b' })).toMatch(
    /^400 .*message can't be edited \|/,
  );
  expect(await tried('editMessageText', { ...at, message_id: 999, text: 'b' })).toBe(
    '400 Bad Request: message to edit not found',
  );
});

test('drafts are for private chats and have an id', async () => {
  const draft = { chat_id: chat, text: 'x' };
  expect(await tried('sendMessageDraft', { ...draft, draft_id: 0 })).toMatch(/draft_id must be non-zero \|/);
  expect(await tried('sendMessageDraft', { ...draft, draft_id: 1, text: 'x'.repeat(4097) })).toMatch(
    /too long \|/,
  );
  await server.say({ who: 'diego', where: '#open', text: 'x' });
  expect(await tried('sendMessageDraft', { ...draft, chat_id: '@open', draft_id: 1 })).toMatch(
    /private chats \|/,
  );
});

test('a press is answered once, in time, in 200 characters', async () => {
  const { result } = await call('sendMessage', {
    chat_id: chat,
    text: 'a',
    ...button({ callback_data: 'd' }),
  });
  const { result: updates } = await call('getUpdates', { offset: -1 });
  expect(updates).toHaveLength(1);
  const pressed = async (): Promise<object> => {
    await server.press('diego', `${chat}/${result?.message_id}`, 'b');
    const { result: fresh } = await call('getUpdates', { offset: -1 });
    const [update] = fresh as unknown as { callback_query: { id: string } }[];
    return { callback_query_id: update?.callback_query.id };
  };
  const press = await pressed();
  expect(await tried('answerCallbackQuery', press)).toBe('ok');
  expect(await tried('answerCallbackQuery', press)).toMatch(/^400 .*query is too old.*answered already\) \|/);
  expect(await tried('answerCallbackQuery', { ...(await pressed()), text: 'x'.repeat(201) })).toMatch(
    /TOO_LONG/,
  );
  const late = await pressed();
  later += 15_001;
  expect(await tried('answerCallbackQuery', late)).toMatch(/^400 .*query is too old.*\|/);
  expect(await tried('answerCallbackQuery', { callback_query_id: '1' })).toMatch(/query is too old/);
});

test('the rest of what is refused', async () => {
  expect(await tried('sendSmoke')).toMatch(/^404 .*\| sendSmoke: is no method of the Bot API/);
  expect(await tried('sendDice', { chat_id: chat })).toMatch(/^501 .*sendDice is not played here/);
  expect(await tried('sendChatAction', { chat_id: chat, action: 'thinking' })).toMatch(
    /wrong parameter action/,
  );
  expect(await tried('getUpdates', { timeout: 0, allowed_updates: ['messages'] })).toMatch(
    /^ok \| .*which is none/,
  );
  expect(await tried('setWebhook', { url: 'http://elsewhere.example/' })).toMatch(/An HTTPS URL must be/);
  expect(await tried('setWebhook', { url: 'https://a.example', secret_token: 'a b' })).toMatch(
    /secret token/,
  );
  expect(await tried('setMyName', { name: 'x'.repeat(65) })).toMatch(/at most 64 characters/);
  expect(await tried('setMyShortDescription', { short_description: 'x'.repeat(121) })).toMatch(/at most 120/);
  const react = { chat_id: chat, message_id: theirs };
  expect(await tried('setMessageReaction', { ...react, reaction: [{ type: 'emoji', emoji: '❌' }] })).toMatch(
    /REACTION_INVALID/,
  );
  const commands = (one: object): object => ({
    commands: [{ command: 'mood', description: 'Mood', ...one }],
  });
  expect(await tried('setMyCommands', commands({ command: 'Mood' }))).toMatch(/BOT_COMMAND_INVALID/);
  expect(await tried('setMyCommands', commands({ description: '' }))).toMatch(
    /BOT_COMMAND_DESCRIPTION_INVALID/,
  );
  expect(await tried('setMyCommands', { ...commands({}), language_code: 'es-ES' })).toMatch(
    /LANG_CODE_INVALID/,
  );
  expect(await tried('setMyCommands', { ...commands({}), scope: { type: 'chat' } })).toMatch(/no chat_id/);
  const many = Array.from({ length: 101 }, (_, index) => ({ command: `c${index}`, description: 'c' }));
  expect(await tried('setMyCommands', { commands: many })).toMatch(/BOT_COMMANDS_TOO_MUCH/);
  expect((await call('getMe', {}, '1:wrong')).error_code).toBe(401);
});

test('ephemeral messages answer somebody who just did something, in groups', async () => {
  await server.say({ who: 'diego', where: '#open', text: '/mood@alicia_bot' });
  const secret = {
    chat_id: '@open',
    text: 'yours',
    ephemeral_message_parameters: { receiver_user_id: chat },
  };
  expect(await tried('sendMessage', secret)).toBe('ok');
  expect(server.shown('#open', 'diego').at(-1)).toMatchObject({ text: 'yours', onlyFor: 'diego' });
  expect(server.shown('#open', 'Ana')).toEqual([]);
  later += 15_001;
  expect(await tried('sendMessage', secret)).toMatch(/answer an action of the last/);
  expect(await tried('sendMessage', { ...secret, chat_id: chat })).toMatch(/are for groups/);
});

// Outcomes of Telegram's own parser.
test.each<[string, string]>([
  ['🏟 🏟_abacaba', "Can't find end of Italic entity at byte offset 9"],
  ['🏟 🏟_abac * asd _', "Can't find end of Italic entity at byte offset 21"],
  ['🏟 🏟```', "Can't find end of Pre entity at byte offset 9"],
  ['🏟 🏟```a ', "Can't find end of PreCode entity at byte offset 9"],
  ['🏟 🏟```🏟 🏟`', "Can't find end of Code entity at byte offset 21"],
  ['🏟 🏟__🏟 🏟_', "Can't find end of Italic entity at byte offset 20"],
  ['🏟 🏟__🏟 _🏟___', "Can't find end of Italic entity at byte offset 23"],
  ['[telegram\\.org](asd\\)', "Can't find end of a URL at byte offset 16"],
  ['🏟 🏟||test\\|', "Can't find end of Spoiler entity at byte offset 9"],
  ['🏟 🏟![👍]', 'Custom emoji entity must contain a tg://emoji URL'],
  ['>\n*a*>2', "Character '>' is reserved and must be escaped with the preceding '\\'"],
  ['>*b\n>ld \n>bo\nld*\nasd\ndef', "Can't find end of Bold entity at byte offset 1"],
  ['a-b', "Character '-' is reserved and must be escaped with the preceding '\\'"],
])('MarkdownV2 %j is refused', (source, reason) => {
  expect(() => parseMarkdown(source)).toThrow(reason);
});

test.each<[string, string, string]>([
  ['🏟 🏟_🏟 __🏟___', '🏟 🏟🏟 🏟', 'italic 5 5, underline 8 2'],
  ['🏟 🏟__🏟 _🏟_\\___', '🏟 🏟🏟 🏟_', 'underline 5 6, italic 8 2'],
  ['🏟 🏟```🏟\n\r🏟```', '🏟 🏟🏟', 'pre 5 2 🏟'],
  ['🏟 🏟```🏟 🏟```', '🏟 🏟 🏟', 'pre 5 3 🏟'],
  ['🏟 🏟``', '🏟 🏟', ''],
  ['||test||', 'test', 'spoiler 0 4'],
  ['`_* *_`__*` `*__', '_* *_ ', 'code 0 5, code 5 1, bold 5 1, underline 5 1'],
  ['[a*b*](https://a.example/?\\))', 'ab', 'text_link 0 2 https://a.example/?), bold 1 1'],
  ['>a\n>b\nc', 'a\nb\nc', 'blockquote 0 3'],
  ['**>a\n>b||', 'a\nb', 'expandable_blockquote 0 3'],
])('MarkdownV2 %j is read', (source, text, entities) => {
  expect(listed(parseMarkdown(source))).toEqual([text, entities]);
});

test.each<[string, string]>([
  ['<font>x</font>', 'Unsupported start tag "font" at byte offset 0'],
  ['a < b', 'Unsupported start tag "" at byte offset 2'],
  ['ñ<b>x</i>', 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'],
  ['x</b>', 'Unexpected end tag at byte offset 1'],
  ['<i>x', 'Can\'t find end tag corresponding to start tag "i"'],
  ['<span class="big">x</span>', 'Tag "span" must have class "tg-spoiler"'],
  ['<b', 'Unclosed start tag at byte offset 0'],
])('HTML %j is refused', (source, reason) => {
  expect(() => parseHtml(source)).toThrow(reason);
});

test.each<[string, string, string]>([
  ['➡️ ➡️<i>➡️ ➡️</i><b>➡️ ➡️</b>', '➡️ ➡️➡️ ➡️➡️ ➡️', 'italic 5 5, bold 10 5'],
  ['🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>', '🏟 🏟🏟 ><🏟', 'italic 5 7, bold 9 3'],
  ['<pre><code class="language-fift">a&amp;b</code></pre>', 'a&b', 'pre 0 3 fift'],
  ['<blockquote   expandable>a&lt;<pre  >b;</></>', 'a<b;', 'expandable_blockquote 0 4, pre 2 2'],
  ['<a href="https://a.example/?a=1&amp;b=2">x</a>', 'x', 'text_link 0 1 https://a.example/?a=1&b=2'],
  ['<span class="tg-spoiler">s</span>&nbsp;&#241;', 's&nbsp;ñ', 'spoiler 0 1'],
])('HTML %j is read', (source, text, entities) => {
  expect(listed(parseHtml(source))).toEqual([text, entities]);
});

function listed({ text, entities }: ReturnType<typeof parseHtml>): readonly [string, string] {
  const extra = (one: object): string =>
    Object.values(one)
      .slice(3)
      .map((value) => ` ${String(value)}`)
      .join('');
  return [text, entities.map((one) => `${one.type} ${one.offset} ${one.length}${extra(one)}`).join(', ')];
}
