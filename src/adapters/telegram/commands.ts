import type { BotCommand, BotCommandScope, Message } from 'grammy/types';
import type { Command, CommandForm } from '../../core/commands/command.ts';
import type { IncomingCommand, Language } from '../../core/message.ts';
import type { Ask } from './ask.ts';
import { writtenIn } from './decode-text.ts';
import { isUnknown, refusedFor } from './failure.ts';

/** One menu of commands: for whom, and in which language. */
export interface Menu {
  /** Absent: for everybody who has none of their own. */
  readonly scope?: BotCommandScope;
  /** Absent: for everybody whose language has no menu of its own. */
  readonly language_code?: 'es';
  readonly commands: BotCommand[];
}

/** What people are offered after a slash, for every kind of chat in every language. Pure. */
export function menusOf(commands: readonly Command[]): readonly Menu[] {
  const menu = (language: Language, withAdmin: boolean): BotCommand[] =>
    commands
      .filter(({ isUnlisted, role }) => isUnlisted !== true && (withAdmin || role === 'member'))
      .map(({ name, localName, summary }) => ({
        command: language === 'es' ? localName : name,
        description: summary[language].slice(0, LONGEST_DESCRIPTION),
      }));
  const administrators = { scope: { type: 'all_chat_administrators' } } as const;
  return [
    { commands: menu('en', false) },
    { language_code: 'es', commands: menu('es', false) },
    { ...administrators, commands: menu('en', true) },
    { ...administrators, language_code: 'es', commands: menu('es', true) },
  ];
}

/** Sets the menus that read otherwise than they should; undefined: all are set. */
export async function setMenus(
  ask: Ask,
  commands: readonly Command[],
  signal: AbortSignal,
): Promise<unknown> {
  let trouble: unknown;
  for (const { commands: menu, ...where } of menusOf(commands)) {
    try {
      // A server that cannot tell is told.
      const present = await ask('getMyCommands', where, { signal }).catch((error: unknown) =>
        isUnknown(error) ? [] : Promise.reject(error),
      );
      if (!isSameMenu(menu, present)) await ask('setMyCommands', { ...where, commands: menu }, { signal });
    } catch (error) {
      trouble ??= error;
      if (!refusedFor(error, 400, /./)) return trouble;
    }
  }
  return trouble;
}

/** Whether a menu reads the same as the one Telegram has. */
export const isSameMenu = (one: readonly BotCommand[], other: readonly BotCommand[]): boolean =>
  one.length === other.length &&
  one.every(
    ({ command, description }, index) =>
      other[index]?.command === command && other[index]?.description === description,
  );

/** What a text that begins with a slash is to us. */
export type Typed =
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly string[] }
  /** Meant for another bot. */
  | { readonly kind: 'foreign' }
  /** A word we do not know. `isOurs`: with our name behind it. */
  | { readonly kind: 'unknown'; readonly isOurs: boolean };

/** `/affinity@alicia_bot why`; undefined: no command. Pure. */
export function typedIn(message: Message, username: string, commands: readonly Command[]): Typed | undefined {
  const { text, entities } = writtenIn(message);
  const entity = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0);
  if (entity === undefined || message.text === undefined) return undefined;
  const [word = '', bot] = text.slice(1, entity.length).split('@');
  if (bot !== undefined && bot.toLowerCase() !== username.toLowerCase()) return { kind: 'foreign' };
  const command = commandNamed(word, commands);
  if (command === undefined) return { kind: 'unknown', isOurs: bot !== undefined };
  // Line breaks stay within a word: a text of several lines reads as it was written.
  const args = text
    .slice(entity.length)
    .trim()
    .split(/[^\S\n]+/)
    .filter((each) => each !== '');
  // A link may open the bot at a command of ours.
  const linked =
    command.name === 'start' && args.length === 1 ? commandNamed(args[0] ?? '', commands) : undefined;
  return linked === undefined
    ? { kind: 'command', name: command.name, args }
    : { kind: 'command', name: linked.name, args: [] };
}

/** The command a word means in any language. */
export function commandNamed(word: string, commands: readonly Command[]): Command | undefined {
  const meant = word.toLowerCase();
  return commands.find(
    ({ name, localName, aliases = [] }) => name === meant || localName === meant || aliases.includes(meant),
  );
}

/** The form that has to be filled in before a command means anything; undefined: it can be run. */
export function formFor(
  { name, args }: Pick<IncomingCommand, 'name' | 'args'>,
  commands: readonly Command[],
) {
  return args.length > 0 ? undefined : commands.find((command) => command.name === name)?.form;
}

/** What somebody is asked for: one message, to be replied to. Several fields are answered line by line. */
export interface Prompt {
  readonly text: string;
  readonly reply_markup: {
    readonly force_reply: true;
    readonly input_field_placeholder: string;
  };
}

/** @param language unknown: English, as everywhere nobody said anything. */
export function promptOf({ title, fields }: CommandForm, language: Language = 'en'): Prompt {
  const labels = fields.map(({ label }) => label[language]);
  return {
    text: `${title[language]}\n${labels.join('\n')}`,
    reply_markup: {
      force_reply: true,
      input_field_placeholder: (labels[0] ?? title[language]).slice(0, LONGEST_PLACEHOLDER),
    },
  };
}

/** The command a reply to one of our prompts is, recognised by what the prompt says. Pure. */
export function filledIn(
  prompt: string,
  reply: string,
  commands: readonly Command[],
): Pick<IncomingCommand, 'name' | 'args'> | undefined {
  for (const { name, form } of commands) {
    if (form === undefined) continue;
    const asked = (['en', 'es'] as const).some((language) => promptOf(form, language).text === prompt);
    if (asked) return { name, args: argsOf(reply, form) };
  }
  return undefined;
}

function argsOf(reply: string, { fields }: CommandForm): readonly string[] {
  const lines = reply.split('\n');
  const last = fields.length - 1;
  return fields.map(({ maxLength }, index) => {
    const text = index === last ? lines.slice(index).join('\n') : (lines[index] ?? '');
    return text.trim().slice(0, maxLength).toWellFormed();
  });
}

/** Telegram's longest description of a command. */
const LONGEST_DESCRIPTION = 256;
const LONGEST_PLACEHOLDER = 64;
