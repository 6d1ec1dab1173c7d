import type { Mark } from './markdown.ts';

/** Marks that may still be closed: a run of `*`, `_` or `~`. */
interface Opener {
  at: number;
  count: number;
}

interface Scan {
  readonly text: string;
  readonly to: number;
  readonly marks: Mark[];
  readonly openers: Readonly<Record<'*' | '_' | '~', Opener[]>>;
  /** Brackets a link may begin at. */
  readonly brackets: number[];
  /** Lengths of back-tick runs that nothing closes any more. */
  readonly unclosed: Set<number>;
}

/** The marks inside one paragraph, heading or line of a quote: `text` from `from` to `to`. Linear time. */
export function readInline(text: string, from: number, to: number): readonly Mark[] {
  const scan: Scan = {
    text,
    to,
    marks: [],
    openers: { '*': [], _: [], '~': [] },
    brackets: [],
    unclosed: new Set(),
  };
  for (let at = next(text, from, to); at < to; at = next(text, at, to)) at = step(scan, at);
  return scan.marks;
}

const SPECIAL = /[\\`<![\]*_~]/g;

/** Where the next character that may be a mark is, or `to`. */
function next(text: string, from: number, to: number): number {
  SPECIAL.lastIndex = from;
  const found = SPECIAL.exec(text);
  return found === null || found.index >= to ? to : found.index;
}

/** Reads what begins at `at`; where to go on. */
function step(scan: Scan, at: number): number {
  const { text, brackets } = scan;
  switch (text[at]) {
    case '\\':
      return escaped(scan, at);
    case '`':
      return code(scan, at);
    case '<':
      return autolink(scan, at);
    case '!':
      if (text[at + 1] !== '[') return at + 1;
      brackets.push(at);
      return at + 2;
    case '[':
      brackets.push(at);
      return at + 1;
    case ']':
      return link(scan, at);
    default:
      return emphasis(scan, at);
  }
}

function escaped({ text, to, marks }: Scan, at: number): number {
  if (at + 1 >= to || !/[!-/:-@[-`{-~]/.test(text[at + 1] ?? '')) return at + 1;
  marks.push({ kind: 'escape', from: at, to: at + 2, innerFrom: at + 1, innerTo: at + 2 });
  return at + 2;
}

function code({ text, to, marks, unclosed }: Scan, at: number): number {
  const length = runAt(text, at, to);
  if (unclosed.has(length)) return at + length;
  for (let end = text.indexOf('`', at + length); end !== -1 && end < to; ) {
    const closing = runAt(text, end, to);
    if (closing === length) {
      marks.push({ kind: 'code', from: at, to: end + length, innerFrom: at + length, innerTo: end });
      return end + length;
    }
    end = text.indexOf('`', end + closing);
  }
  unclosed.add(length);
  return at + length;
}

function autolink({ text, to, marks }: Scan, at: number): number {
  AUTOLINK.lastIndex = at;
  const [whole, url] = AUTOLINK.exec(text) ?? [];
  if (whole === undefined || url === undefined || at + whole.length > to) return at + 1;
  const end = at + whole.length;
  marks.push({ kind: 'link', from: at, to: end, innerFrom: at + 1, innerTo: end - 1, url });
  return end;
}

const AUTOLINK = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/y;
/** A destination with at most one level of parentheses, and perhaps a title. */
const DESTINATION =
  /\([ \t]*(<[^<>\n]{0,2000}>|[^\s()<]{0,2000}(?:\([^\s()]{0,2000}\)[^\s()]{0,2000})?)(?:[ \t]+(?:"[^"\n]{0,500}"|'[^'\n]{0,500}'))?[ \t]*\)/y;

function link({ text, to, marks, brackets }: Scan, at: number): number {
  const from = brackets.pop();
  if (from === undefined || text[at + 1] !== '(') return at + 1;
  DESTINATION.lastIndex = at + 1;
  const [whole, destination = ''] = DESTINATION.exec(text) ?? [];
  if (whole === undefined || at + 1 + whole.length > to) return at + 1;
  const end = at + 1 + whole.length;
  const isImage = text[from] === '!';
  // No link has another one inside.
  if (!isImage) brackets.length = 0;
  marks.push({
    kind: isImage ? 'image' : 'link',
    from,
    to: end,
    innerFrom: from + (isImage ? 2 : 1),
    innerTo: at,
    url: destination.replace(/^<|>$/g, ''),
  });
  return end;
}

function emphasis({ text, to, marks, openers }: Scan, at: number): number {
  const sign = text[at] as keyof Scan['openers'];
  const length = runAt(text, at, to);
  const end = at + length;
  const { opens, closes } = flanks(text, at, end, sign, to);
  let [position, left] = [at, length];
  const stack = openers[sign];
  while (closes && left > 0) {
    const opener = stack.at(-1);
    if (opener === undefined || (sign === '~' && (left < 2 || opener.count < 2))) break;
    const used = opener.count >= 2 && left >= 2 ? 2 : 1;
    const from = opener.at + opener.count - used;
    const kind = sign === '~' ? 'strikethrough' : used === 2 ? 'bold' : 'italic';
    marks.push({ kind, from, to: position + used, innerFrom: from + used, innerTo: position });
    // Whatever was opened inside can not be closed outside any more.
    for (const other of Object.values(openers)) while ((other.at(-1)?.at ?? -1) > opener.at) other.pop();
    opener.count -= used;
    if (opener.count === 0) stack.pop();
    position += used;
    left -= used;
  }
  if (opens && left > 0) stack.push({ at: position, count: left });
  return end;
}

/** CommonMark's flanking rules, which keep `2 * 3 * 4`, `snake_case` and lists from becoming emphasis. */
function flanks(
  text: string,
  at: number,
  end: number,
  sign: string,
  to: number,
): { opens: boolean; closes: boolean } {
  const before = text[at - 1] ?? ' ';
  const after = end < to ? (text[end] ?? ' ') : ' ';
  const isLeft = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before));
  const isRight = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after));
  if (sign !== '_') return { opens: isLeft, closes: isRight };
  return {
    opens: isLeft && (!isRight || isPunctuation(before)),
    closes: isRight && (!isLeft || isPunctuation(after)),
  };
}

const isSpace = (unit: string): boolean => /\s/.test(unit);
const isPunctuation = (unit: string): boolean => /[\p{P}\p{S}]/u.test(unit);

/** How often the character at `at` follows itself. */
function runAt(text: string, at: number, to: number): number {
  const unit = text[at];
  let end = at + 1;
  while (end < to && text[end] === unit) end++;
  return end - at;
}
