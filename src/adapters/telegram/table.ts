import { readMarkdown } from '../../core/delivery/markdown.ts';

/** Telegram shows no tables: each becomes a block of code with its columns aligned. Done twice it changes nothing. */
export function tabulate(text: string): string {
  if (!text.includes('|')) return text;
  const tables = readMarkdown(text).filter(({ kind }) => kind === 'table');
  return tables.reduceRight(
    (whole, { from, to, rows = [] }) =>
      `${whole.slice(0, from)}\`\`\`\n${aligned(rows)}\n\`\`\`${whole.slice(to)}`,
    text,
  );
}

/** Cells wider than this push their row out of line rather than every other row. */
const WIDEST = 24;

function aligned(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(plain));
  const columns = Math.max(...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.min(WIDEST, Math.max(...cells.map((row) => widthOf(row[column] ?? '')))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  const rule = widths.map((width) => '-'.repeat(Math.max(1, width))).join('  ');
  return [line(head), rule, ...body.map(line)].join('\n');
}

/** A cell without marks: in a block of code they would be seen. */
function plain(cell: string): string {
  const cuts = readMarkdown(cell)
    .filter(({ kind }) => ['bold', 'italic', 'strikethrough', 'code', 'escape'].includes(kind))
    .flatMap(({ from, to, innerFrom, innerTo }) => [
      { from, to: innerFrom },
      { from: innerTo, to },
    ])
    .toSorted((a, b) => b.from - a.from);
  const text = cuts.reduce((whole, { from, to }) => whole.slice(0, from) + whole.slice(to), cell);
  return text.replaceAll('\\|', '|').replace(/`{3,}/g, (run) => [...run].join('\u200b'));
}

const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (NONE.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1), 0);

const NONE = /\p{M}|\p{Cf}/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;
