import { commands } from './table.ts';

/** A command as somebody typed it. */
export interface CommandCall {
  /** The English word, whatever language it was typed in; may be no command at all. */
  readonly name: string;
  readonly args: readonly string[];
  /** Everything after the name, as typed. */
  readonly rest: string;
}

/** `/word rest` → the call; anything else → undefined. A leading backslash or space keeps a slash from being one. */
export function parseCommand(text: string): CommandCall | undefined {
  const found = /^\/(\p{L}[\p{L}\p{N}_-]{0,31})(?:\s+|$)/u.exec(text);
  return found === null ? undefined : typed(found[1] ?? '', [text.slice(found[0].length)]);
}

/** The call somebody would have made by typing the arguments one after the other; empty ones were left out. */
export function typed(name: string, given: readonly string[]): CommandCall {
  const rest = given
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .join(' ');
  const word = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return { name: named(word), args: rest === '' ? [] : rest.split(/\s+/), rest };
}

/** The command somebody means by a word, or the word itself. */
function named(word: string): string {
  const meant = commands.find(
    ({ name, localName, aliases = [] }) => name === word || localName === word || aliases.includes(word),
  );
  return meant?.name ?? word;
}
