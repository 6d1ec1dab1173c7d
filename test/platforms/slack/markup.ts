/** Text as a Slack client shows it: entities decoded, marks and link syntax left out, people by their names. */
export function readable(
  raw: string,
  nameOf: (id: string) => string | undefined,
  isMarkdown = false,
): string {
  const links = isMarkdown ? raw.replace(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, '$1') : raw;
  const named = links
    .replace(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `@${nameOf(id) ?? id}`)
    .replace(
      /<#([CG][A-Z0-9]+)(?:\|([^>]*))?>/g,
      (_, id: string, name = '') => `#${name || nameOf(id) || id}`,
    )
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(?:https?:|mailto:)[^|>\s]*\|([^>]*)>/g, '$1')
    .replace(/<((?:https?:|mailto:)[^|>\s]*)>/g, '$1');
  const bare = named
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? codeOf(part) : withoutMarks(part, isMarkdown)))
    .join('');
  return bare.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What people type, as Slack stores it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Bytes of a text after Slack escaped what the client left bare. */
export const storedBytes = (text: string): number =>
  Buffer.byteLength(text.replace(/&(?!(?:amp|lt|gt);)/g, '&amp;'));

/** The mark-up in a text that would notify a whole channel or group, if there is any. */
export const forbiddenPing = (text: string): string | undefined =>
  /<!(?:channel|here|everyone|group|subteam\^\w+)(?:\|[^<>\n]*)?>/.exec(text)?.[0];

/** Whether a character was cut in two, before or while it was encoded. */
export const isTorn = (text: string): boolean => !text.isWellFormed() || text.includes('\uFFFD');

const codeOf = (part: string): string =>
  part.startsWith('```')
    ? part
        .slice(3, -3)
        .replace(/^\w*\n/, '')
        .replace(/\n$/, '')
    : part.slice(1, -1);

function withoutMarks(part: string, isMarkdown: boolean): string {
  const edge = String.raw`(?<![\p{L}\p{N}])`;
  const end = String.raw`(?![\p{L}\p{N}])`;
  const marks = isMarkdown ? [String.raw`\*\*`, '__', '~~', String.raw`\*`, '_'] : [String.raw`\*`, '_', '~'];
  const bare = marks.reduce(
    (text, mark) => text.replace(new RegExp(`${edge}${mark}(?=\\S)([^\\n]*?\\S)${mark}${end}`, 'gu'), '$1'),
    part,
  );
  return isMarkdown ? bare.replace(/^#{1,6} +/gm, '').replace(/\\([\\`*_{}[\]()#+\-.!~>|])/g, '$1') : bare;
}
