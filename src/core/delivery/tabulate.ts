import { readMarkdown } from './markdown.ts';

/** For chats without tables: each becomes a block of code with aligned columns. Done twice it changes nothing. */
export function tabulate(text: string): string {
  if (!text.includes('|')) return text;
  return readMarkdown(text)
    .filter(({ kind }) => kind === 'table')
    .reduceRight(
      (whole, { from, to, rows = [] }) =>
        `${whole.slice(0, from)}\`\`\`\n${aligned(rows)}\n\`\`\`${whole.slice(to)}`,
      text,
    );
}

/** A cell wider than this pushes its own row out of line rather than every other row. */
const WIDEST = 30;

function aligned(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(cellOf));
  const columns = cells.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.min(
      WIDEST,
      cells.reduce((most, row) => Math.max(most, widthOf(row[column] ?? '')), 1),
    ),
  );
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => padded(row[column] ?? '', width))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}

const padded = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - widthOf(cell)));

/** A cell without marks: in a block of code they would be seen, and a link would be none. */
const cellOf = (cell: string): string =>
  plain(cell, (url) => ` (${url})`)
    .replaceAll('\\|', '|')
    .replace(/`{3,}/g, (run) => [...run].join('\u200b'));

/** Markdown without its marks; `addressOf` says what stands for where a link leads. */
export function plain(markdown: string, addressOf: (url: string) => string = () => ''): string {
  return readMarkdown(markdown)
    .filter(({ kind }) => kind !== 'table' && kind !== 'quote' && kind !== 'fence')
    .flatMap(({ from, to, innerFrom, innerTo, url = '' }) => [
      { from, to: innerFrom, by: '' },
      { from: innerTo, to, by: to - innerTo > 1 && url !== '' ? addressOf(url) : '' },
    ])
    .toSorted((a, b) => b.from - a.from)
    .reduce((whole, { from, to, by }) => whole.slice(0, from) + by + whole.slice(to), markdown);
}

const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (NONE.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1), 0);

const NONE = /\p{M}|\p{Cf}/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;
