import type { Command } from '../../core/commands/command.ts';
import { parseCommand, typed } from '../../core/commands/parse.ts';
import { cleanText } from '../../core/llm/clean-text.ts';

/** A command as core takes it. */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
}

/** The one command under which all the others are found too: `/kith affinity why`. */
const ROOT = 'kith';
/** Words Slack's clients keep to themselves. */
const RESERVED = new Set(
  (
    'apps archive away call collapse dm dnd expand feed feedback help invite join leave me msg mute open people ' +
    'prefs remind remove rename search shortcuts shrug star status topic unarchive who'
  ).split(' '),
);
/** Most slash commands an app has. */
const MOST = 25;

/** How a command is typed in Slack: `/affinity`; `/kith-help`, because Slack has a `/help` of its own. */
export const slashOf = (name: string): string => `/${RESERVED.has(name) ? `${ROOT}-${name}` : name}`;

/** The commands Slack offers by themselves, `/kith` first; the others are reached through it. */
export function offered(commands: readonly Command[]): readonly Command[] {
  const listed = commands.filter(({ isUnlisted }) => isUnlisted !== true);
  const isRoot = ({ name }: Command) => name === ROOT;
  return [...listed.filter(isRoot), ...listed.filter((command) => !isRoot(command))].slice(0, MOST);
}

/**
 * What a slash command means: `/kith affinity why`, `/affinity why` and `/kith-help`. Rights are asked for only where
 * they decide: a form must not wait for them.
 */
export async function readSlash(
  commands: readonly Command[],
  slash: string,
  text: string,
  isAdmin: () => Promise<boolean>,
): Promise<Call> {
  const word = slash.replace(/^\//, '').replace(/^kith-/, '');
  const words = cleanText(text);
  if (word !== ROOT) return callOf(word, words);
  // Alone it is the way in for everybody; only administrators have settings behind it.
  if (words === '') return callOf((await isAdmin()) ? ROOT : 'help', '');
  const [first = ''] = words.split(/\s+/, 1);
  const { name } = typed(first.replace(/^\//, ''), []);
  const isOther = name !== ROOT && commands.some((command) => command.name === name);
  return isOther ? callOf(name, words.slice(first.length)) : callOf(ROOT, words);
}

/** What a pressed button means. */
export function readButton(value: string): Call | undefined {
  const call = parseCommand(value);
  return call === undefined ? undefined : { name: call.name, args: call.args };
}

function callOf(word: string, rest: string): Call {
  const { name, args } = typed(word, [rest]);
  return { name, args };
}

/** The command whose form is to be opened instead of running it. */
export const formOf = (commands: readonly Command[], { name, args }: Call): Command | undefined =>
  args.length > 0
    ? undefined
    : commands.find((command) => command.name === name && command.form !== undefined);
