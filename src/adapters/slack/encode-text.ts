import { type Mark, readMarkdown } from '../../core/delivery/markdown.ts';
import { plain, tabulate } from '../../core/delivery/tabulate.ts';

/** A stretch of the source and what stands there instead. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/**
 * Markdown as Slack's mrkdwn. Everything but the marks stays as it was written; `&`, `<` and `>` are escaped, so nothing
 * in it can ping. Pure.
 */
export function encodeText(source: string): string {
  const whole = source.toWellFormed();
  if (!/[\\`*_~[\]<>#|&]/.test(whole)) return whole;
  const text = tabulate(whole);
  let encoded = '';
  let at = 0;
  for (const { from, to, by } of changesOf(text)) {
    encoded += escaped(text.slice(at, from)) + by;
    at = to;
  }
  return encoded + escaped(text.slice(at));
}

/**
 * Markdown that Slack is given as Markdown: what would open a mention is written as its entity, and what reads like an
 * entity stays what it reads like.
 */
export const safeMarkdown = (text: string): string =>
  text
    .toWellFormed()
    .replace(/&(?=(?:amp|lt|gt|quot|nbsp|#\d+|#x[\da-f]+);)/gi, '&amp;')
    .replace(/<(?=[@#!])/g, '&lt;');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** In order, none inside another. */
function changesOf(text: string): readonly Change[] {
  const changes: Change[] = [];
  const open: { readonly mark: Mark; readonly kind: Mark['kind'] }[] = [];
  let done = 0;
  for (const mark of readMarkdown(text)) {
    if (mark.from < done) continue;
    while (open.length > 0 && (open.at(-1)?.mark.to ?? 0) <= mark.from) open.pop();
    const whole = instead(mark, text);
    if (whole !== undefined) {
      changes.push({ from: mark.from, to: mark.to, by: whole });
      done = mark.to;
      continue;
    }
    if (mark.kind === 'quote') changes.push(...quoted(mark, text));
    else {
      // A heading is all bold already, and bold twice is not bold.
      const kind = mark.kind === 'heading' ? 'bold' : mark.kind;
      const isShown = !open.some((outer) => outer.kind === kind) && canShow(mark, text);
      const sign = isShown ? SIGNS[kind] : '';
      changes.push({ from: mark.from, to: mark.innerFrom, by: sign ?? '' });
      changes.push({ from: mark.innerTo, to: mark.to, by: sign ?? '' });
      open.push({ mark, kind });
    }
  }
  return changes.toSorted((a, b) => a.from - b.from || a.to - b.to);
}

const SIGNS: Readonly<Partial<Record<Mark['kind'], string>>> = { bold: '*', italic: '_', strikethrough: '~' };

/** Slack's marks stand at the edges of words, on one line; elsewhere they would be seen. */
function canShow({ from, to, innerFrom, innerTo }: Mark, text: string): boolean {
  const inner = text.slice(innerFrom, innerTo);
  return (
    inner.trim() === inner &&
    inner !== '' &&
    !inner.includes('\n') &&
    !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, from - 2), from)) &&
    !/^[\p{L}\p{N}]/u.test(text.slice(to, to + 2))
  );
}

/** What stands for a mark with all that is in it; undefined where its inside is text. */
function instead(mark: Mark, text: string): string | undefined {
  const inner = text.slice(mark.innerFrom, mark.innerTo);
  switch (mark.kind) {
    case 'escape':
      return escaped(inner);
    case 'code':
      return code(inner);
    case 'fence':
      return `\`\`\`\n${escaped(inner.replace(/`{3,}/g, (run) => [...run].join('\u200b')))}\n\`\`\``;
    case 'link':
    case 'image':
      // One without a name and a target is text: a message must not become empty.
      return (
        link(mark.url ?? '', text[mark.from] === '<' ? '' : plain(inner)) ||
        escaped(text.slice(mark.from, mark.to))
      );
    default:
      return undefined;
  }
}

/** Slack's code has single back-ticks round it and none inside. */
function code(inner: string): string {
  const line = escaped(inner.replaceAll('\n', ' '));
  const bare = line.length > 2 && /^ .*[^ ].* $/.test(line) ? line.slice(1, -1) : line;
  return bare.includes('`') || bare.trim() === '' ? bare : `\`${bare}\``;
}

function link(url: string, label: string): string {
  const isWeb = /^(?:https?:\/\/|mailto:)/i.test(url);
  if (!isWeb) return escaped(label === '' || url === '' ? label + url : `${label} (${url})`);
  const address = escaped(url.replace(/[|<>\s]/g, encodeURIComponent));
  const name = escaped(label.replace(/\s+/g, ' ').trim());
  return name === '' || name === address ? `<${address}>` : `<${address}|${name}>`;
}

function quoted({ from, to }: Mark, text: string): readonly Change[] {
  let start = from;
  return text
    .slice(from, to)
    .split('\n')
    .map((line) => {
      const [prefix = ''] = /^[\s>]*/.exec(line) ?? [];
      const change = {
        from: start,
        to: start + prefix.length,
        by: prefix.length === line.length ? '>' : '> ',
      };
      start += line.length + 1;
      return change;
    });
}
