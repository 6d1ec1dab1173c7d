import { cleanText } from '../../core/llm/clean-text.ts';

export interface Readers {
  /** Our own user id: mentions of it are cut out. */
  readonly self: string;
  /** Display name of somebody, where it is known. */
  nameOf(user: string): string | undefined;
}

/** mrkdwn as plain Markdown, as its readers see it: mentions as names, ours cut out. Pure. */
export function readText(mrkdwn: string, readers: Readers): string {
  const text = mrkdwn
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? tokens(part, readers, true) : prose(part, readers)))
    .join('');
  return cleanText(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).replace(
    /^[,:]\s*/,
    '',
  );
}

/** Users a text mentions. */
export const mentionedIn = (mrkdwn: string): readonly string[] => [
  ...new Set([...mrkdwn.matchAll(/<@([^<>|\s]+)/g)].map(([, id = '']) => id)),
];

function prose(text: string, readers: Readers): string {
  return tokens(
    text
      .replace(/(?<![\p{L}\p{N}*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\p{L}\p{N}*])/gu, '**$1**')
      .replace(/(?<![\p{L}\p{N}~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\p{L}\p{N}~])/gu, '~~$1~~'),
    readers,
    false,
  );
}

/** What stands in angle brackets: people, channels, groups, dates, links. */
function tokens(text: string, { self, nameOf }: Readers, isCode: boolean): string {
  return text.replace(/([ \t]*)<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>([ \t]*)/g, (...found) => {
    const [, before = '', sign, id = '', label = '', after = ''] = found as string[];
    if (sign === '@' && id === self) return before === '' || after === '' ? before + after : ' ';
    return before + shown(sign ?? '', id, label) + after;
  });

  function shown(sign: string, id: string, label: string): string {
    if (sign === '@') return `@${nameOf(id) ?? (label || id)}`;
    if (sign === '#') return `#${label || id}`;
    if (sign === '!') return label || `@${id.replace(/\^.*$/, '')}`;
    const address = id.replace(/^(?:mailto|tel):/, '');
    if (label === '' || label === address || isCode) return label || address;
    return /^https?:/.test(id) ? `[${label}](${id})` : label;
  }
}
