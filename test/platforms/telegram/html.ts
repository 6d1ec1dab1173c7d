import type { MessageEntity } from 'grammy/types';

export interface Formatted {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

interface Open {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** UTF-16 offset in the text so far. */
  readonly offset: number;
}

const STYLES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  a: 'text_link',
  'tg-emoji': 'custom_emoji',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Telegram's HTML: its few tags, its few entities. @throws Error with Telegram's reason. */
export function parseHtml(html: string): Formatted {
  const open: Open[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  let at = 0;
  const bytes = (index: number): number => Buffer.byteLength(html.slice(0, index));

  const start = (): void => {
    const from = at;
    const [, name = ''] = /^<([^\s>/]*)/.exec(html.slice(at)) ?? [];
    const tag = name.toLowerCase();
    if (STYLES[tag] === undefined) {
      throw new Error(`Unsupported start tag "${tag}" at byte offset ${bytes(from)}`);
    }
    const [whole, written = ''] =
      /^<[^\s>/]*((?:\s+[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>/.exec(html.slice(at)) ??
      [];
    if (whole === undefined) throw new Error(`Unclosed start tag at byte offset ${bytes(from)}`);
    const attributes = attributesOf(written);
    if (tag === 'span' && attributes.get('class') !== 'tg-spoiler') {
      throw new Error(`Tag "span" must have class "tg-spoiler" at byte offset ${bytes(from)}`);
    }
    open.push({ tag, attributes, offset: text.length });
    at += whole.length;
  };

  const end = (): void => {
    const [whole, name = ''] = /^<\/([^\s>]*)\s*>/.exec(html.slice(at)) ?? [];
    if (whole === undefined) throw new Error(`Unclosed end tag at byte offset ${bytes(at)}`);
    const last = open.pop();
    if (last === undefined) throw new Error(`Unexpected end tag at byte offset ${bytes(at)}`);
    const tag = name.toLowerCase();
    if (tag !== '' && tag !== last.tag) {
      throw new Error(
        `Unmatched end tag at byte offset ${bytes(at)}, expected "</${last.tag}>", found "</${tag}>"`,
      );
    }
    const entity = entityOf(last, text);
    if (entity !== undefined && entity.length > 0) entities.push(entity);
    at += whole.length;
  };

  while (at < html.length) {
    if (html.startsWith('</', at)) end();
    else if (html[at] === '<') start();
    else {
      const next = html.indexOf('<', at);
      const stop = next < 0 ? html.length : next;
      text += decoded(html.slice(at, stop));
      at = stop;
    }
  }
  const left = open.at(-1);
  if (left !== undefined) throw new Error(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities: foldLanguages(entities) };
}

function entityOf({ tag, attributes, offset }: Open, text: string): MessageEntity | undefined {
  const range = { offset, length: text.length - offset };
  if (tag === 'a') {
    const url = attributes.get('href') ?? text.slice(offset);
    return /^tg:|\./.test(url) ? { type: 'text_link', ...range, url } : undefined;
  }
  if (tag === 'tg-emoji') {
    return { type: 'custom_emoji', custom_emoji_id: attributes.get('emoji-id') ?? '', ...range };
  }
  if (tag === 'blockquote' && attributes.has('expandable'))
    return { type: 'expandable_blockquote', ...range };
  const language = /^language-(.+)$/.exec(attributes.get('class') ?? '')?.[1];
  if (tag === 'code' && language !== undefined) {
    return { type: 'code', language, ...range } as unknown as MessageEntity;
  }
  return { type: STYLES[tag], ...range } as MessageEntity;
}

/** `<pre><code class="language-x">` around the same text is one `pre` with a language. */
function foldLanguages(entities: readonly MessageEntity[]): readonly MessageEntity[] {
  const same = (one: MessageEntity, other: MessageEntity): boolean =>
    one.offset === other.offset && one.length === other.length;
  const codes = entities.filter((entity) => entity.type === 'code' && 'language' in entity);
  const folded = entities.flatMap((entity): readonly MessageEntity[] => {
    const { language, ...plain } = entity as MessageEntity & { language?: string };
    if (entity.type === 'pre') {
      const code = codes.find((one) => same(one, entity)) as { language?: string } | undefined;
      return [code?.language === undefined ? entity : { ...entity, language: code.language }];
    }
    if (entity.type !== 'code' || language === undefined) return [entity];
    const isInPre = entities.some((one) => one.type === 'pre' && same(one, entity));
    return isInPre ? [] : [plain as MessageEntity];
  });
  return folded.toSorted((one, other) => one.offset - other.offset || other.length - one.length);
}

function attributesOf(written: string): ReadonlyMap<string, string> {
  const found = written.matchAll(/([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g);
  return new Map(
    [...found].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decoded(double ?? single ?? bare ?? ''),
    ]),
  );
}

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(lt|gt|amp|quot));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code < 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
