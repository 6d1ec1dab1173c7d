/** What a `<` line expects. */
export type Pattern =
  | { readonly kind: 'silence' }
  | { readonly kind: 'expression'; readonly expression: RegExp }
  /** Literal pieces, in order, with anything between them. */
  | { readonly kind: 'text'; readonly pieces: readonly string[] };

/** `-`, `/regexp/flags`, or text in which `*` is anything, `\*` a star and `\n` a line break. Undefined: none of them. */
export function readPattern(text: string): Pattern | undefined {
  if (text === '') return undefined;
  if (text === '-') return { kind: 'silence' };
  const found = /^\/(.+)\/([dgimsuvy]*)$/.exec(text);
  if (found === null) return { kind: 'text', pieces: pieces(text) };
  try {
    // A pattern is asked more than once; g and y would make it remember where it was.
    return { kind: 'expression', expression: new RegExp(found[1]!, found[2]!.replace(/[gy]/g, '')) };
  } catch {
    return undefined;
  }
}

/** Several `<` lines in a row as the one text they may be the lines of; undefined when one is no text. */
export function joined(patterns: readonly Pattern[]): Pattern | undefined {
  let all: readonly string[] = [];
  for (const [index, pattern] of patterns.entries()) {
    if (pattern.kind !== 'text') return undefined;
    const [first = '', ...more] = pattern.pieces;
    all = index === 0 ? pattern.pieces : [...all.slice(0, -1), `${all.at(-1)}\n${first}`, ...more];
  }
  return { kind: 'text', pieces: all };
}

/** The same with anything after it. */
export const open = (pattern: Pattern): Pattern =>
  pattern.kind === 'text' ? { ...pattern, pieces: [...pattern.pieces, ''] } : pattern;

/** Whether a reply fits. Letters are compared as they read, however they are composed. */
export function fits(pattern: Pattern, reply: string): boolean {
  if (pattern.kind === 'silence') return false;
  const text = reply.trim().normalize('NFC');
  if (pattern.kind === 'expression') return pattern.expression.test(text);
  const [first = '', ...middle] = pattern.pieces;
  const last = middle.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  // Each piece as early as it can be: no other choice can leave more room for the rest.
  let from = first.length;
  for (const piece of middle) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= text.length - last.length;
}

const pieces = (text: string): readonly string[] =>
  text.split(/(?<!\\)\*/).map((piece) => unescaped(piece).normalize('NFC'));

/** `\n` is a line break and `\*` a star, in what is answered and in what is expected. */
export const unescaped = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\*', '*');
