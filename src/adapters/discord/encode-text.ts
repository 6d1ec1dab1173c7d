import { type Mark, readMarkdown } from '../../core/delivery/markdown.ts';
import { tabulate } from '../../core/delivery/tabulate.ts';

/** A stretch of the source and what stands there instead. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/**
 * Markdown as Discord reads it. Everything but a few marks stays as it was written. That a mention in it
 * pings nobody is said beside it, by `allowed_mentions`. Pure.
 */
export function encodeText(source: string): string {
  const whole = source.toWellFormed();
  if (!/[\\`*_~[\]<>#|@]/.test(whole)) return whole;
  const text = tabulate(whole);
  const changes = readMarkdown(text)
    .flatMap((mark) => changesOf(mark, text))
    .toSorted((a, b) => a.from - b.from);
  let encoded = '';
  let at = 0;
  for (const { from, to, by } of changes) {
    if (from < at) continue;
    encoded += text.slice(at, from) + by;
    at = to;
  }
  encoded += text.slice(at);
  // Every other piece is code, as Discord reads it: also where a block begins within a line.
  return encoded
    .split(/(```[\s\S]+?```|`[^`\n]+`)/)
    .map((piece, index) => (index % 2 === 1 ? piece : quoteOnce(piece)))
    .join('');
}

/** Marks in a name of somebody's, so that it shows as it is. */
export const escapeMarks = (name: string): string => name.replace(/[\\*_~`|]/g, '\\$&');

/** Three would quote everything that follows. */
const quoteOnce = (text: string): string => text.replace(/^( {0,3})>>>/gm, '$1>');

function changesOf(mark: Mark, text: string): readonly Change[] {
  const { kind, from, to, innerFrom, innerTo } = mark;
  const around = (before: string, after: string): readonly Change[] => [
    { from, to: innerFrom, by: before },
    { from: innerTo, to, by: after },
  ];
  switch (kind) {
    case 'code':
      return [{ from, to, by: text.slice(from, to) }];
    case 'fence':
      return [{ from, to, by: fenced(mark, text) }];
    case 'heading': {
      const level = /#+/.exec(text.slice(from, innerFrom))?.[0].length ?? 1;
      if (level <= 3) return around(`${'#'.repeat(level)} `, '');
      return text.slice(innerFrom, innerTo).includes('**') ? around('', '') : around('**', '**');
    }
    case 'bold':
      // Two low lines underline here.
      return text[from] === '_' ? around('**', '**') : [];
    case 'image':
      if (!isWeb(mark.url)) return around('', mark.url ? ` (${mark.url})` : '');
      return innerFrom === innerTo ? [{ from, to, by: mark.url ?? '' }] : [{ from, to: innerFrom, by: '[' }];
    case 'link':
      // Any other address would be shown with its brackets.
      if (text[from] !== '[' || isWeb(mark.url)) return [];
      return around('', mark.url ? ` (${mark.url})` : '');
    default:
      return [];
  }
}

const isWeb = (url: string | undefined): boolean => /^https?:\/\//i.test(url ?? '');

/** Discord knows three back-ticks only, and only closed blocks. */
function fenced({ from, to, innerFrom, innerTo, language }: Mark, text: string): string {
  const opening = text.slice(from, innerFrom);
  const isClosed = innerTo < to;
  const inner = text.slice(innerFrom, innerTo);
  if (isClosed && /^\s*```(?!`)/.test(opening)) return text.slice(from, to);
  const run = inner.includes('```') && opening.includes('````') ? '````' : '```';
  const lineEnd = opening.endsWith('\n') ? '' : '\n';
  const head = `${/^\s*/.exec(opening)?.[0] ?? ''}${run}${language ?? ''}${opening.slice(opening.trimEnd().length)}`;
  return `${head}${lineEnd}${inner}${inner.endsWith('\n') || inner === '' ? '' : '\n'}${run}`;
}
