import { type Params, textual } from './params.ts';
import { fault } from './refusal.ts';
import type { Call } from './request.ts';
import { schema } from './schema.ts';

/** One thing a button of an inline keyboard does. */
const ACTIONS: readonly string[] = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'disabled',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];

/** What is wrong with the parameters of a call whatever their values: unknown, missing, ill-formed. */
export function checkCall({ method, params, faults }: Call): readonly string[] {
  const known = schema.get(method.toLowerCase());
  const found = [...faults];
  if (known === undefined) return [...found, 'is no method of the Bot API'];
  for (const name of Object.keys(params)) {
    if (!known.parameters.has(name) && name !== 'method') found.push(`has no parameter ${name}`);
  }
  for (const [name, { isRequired }] of known.parameters) {
    if (isRequired && params[name] === undefined) found.push(`needs ${name}`);
  }
  if (!isWellFormed(params)) found.push('carries half of a surrogate pair');
  return found;
}

const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every(isWellFormed);
};

/** An inline keyboard, another keyboard or a forced reply. @throws Refusal */
export function checkMarkup(markup: unknown, isEdit = false): Params | undefined {
  if (markup === undefined) return undefined;
  if (typeof markup !== 'object' || markup === null) throw fault('object expected as reply markup');
  const fields = markup as Params;
  if (fields.inline_keyboard !== undefined) {
    checkInline(fields.inline_keyboard);
    return fields;
  }
  if (isEdit && Object.keys(fields).length > 0) throw fault('inline keyboard expected');
  if (fields.keyboard !== undefined) checkRows(fields.keyboard, 'keyboard');
  const placeholder = fields.input_field_placeholder;
  if (placeholder !== undefined && !isLong(placeholder, 1, 64)) {
    throw fault('input_field_placeholder must be of 1 to 64 characters');
  }
  return fields;
}

function checkInline(keyboard: unknown): void {
  const buttons = checkRows(keyboard, 'inline keyboard');
  if (buttons.length > 100) throw fault('REPLY_MARKUP_TOO_LONG');
  for (const button of buttons) {
    const fields = button as Params;
    const actions = ACTIONS.filter((action) => fields[action] !== undefined);
    if (actions.length === 0) {
      throw fault("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
    }
    if (actions.length > 1)
      throw fault(`an inline keyboard button does one thing, not ${actions.join(' and ')}`);
    const { callback_data: data, url, style } = fields;
    if (data !== undefined) {
      const size = typeof data === 'string' ? Buffer.byteLength(data) : 0;
      if (size < 1 || size > 64) throw fault('BUTTON_DATA_INVALID');
    }
    if (url !== undefined && !/^(https?|tg|ton):\/\/|^[\w-]+(\.[\w-]+)+/i.test(textual(url))) {
      throw fault(`inline keyboard button URL '${textual(url)}' is invalid: Wrong HTTP URL`);
    }
    if (style !== undefined && !['danger', 'success', 'primary'].includes(textual(style))) {
      throw fault(`can't parse inline keyboard button: unknown style ${textual(style)}`);
    }
  }
}

function checkRows(keyboard: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(keyboard)) throw fault(`can't parse ${what}: field must be of type Array`);
  return keyboard.flatMap((row: unknown) => {
    if (!Array.isArray(row)) throw fault(`can't parse ${what}: a row must be of type Array`);
    for (const button of row) {
      const text = typeof button === 'string' ? button : (button as Params | null)?.text;
      if (typeof text !== 'string' || text === '')
        throw fault(`can't parse ${what} button: text must be non-empty`);
    }
    return row;
  });
}

const SCOPES: Readonly<Record<string, readonly string[]>> = {
  default: [],
  all_private_chats: [],
  all_group_chats: [],
  all_chat_administrators: [],
  chat: ['chat_id'],
  chat_administrators: ['chat_id'],
  chat_member: ['chat_id', 'user_id'],
};

/** Scope and language of a list of commands as one key. @throws Refusal */
export function scopeOf({ scope, language_code: language }: Params): string {
  const fields = (scope ?? { type: 'default' }) as Params;
  const needs = SCOPES[String(fields.type)];
  if (needs === undefined) throw fault("can't parse BotCommandScope: Unsupported type specified");
  for (const need of needs)
    if (fields[need] === undefined) throw fault(`can't parse BotCommandScope: no ${need}`);
  checkLanguage(language);
  const parts = [fields.type, ...needs.map((need) => fields[need])];
  return [...parts, language ?? ''].join(' ');
}

/** @throws Refusal */
export function checkLanguage(language: unknown): void {
  if (language !== undefined && language !== '' && !/^[a-z]{2}$/.test(textual(language))) {
    throw fault('LANG_CODE_INVALID');
  }
}

/** @throws Refusal */
export function checkCommands(commands: unknown, note: (violation: string) => void): readonly Params[] {
  if (!Array.isArray(commands)) throw fault("can't parse commands: expected an Array of BotCommand");
  if (commands.length > 100) throw fault('BOT_COMMANDS_TOO_MUCH');
  for (const one of commands as readonly Params[]) {
    if (!/^[a-z0-9_]{1,32}$/.test(String(one.command))) throw fault('BOT_COMMAND_INVALID');
    if (!isLong(one.description, 1, 256)) throw fault('BOT_COMMAND_DESCRIPTION_INVALID');
    const unknown = Object.keys(one).find((key) => !['command', 'description', 'is_ephemeral'].includes(key));
    if (unknown !== undefined) note(`BotCommand has no field ${unknown}`);
  }
  const names = commands.map((one: Params) => one.command);
  if (new Set(names).size < names.length) note('a command is in the list twice');
  return commands;
}

/** Whether a text has so many characters, counted in UTF-16 units. */
export const isLong = (text: unknown, least: number, most: number): boolean =>
  typeof text === 'string' && text.length >= least && text.length <= most;
