import type { MessageEntity } from 'grammy/types';
import type { Formatted } from './html.ts';

type Kind =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote';

interface Open {
  readonly kind: Kind;
  /** Index in the source. */
  readonly from: number;
  /** UTF-16 offset in the text so far. */
  readonly offset: number;
  readonly language?: string;
}

const MARKS: readonly (readonly [string, Kind])[] = [
  ['```', 'Pre'],
  ['`', 'Code'],
  ['__', 'Underline'],
  ['_', 'Italic'],
  ['||', 'Spoiler'],
  ['*', 'Bold'],
  ['~', 'Strikethrough'],
  ['![', 'CustomEmoji'],
  ['[', 'TextUrl'],
];

const TYPES: Readonly<Record<Kind, string>> = {
  Bold: 'bold',
  Italic: 'italic',
  Underline: 'underline',
  Strikethrough: 'strikethrough',
  Spoiler: 'spoiler',
  Code: 'code',
  Pre: 'pre',
  PreCode: 'pre',
  TextUrl: 'text_link',
  CustomEmoji: 'custom_emoji',
  BlockQuote: 'blockquote',
};

/** MarkdownV2 with every reserved character escaped or paired. @throws Error with Telegram's reason. */
export function parseMarkdown(source: string): Formatted {
  const open: Open[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  let at = 0;
  let isLineStart = true;
  const bytes = (index: number): number => Buffer.byteLength(source.slice(0, index));
  const close = (extra: object = {}): void => {
    const last = open.pop();
    if (last === undefined || text.length === last.offset) return;
    const language = last.language === undefined ? {} : { language: last.language };
    const range = { offset: last.offset, length: text.length - last.offset };
    entities.push({ type: TYPES[last.kind], ...range, ...language, ...extra } as MessageEntity);
  };
  const unfinished = ({ kind, from }: Open): Error =>
    new Error(`Can't find end of ${kind} entity at byte offset ${bytes(from)}`);

  const isQuoting = (): boolean => open.some(({ kind }) => kind === 'BlockQuote');
  /** A spoiler opened at the very end of a quote makes it expandable. */
  const endQuote = (): void => {
    const top = open.at(-1);
    if (top === undefined || !isQuoting()) return;
    const isExpandable = top.kind === 'Spoiler' && top.offset === text.length;
    if (isExpandable) open.pop();
    const quote = open.at(-1);
    if (quote !== undefined && quote.kind !== 'BlockQuote') throw unfinished(quote);
    close(isExpandable ? { type: 'expandable_blockquote' } : {});
  };

  const link = (kind: 'TextUrl' | 'CustomEmoji'): void => {
    const from = open.at(-1)?.offset ?? 0;
    const what = kind === 'TextUrl' ? 'a URL' : 'a custom emoji URL';
    at += 1;
    let url = '';
    if (source[at] === '(') {
      const start = at;
      const [whole, inside = ''] = /^\(((?:\\[\s\S]|[^)\\])*)\)/.exec(source.slice(at)) ?? [];
      if (whole === undefined)
        throw new Error(`Can't find end of ${what} at byte offset ${bytes(start + 1)}`);
      url = inside.replace(/\\([\x01-\x7e])/g, '$1');
      at += whole.length;
    } else if (kind === 'CustomEmoji') throw new Error('Custom emoji entity must contain a tg://emoji URL');
    else url = text.slice(from);
    const id = /^tg:\/\/emoji\?(?:.*&)?id=(\d+)/.exec(url)?.[1];
    if (kind === 'CustomEmoji') {
      if (id === undefined) throw new Error('Custom emoji URL must have an emoji identifier');
      close({ custom_emoji_id: id });
    } else if (/^tg:|\./.test(url)) close({ url });
    else open.pop();
  };

  const begin = (mark: string, kind: Kind): void => {
    const from = at;
    at += mark.length;
    const [, language, rest] = /^([^\s`]+)([\s\S])/.exec(kind === 'Pre' ? source.slice(at) : '') ?? [];
    if (language !== undefined && rest !== '`') {
      at += language.length;
      at += /^(\r\n|\n\r|\n|\r)?/.exec(source.slice(at))?.[0].length ?? 0;
      open.push({ kind: 'PreCode', from, offset: text.length, language });
      return;
    }
    if (kind === 'Pre') at += /^(\r\n|\n\r|\n|\r)?/.exec(source.slice(at))?.[0].length ?? 0;
    open.push({ kind, from, offset: text.length });
  };

  while (at < source.length) {
    const char = source[at] ?? '';
    const top = open.at(-1)?.kind;
    const isCode = top === 'Code' || top === 'Pre' || top === 'PreCode';
    if (char === '\\' && /^[\x01-\x7e]$/.test(source[at + 1] ?? '')) {
      text += source[at + 1];
      at += 2;
      isLineStart = false;
    } else if (char === '\n' && !isCode) {
      const goesOn = isQuoting() && source[at + 1] === '>';
      if (!goesOn) endQuote();
      text += char;
      at += goesOn ? 2 : 1;
      isLineStart = !goesOn;
    } else if (!(isCode ? '`' : '_*[]()~`>#+-=|{}.!').includes(char)) {
      text += char;
      at += 1;
      isLineStart = false;
    } else if (!isCode && char === ']' && (top === 'TextUrl' || top === 'CustomEmoji')) link(top);
    else {
      const [mark, kind] = MARKS.find(([one]) => source.startsWith(one, at)) ?? [];
      if (char === '>' && isLineStart && !isQuoting()) begin('>', 'BlockQuote');
      else if (mark === undefined || kind === undefined) {
        throw new Error(`Character '${char}' is reserved and must be escaped with the preceding '\\'`);
      } else if (top === kind || (top === 'PreCode' && kind === 'Pre')) {
        at += mark.length;
        close();
      } else if (top === 'Code' && kind === 'Pre') {
        at += 1;
        close();
      } else begin(mark, kind);
    }
  }
  endQuote();
  const left = open.at(-1);
  if (left !== undefined) throw unfinished(left);
  return { text, entities: entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}
