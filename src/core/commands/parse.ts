/** A command as somebody typed it. */
export interface CommandCall {
  /** The English word, whatever language it was typed in; may be no command at all. */
  readonly name: string;
  readonly args: readonly string[];
  /** Everything after the name, as typed. */
  readonly rest: string;
}

const SPANISH: Readonly<Record<string, string>> = {
  afinidad: 'affinity',
  animo: 'mood',
  humor: 'mood',
  datos: 'facts',
  hechos: 'facts',
  episodios: 'episodes',
  recuerda: 'remember',
  olvida: 'forget',
  historial: 'history',
  memoria: 'memory',
  preferencias: 'preferences',
  privacidad: 'privacy',
  ayuda: 'help',
};

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
  return { name: SPANISH[word] ?? word, args: rest === '' ? [] : rest.split(/\s+/), rest };
}
