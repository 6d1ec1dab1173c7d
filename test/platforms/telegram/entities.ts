import type { MessageEntity } from 'grammy/types';
import { type Formatted, parseHtml } from './html.ts';
import { parseMarkdown } from './markdown.ts';
import { textual } from './params.ts';
import { fault } from './refusal.ts';

const FOUND: readonly (readonly [MessageEntity['type'], RegExp])[] = [
  ['url', /\bhttps?:\/\/[^\s<>"]+[^\s<>".,!?)]/g],
  ['email', /\b[\w.+-]+@[\w-]+\.[\w.-]*\w/g],
  ['bot_command', /(?<![\w/<>])\/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?/g],
  ['mention', /(?<![\w@])@[a-zA-Z]\w{3,31}/g],
  ['hashtag', /(?<![\w&])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

const KNOWN = new Set(
  (
    'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler ' +
    'blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time'
  ).split(' '),
);

/** Needs of the entities that carry more than a range. */
const NEEDS: Readonly<Record<string, string>> = {
  text_link: 'url',
  text_mention: 'user',
  custom_emoji: 'custom_emoji_id',
  date_time: 'unix_time',
};

export interface Written {
  readonly text: string;
  readonly parseMode?: unknown;
  readonly entities?: unknown;
}

/**
 * Text as its readers get it: markup parsed, the ends trimmed, mentions, commands and links found.
 * @throws Refusal where Telegram would not take it.
 */
export function formatted(written: Written, note: (violation: string) => void): Formatted {
  const { text, entities } = trimmed(parsed(written, note));
  const plain = entities.filter(({ type }) => !['code', 'pre', 'text_link'].includes(type));
  const fixed = entities.filter((entity) => !plain.includes(entity));
  const found = detected(text).filter((one) => ![...fixed, ...plain].some((other) => collide(one, other)));
  return { text, entities: [...entities, ...found].toSorted((a, b) => a.offset - b.offset) };
}

/** Mentions, commands, links and tags in plain text, with offsets in UTF-16 units. */
export function detected(text: string): readonly MessageEntity[] {
  const found: MessageEntity[] = [];
  for (const [type, pattern] of FOUND) {
    for (const { index, 0: match } of text.matchAll(pattern)) {
      const entity = { type, offset: index, length: match.length } as MessageEntity;
      if (!found.some((other) => collide(entity, other))) found.push(entity);
    }
  }
  return found.toSorted((a, b) => a.offset - b.offset);
}

function parsed({ text, parseMode, entities }: Written, note: (violation: string) => void): Formatted {
  if (parseMode === undefined || parseMode === '') {
    return { text, entities: entities === undefined ? [] : checked(text, entities, note) };
  }
  if (entities !== undefined) note('entities beside parse_mode are ignored');
  const mode = textual(parseMode).toLowerCase();
  if (mode === 'markdown') {
    note('parse_mode Markdown is legacy and not played here');
    return { text, entities: [] };
  }
  if (mode !== 'html' && mode !== 'markdownv2') throw fault('unsupported parse_mode');
  try {
    return mode === 'html' ? parseHtml(text) : parseMarkdown(text);
  } catch (error) {
    throw fault(`can't parse entities: ${error instanceof Error ? error.message : ''}`);
  }
}

function checked(text: string, given: unknown, note: (violation: string) => void): readonly MessageEntity[] {
  if (!Array.isArray(given)) throw fault("can't parse entities JSON object");
  if (given.length > 100) note(`${given.length} entities: only the first 100 are kept`);
  return given.flatMap((one: Partial<Record<string, unknown>>): readonly MessageEntity[] => {
    const { type, offset, length } = one;
    if (typeof type !== 'string' || !KNOWN.has(type)) {
      note(`entity of unknown type ${String(type)}`);
      return [];
    }
    const need = NEEDS[type];
    if (need !== undefined && one[need] === undefined) {
      note(`entity ${type} without ${need}`);
      return [];
    }
    if (!Number.isInteger(offset) || !Number.isInteger(length) || typeof offset !== 'number') {
      throw fault("can't parse MessageEntity: offset and length must be of type Integer");
    }
    const end = offset + Number(length);
    if (offset < 0 || Number(length) <= 0) note(`entity ${type} of no length at ${offset}`);
    if (end > text.length) {
      throw fault(`entity ${type} ends after the end of the text at UTF-16 offset ${end}`);
    }
    if (isInside(text, offset) || isInside(text, end)) {
      throw fault(`entity ${type} begins or ends in the middle of a UTF-16 symbol at offset ${offset}`);
    }
    return Number(length) > 0 ? [one as unknown as MessageEntity] : [];
  });
}

/** Whether an offset is between the two halves of a surrogate pair. */
const isInside = (text: string, offset: number): boolean =>
  /^[\udc00-\udfff]/.test(text.slice(offset)) && /[\ud800-\udbff]$/.test(text.slice(0, offset));

/** Telegram drops blank lines in front and white space behind. */
function trimmed({ text, entities }: Formatted): Formatted {
  const kept = text.trimEnd();
  const cut = /^\s*\n/.exec(kept)?.[0].length ?? 0;
  const end = kept.length - cut;
  const moved = entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - cut);
    const to = Math.min(end, entity.offset + entity.length - cut);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  return { text: kept.slice(cut), entities: moved };
}

const collide = (one: MessageEntity, other: MessageEntity): boolean =>
  ['code', 'pre', 'text_link', 'url', 'email', 'mention', 'bot_command', 'text_mention'].includes(
    other.type,
  ) &&
  one.offset < other.offset + other.length &&
  other.offset < one.offset + one.length;
