import { fold } from '../affinity/fold.ts';
import type { PersonaName } from '../ids.ts';
import { ABOUT_SOMEBODY, GREETING, IMPERSONAL, TO_SOMEBODY } from './called-words.ts';

/** Whom people may call: by either name, in whatever case, with or without its accents. */
export interface Callable {
  readonly name: PersonaName;
  readonly displayName: string;
}

/**
 * Who is called in a text, in order, each once: "Alicia, ¿qué tal?", "hola Mika", "@Mika", "¿vienes, Alicia?", "Mika y
 * Alicia, venid". Whoever is only talked about is not: "Alicia is nice", "dile a Alicia que…". Pure. Code and quoted
 * lines do not count; only the first 4,000 characters are read.
 */
export function calledIn(text: string, personas: readonly Callable[]): readonly PersonaName[] {
  if (personas.length === 0) return [];
  const names = namesOf(personas);
  const called = new Set<PersonaName>();
  for (const line of linesOf(text)) {
    const found = [...opening(line, names), ...mentions(line, names), ...closing(line, names)];
    for (const { name } of found.toSorted((a, b) => a.at - b.at)) called.add(name);
  }
  return [...called];
}

/** Whether a text turns to somebody else first thing: it begins with a mention of nobody Kith knows. */
export function turnsToAnother(text: string, personas: readonly Callable[]): boolean {
  const [line = ''] = linesOf(text);
  const mention = ELSEWHERE.exec(line);
  if (mention === null) return false;
  const after = line.slice(mention[0].length);
  return (
    !/^(?:everyone|everybody|here|all|todos|channel)\b/u.test(after) && calledIn(line, personas).length === 0
  );
}

interface Found {
  readonly name: PersonaName;
  readonly at: number;
}

/** Every name, ready to be looked for. */
interface Names {
  readonly of: ReadonlyMap<string, PersonaName>;
  readonly opening: RegExp;
  readonly next: RegExp;
  readonly mention: RegExp;
  readonly closing: RegExp;
}

/** What may stand before the first word; no list bullets, quotation marks or asterisks of a told action. */
const LEAD = '[\\s¿¡….,!\\p{Extended_Pictographic}\\u200d\\ufe0f]*';
/** Where a name ends: not inside a longer word, a possessive or an address. */
const END = "(?![\\p{L}\\p{N}_]|'\\p{L}|[-.@/][\\p{L}\\p{N}])";
const GREETED = `${LEAD}(?:(${GREETING})[\\s,.!¡¿…:]+){0,3}`;
const ELSEWHERE = new RegExp(`^${GREETED}@(?=[\\p{L}\\p{N}_])`, 'u');
const JOINER = /^(?:\s*[,;&/]\s*(?:(?:y|e|and) )?|\s+(?:y|e|o|u|and|or) )@?/u;
const AND = /^\s+(?:y|e|o|u|and|or) |^\s*[&/]/u;
const SAID_TO_SOMEBODY = new RegExp(`[?!]\\s*$|(?<!\\p{L})${TO_SOMEBODY}(?!\\p{L})`, 'u');

/** Names at the beginning of a line, after a greeting or not. */
function opening(line: string, names: Names): readonly Found[] {
  const start = names.opening.exec(line);
  if (start === null) return [];
  const [whole, greeting, at, first = ''] = start;
  let end = whole.length;
  let group: Found[] = [found(names, first, end - first.length)];
  const earlier: Found[] = [];
  for (;;) {
    const joiner = JOINER.exec(line.slice(end));
    const next = joiner && names.next.exec(line.slice(end + joiner[0].length));
    if (joiner === null || next === null) break;
    // Those before a comma are called whatever is said of those after it.
    if (!AND.test(joiner[0])) earlier.push(...group.splice(0));
    end += joiner[0].length + next[0].length;
    group = [...group, found(names, next[1] ?? '', end - next[0].length)];
  }
  const isPlain = greeting === undefined && first.includes(' ');
  return isTurnedTo(line.slice(end), at === '@', isPlain) ? [...earlier, ...group] : earlier;
}

/** Whether what follows a name at the beginning is said to its bearer rather than about them. */
function isTurnedTo(rest: string, isMention: boolean, isCommonWords: boolean): boolean {
  if (/^\s*$/u.test(rest) || /^\s*(?:[,:;!?.…)~–—-]|\p{Extended_Pictographic})/u.test(rest)) return true;
  if (!/^\s/u.test(rest)) return false;
  if (isMention) return true;
  // "Customer service hours" is no call, "customer service, …" is.
  if (isCommonWords) return false;
  const words = rest.trimStart();
  if (/^["(*_[<]/u.test(words)) return false;
  // "Alicia y Diego, venid" calls her too, "Alicia y yo" does not.
  if (/^(?:y|e|and|&) (?!yo\b|i\b|me\b|my\b|mi\b)\p{L}+\s*[,:!?]/u.test(words)) return true;
  return IMPERSONAL.test(words) || !ABOUT_SOMEBODY.test(words);
}

/** `@Name` anywhere. */
function mentions(line: string, names: Names): readonly Found[] {
  return [...line.matchAll(names.mention)].map((match) => found(names, match[1] ?? '', match.index));
}

/** A name after the last comma of something asked, exclaimed or said to a "you". */
function closing(line: string, names: Names): readonly Found[] {
  const end = names.closing.exec(line);
  if (end === null) return [];
  const [, name = '', tail = ''] = end;
  const isCalled = /[?!]/u.test(tail) || SAID_TO_SOMEBODY.test(line.slice(0, end.index));
  return isCalled ? [found(names, name, end.index)] : [];
}

const found = (names: Names, name: string, at: number): Found => ({
  name: names.of.get(name.replace(/\s+/gu, ' ')) as PersonaName,
  at,
});

/** The lines of a text that are its writer's own words, folded. */
function linesOf(text: string): readonly string[] {
  const prose = fold(text)
    .folded.replace(/```[\s\S]*?(?:```|$)/g, '\n')
    .replace(/`[^`\n]*`/g, '\ufffc');
  return prose.split('\n').filter((line) => line.trim() !== '' && !/^\s*>/u.test(line));
}

/** A registry hands out one frozen list, so that its names are read once. */
const known = new WeakMap<readonly Callable[], Names>();

function namesOf(personas: readonly Callable[]): Names {
  const kept = known.get(personas);
  if (kept !== undefined) return kept;
  const of = new Map<string, PersonaName>();
  for (const { name, displayName } of personas) {
    for (const each of [displayName, name, name.replaceAll(/[_-]/g, ' ')]) {
      const folded = fold(each).folded.trim().replace(/\s+/gu, ' ');
      if (folded !== '' && !of.has(folded)) of.set(folded, name);
    }
  }
  const patterns = [...of.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map((each) => each.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll(' ', '\\s+'));
  const any = `(${patterns.join('|')})${END}`;
  const names: Names = {
    of,
    opening: new RegExp(`^${GREETED}(@?)${any}`, 'u'),
    next: new RegExp(`^${any}`, 'u'),
    mention: new RegExp(`(?<![\\p{L}\\p{N}_@])@${any}`, 'gu'),
    closing: new RegExp(`,\\s*${any}([\\s!?.…)~\\p{Extended_Pictographic}\\u200d\\ufe0f]*)$`, 'u'),
  };
  known.set(personas, names);
  return names;
}
