import { readInline } from './markdown-inline.ts';

export type MarkKind =
  | 'bold'
  | 'italic'
  | 'strikethrough'
  | 'code'
  | 'fence'
  | 'link'
  | 'image'
  | 'heading'
  | 'quote'
  | 'table'
  | 'escape';

/** A piece of mark-up and where it stands in the source. What is between `from` and `innerFrom` is mark, not text. */
export interface Mark {
  readonly kind: MarkKind;
  /** UTF-16 offsets into the source, marks included; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** What a reader reads of it. Of a quote and a table it is all of it: their marks are inside. */
  readonly innerFrom: number;
  readonly innerTo: number;
  readonly url?: string;
  /** Of a fence: the word after its back-ticks. */
  readonly language?: string;
  /** Of a table: its cells as written, heading first. */
  readonly rows?: readonly (readonly string[])[];
}

/** A line of the source, without its line break. */
interface Line {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Where the marks of a Markdown text are, in reading order, outer before inner: what models write and chats show
 * (emphasis, code, links, headings, quotes, tables), read like CommonMark in linear time. Bare URLs, lists and indented
 * code are text. The text itself is not touched: an encoder replaces the marks and keeps the rest as it was written.
 */
export function readMarkdown(text: string): readonly Mark[] {
  const lines = linesOf(text);
  const marks: Mark[] = [];
  let at = 0;
  while (at < lines.length) at = readBlock(text, lines, at, marks);
  return nested(marks);
}

/** Reads what begins at a line; the line after it. */
function readBlock(text: string, lines: readonly Line[], at: number, marks: Mark[]): number {
  const line = lines[at];
  if (line === undefined || line.text.trim() === '') return at + 1;
  if (FENCE.test(line.text)) return readFence(text, lines, at, marks);
  if (HEADING.test(line.text)) return readHeading(text, line, at, marks);
  if (QUOTE.test(line.text)) return readQuote(text, lines, at, marks);
  if (isTable(line, lines[at + 1])) return readTable(lines, at, marks);

  let end = at + 1;
  while (end < lines.length && !startsBlock(lines, end)) end++;
  marks.push(...readInline(text, line.from, lines[end - 1]?.to ?? line.to));
  return end;
}

const FENCE = /^\s*(`{3,}(?=[^`]*$)|~{3,})[ \t]*([^\s`]*)/;
const HEADING = /^ {0,3}#{1,6}[ \t]+\S/;
const QUOTE = /^ {0,3}>/;
const RULER = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

function startsBlock(lines: readonly Line[], at: number): boolean {
  const { text } = lines[at]!;
  return (
    text.trim() === '' ||
    FENCE.test(text) ||
    HEADING.test(text) ||
    QUOTE.test(text) ||
    isTable(lines[at]!, lines[at + 1])
  );
}

function readFence(text: string, lines: readonly Line[], at: number, marks: Mark[]): number {
  const line = lines[at]!;
  const [, run = '', language = ''] = FENCE.exec(line.text) ?? [];
  let end = at + 1;
  while (end < lines.length && !closes(lines[end]!.text, run)) end++;
  const closing = lines[end];
  const innerFrom = Math.min(line.to + 1, text.length);
  marks.push({
    kind: 'fence',
    from: line.from,
    to: closing?.to ?? text.length,
    innerFrom,
    // A fence nobody closed runs to the end of the text.
    innerTo: closing === undefined ? text.length : Math.max(innerFrom, closing.from - 1),
    ...(language === '' ? {} : { language }),
  });
  return end + 1;
}

function closes(line: string, run: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= run.length && trimmed === run.charAt(0).repeat(trimmed.length);
}

function readHeading(text: string, line: Line, at: number, marks: Mark[]): number {
  const [opening = ''] = /^\s*#+[ \t]+/.exec(line.text) ?? [];
  const innerFrom = line.from + opening.length;
  const innerTo =
    line.from +
    line.text
      .trimEnd()
      .replace(/(?<=\s)#+$/, '')
      .trimEnd().length;
  marks.push({
    kind: 'heading',
    from: line.from,
    to: line.to,
    innerFrom,
    innerTo: Math.max(innerFrom, innerTo),
  });
  marks.push(...readInline(text, innerFrom, Math.max(innerFrom, innerTo)));
  return at + 1;
}

function readQuote(text: string, lines: readonly Line[], at: number, marks: Mark[]): number {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end]!.text)) end++;
  const [from, to] = [lines[at]!.from, lines[end - 1]!.to];
  marks.push({ kind: 'quote', from, to, innerFrom: from, innerTo: to });
  for (const line of lines.slice(at, end)) {
    const [prefix = ''] = /^[\s>]*/.exec(line.text) ?? [];
    marks.push(...readInline(text, line.from + prefix.length, line.to));
  }
  return end;
}

function isTable(head: Line, ruler: Line | undefined): boolean {
  if (ruler === undefined || !head.text.includes('|') || !ruler.text.includes('-')) return false;
  return RULER.test(ruler.text) && cellsOf(ruler.text).length === cellsOf(head.text).length;
}

function readTable(lines: readonly Line[], at: number, marks: Mark[]): number {
  let end = at + 2;
  while (end < lines.length && lines[end]!.text.includes('|')) end++;
  const rows = [lines[at]!, ...lines.slice(at + 2, end)].map(({ text }) => cellsOf(text));
  const [from, to] = [lines[at]!.from, lines[end - 1]!.to];
  marks.push({ kind: 'table', from, to, innerFrom: from, innerTo: to, rows });
  return end;
}

const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

function linesOf(text: string): readonly Line[] {
  let from = 0;
  return text.split('\n').map((line) => {
    const start = from;
    from += line.length + 1;
    return { from: start, to: start + line.length, text: line };
  });
}

/** In reading order, outer first; of two that cross each other the one that begins later is text. */
function nested(marks: readonly Mark[]): readonly Mark[] {
  const open: Mark[] = [];
  return [...marks]
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .filter((mark) => {
      while (open.length > 0 && open.at(-1)!.to <= mark.from) open.pop();
      if (mark.to > (open.at(-1)?.to ?? mark.to)) return false;
      open.push(mark);
      return true;
    });
}
