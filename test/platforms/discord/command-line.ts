import type { Bag } from './types.ts';
import { channelJson, memberJson, userJson } from './wire.ts';
import type { World } from './world.ts';

/** A command as somebody filled it in. */
export interface Typed {
  readonly command: Bag;
  /** Options as the interaction carries them, sub-commands nested. */
  readonly options: readonly Bag[];
}

export interface Named {
  readonly command: Bag;
  /** Sub-command group and sub-command, outermost first. */
  readonly path: readonly Bag[];
  /** Options of the innermost. */
  readonly options: readonly Bag[];
  readonly rest: string;
}

/**
 * Which command a line like `/memory show Ana` names.
 *
 * @throws Error where the person would not be offered it.
 */
export function nameCommand(visible: readonly Bag[], line: string): Named {
  const words = line.trim().replace(/^\//u, '').split(/\s+/u);
  const command = visible.find(({ name, type }) => type === 1 && name === words[0]);
  if (command === undefined) throw new Error(`no command /${words[0]} is offered here`);
  const path: Bag[] = [];
  let options = listOf(command.options);
  let at = 1;
  while (options.some(({ type }) => type === 1 || type === 2)) {
    const next = options.find(({ name }) => name === words[at]);
    if (next === undefined)
      throw new Error(`/${words.slice(0, at).join(' ')} has no ${words[at] ?? 'nothing'}`);
    path.push(next);
    options = listOf(next.options);
    at += 1;
  }
  const rest = new RegExp(`^\\s*/?(?:\\S+\\s*){${at}}`, 'u');
  return { command, path, options, rest: line.replace(rest, '') };
}

/**
 * Fills a command's options from a line: by `name:value`, else in order; the last string takes the rest.
 *
 * @throws Error where Discord's client would not send it: a missing, a wrong or a superfluous value.
 */
export function fillCommand(world: World, visible: readonly Bag[], line: string): Typed {
  const { command, path, options, rest } = nameCommand(visible, line);
  const values = textsOf(options, rest);
  const filled = options.flatMap((option) => {
    const text = values.get(String(option.name));
    if (text !== undefined)
      return [{ name: option.name, type: option.type, value: answerTo(world, option, text) }];
    if (option.required === true) throw new Error(`${String(option.name)} is missing in ${line}`);
    return [];
  });
  return { command, options: nest(path, filled) };
}

export function nest(path: readonly Bag[], options: readonly Bag[]): readonly Bag[] {
  return path.reduceRight<readonly Bag[]>(
    (inner, { name, type }) => [
      { name, type, ...(inner.length > 0 || type === 2 ? { options: inner } : { options: [] }) },
    ],
    options,
  );
}

/** Accounts and channels the options name, as the interaction carries them. */
export function resolvedIn(world: World, guildId: string | undefined, options: readonly Bag[]): Bag {
  const flat = (list: readonly Bag[]): readonly Bag[] =>
    list.flatMap((one) => [one, ...flat(listOf(one.options))]);
  const guild = world.guilds.get(guildId ?? '');
  const users: Bag = {};
  const members: Bag = {};
  const channels: Bag = {};
  for (const { value } of flat(options)) {
    const user = world.users.get(String(value));
    const channel = world.channels.get(String(value));
    if (user !== undefined) users[user.id] = userJson(user);
    if (user !== undefined && guild?.members.has(user.id)) {
      const { user: _user, deaf: _deaf, mute: _mute, ...member } = memberJson(guild, user);
      members[user.id] = { ...member, permissions: '0' };
    }
    if (channel !== undefined) channels[channel.id] = { ...channelJson(world, channel), permissions: '0' };
  }
  return Object.fromEntries(
    Object.entries({ users, members, channels }).filter(([, bag]) => Object.keys(bag).length > 0),
  );
}

function textsOf(options: readonly Bag[], rest: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const names = options.map(({ name }) => String(name));
  const named = new RegExp(`(?:^|\\s)(${names.join('|') || '(?!)'}):\\s?`, 'gu');
  const marks = [...rest.matchAll(named)];
  for (const [at, mark] of marks.entries())
    values.set(mark[1] ?? '', rest.slice(mark.index + mark[0].length, marks[at + 1]?.index).trim());
  let text = rest.slice(0, marks[0]?.index).trim();
  const open = options.filter(({ name }) => !values.has(String(name)));
  for (const [at, option] of open.entries()) {
    if (text === '') break;
    const isLast = at === open.length - 1 && option.type === 3;
    const choice = listOf(option.choices).find(({ name }) => text.startsWith(String(name)));
    const quoted = /^"([^"]*)"/u.exec(text);
    const piece =
      isLast && quoted === null
        ? text
        : (quoted?.[0] ?? (choice?.name as string) ?? text.split(/\s/u)[0] ?? '');
    values.set(String(option.name), quoted?.[1] ?? piece);
    text = text.slice(piece.length).trim();
  }
  if (text !== '') throw new Error(`there is no option for "${text}"`);
  return values;
}

function answerTo(world: World, option: Bag, text: string): string | number | boolean {
  const name = String(option.name);
  const choices = listOf(option.choices);
  if (choices.length > 0) {
    const choice = choices.find((one) => one.name === text || String(one.value) === text);
    if (choice === undefined) throw new Error(`${name} offers no "${text}"`);
    return choice.value as string | number;
  }
  if (option.type === 3) {
    if (text.length < Number(option.min_length ?? 0) || text.length > Number(option.max_length ?? 6000))
      throw new Error(`${name} is too short or too long`);
    return text;
  }
  if (option.type === 4 || option.type === 10) {
    const value = Number(text);
    if (Number.isNaN(value) || (option.type === 4 && !Number.isInteger(value)))
      throw new Error(`${text} is no number`);
    if (value < Number(option.min_value ?? -Infinity) || value > Number(option.max_value ?? Infinity))
      throw new Error(`${name} is out of range`);
    return value;
  }
  if (option.type === 5) return /^(?:true|yes|sí)$/iu.test(text);
  if (option.type === 7) return world.place(text).id;
  if (option.type === 6 || option.type === 9)
    return text.replace(/^@/u, '') === world.bot.name
      ? world.bot.id
      : world.person(text.replace(/^@/u, '')).id;
  throw new Error(`${name} cannot be typed as text`);
}

const listOf = (value: unknown): readonly Bag[] => (Array.isArray(value) ? (value as Bag[]) : []);
