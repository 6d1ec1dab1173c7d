import { checkCommands, checkLanguage, isLong, scopeOf } from './check.ts';
import { type Params, textual } from './params.ts';
import { fault } from './refusal.ts';
import type { Account, Person, Place } from './world.ts';

/** Texts a bot says about itself: their field and how long they may be. */
const TEXTS: Readonly<Record<string, readonly [string, number]>> = {
  name: ['name', 64],
  description: ['description', 512],
  shortdescription: ['short_description', 120],
};

export interface MenuCommand {
  readonly command: string;
  readonly description: string;
  readonly is_ephemeral?: boolean;
}

export type Settings = ReturnType<typeof createSettings>;

/** What bots set about themselves: command menus by scope and language, names and descriptions by language. */
export function createSettings() {
  const menus = new Map<string, readonly MenuCommand[]>();
  const texts = new Map<string, string>();
  const buttons = new Map<string, unknown>();

  const text = (account: Account, verb: string, what: string, params: Params): unknown => {
    const [field, most] = TEXTS[what] ?? ['', 0];
    const language = textual(params.language_code);
    checkLanguage(language);
    const key = `${account.user.id}/${what}/`;
    if (verb === 'get') {
      const standard = what === 'name' ? account.user.first_name : '';
      return { [field]: texts.get(`${key}${language}`) ?? texts.get(key) ?? standard };
    }
    const given = params[field] ?? '';
    if (!isLong(given, 0, most)) throw fault(`${field} must be of at most ${most} characters`);
    if (given === '') texts.delete(`${key}${language}`);
    else texts.set(`${key}${language}`, textual(given));
    return true;
  };

  return {
    /** The result; undefined: not a method about settings. @throws Refusal */
    answer(account: Account, method: string, params: Params, note: (violation: string) => void): unknown {
      const [, verb = '', what = ''] = /^(get|set|delete)my(\w+)$/.exec(method) ?? [];
      if (TEXTS[what] !== undefined && verb !== 'delete') return text(account, verb, what, params);
      if (what === 'commands') {
        const key = `${account.user.id}/${scopeOf(params)}`;
        if (verb === 'get') return menus.get(key) ?? [];
        if (verb === 'delete') menus.delete(key);
        else menus.set(key, checkCommands(params.commands, note) as unknown as readonly MenuCommand[]);
        return true;
      }
      const button = `${account.user.id}/${textual(params.chat_id)}`;
      if (method === 'getchatmenubutton') return buttons.get(button) ?? { type: 'default' };
      if (method !== 'setchatmenubutton') return undefined;
      buttons.set(button, params.menu_button);
      return true;
    },
    /** The menu somebody sees in a place, by Telegram's own order of precedence. */
    menuFor({ user }: Person, { chat, person, admins }: Place, account: Account): readonly MenuCommand[] {
      const isAdmin = admins.has(user.id);
      const scopes =
        person !== undefined
          ? [`chat ${chat.id}`, 'all_private_chats', 'default']
          : [
              `chat_member ${chat.id} ${user.id}`,
              ...(isAdmin ? [`chat_administrators ${chat.id}`] : []),
              `chat ${chat.id}`,
              ...(isAdmin ? ['all_chat_administrators'] : []),
              'all_group_chats',
              'default',
            ];
      const languages = [...new Set([user.language_code?.slice(0, 2) ?? '', ''])];
      const keys = scopes.flatMap((scope) => languages.map((one) => `${account.user.id}/${scope} ${one}`));
      return keys.map((key) => menus.get(key)).find((menu) => menu !== undefined) ?? [];
    },
  };
}
