import type { Message, MessageEntity } from 'grammy/types';
import { cleanText } from '../../core/llm/clean-text.ts';

/** Who we are to whom we listen. */
export interface Own {
  readonly id: number;
  readonly username: string;
}

/** What was written, wherever Telegram keeps it: the text, or the words under a picture. */
export const writtenIn = (
  message: Pick<Message, 'text' | 'entities' | 'caption' | 'caption_entities'>,
): { readonly text: string; readonly entities: readonly MessageEntity[] } => {
  const text = message.text ?? message.caption ?? '';
  return { text, entities: message.entities ?? message.caption_entities ?? plainEntities(text) };
};

/** What Telegram finds in a text by itself, for servers that leave it to the reader. */
function plainEntities(text: string): readonly MessageEntity[] {
  if (!/[/@]/.test(text)) return [];
  const [command] = /^\/\w{1,64}(?:@\w{3,32})?(?![\w@/<>])/.exec(text) ?? [];
  const mentions = [...text.matchAll(/(?<![\w@/])@[a-z]\w{2,31}\b/gi)].map(
    ({ index, 0: { length } }) => ({ type: 'mention', offset: index, length }) as const,
  );
  return command === undefined
    ? mentions
    : [{ type: 'bot_command', offset: 0, length: command.length }, ...mentions];
}

/** Text as plain Markdown: our mention cut out, those of others as `@name`. Pure. */
export function readText(text: string, entities: readonly MessageEntity[], own: Own): string {
  // Applied from the end, so that the offsets before stay true; at one place what closes stands before what opens.
  const mentions = entities.filter((entity) => isOwnMention(text, entity, own));
  const looks = entities.filter(
    ({ offset, length }) =>
      !mentions.some((each) => each.offset <= offset && each.offset + each.length >= offset + length),
  );
  const edits = [
    ...mentions.flatMap(({ offset, length }) => cutOut(text, offset, offset + length)),
    ...looks.flatMap((entity, index) => editsOf(text, entity, index / 1000)),
  ].toSorted((a, b) => b.at - a.at || b.order - a.order);
  let read = text;
  for (const { at, length, by } of edits) read = read.slice(0, at) + by + read.slice(at + length);
  return cleanText(read).replace(/^[,:]\s*/, (sign) =>
    mentions.some(({ offset }) => offset === 0) ? '' : sign,
  );
}

/** Whether an entity names us: `@alicia_bot`, or a link to us where we have no such name. */
export function isOwnMention(text: string, entity: MessageEntity, { id, username }: Own): boolean {
  if (entity.type === 'text_mention') return entity.user.id === id;
  if (entity.type !== 'mention') return false;
  const name = text.slice(entity.offset + 1, entity.offset + entity.length);
  return name.toLowerCase() === username.toLowerCase();
}

interface Edit {
  readonly at: number;
  readonly length: number;
  readonly by: string;
  /** Of edits at one place: the lower one stands first. */
  readonly order: number;
}

function editsOf(text: string, entity: MessageEntity, rank: number): readonly Edit[] {
  const { offset, length } = entity;
  const end = offset + length;
  const around = (before: string, after = before): readonly Edit[] => [
    // Of two that begin together the longer one is outside, of two that end together the shorter one inside.
    { at: offset, length: 0, by: before, order: FAR - length + rank },
    { at: end, length: 0, by: after, order: length - FAR - rank },
  ];
  const inner = text.slice(offset, end);
  switch (entity.type) {
    case 'bold':
      return around('**');
    case 'italic':
      return around('*');
    case 'strikethrough':
      return around('~~');
    case 'code':
      return around('`');
    case 'pre': {
      const run = inner.includes('```') ? '````' : '```';
      return around(`${run}${entity.language ?? ''}\n`, inner.endsWith('\n') ? run : `\n${run}`);
    }
    case 'text_link':
      return around('[', `](${entity.url})`);
    case 'blockquote':
    case 'expandable_blockquote':
      return [...inner.matchAll(/^/gm)].map(({ index }) => ({
        at: offset + index,
        length: 0,
        by: '> ',
        order: 0,
      }));
    case 'text_mention':
      return [{ at: offset, length: 0, by: '@', order: FAR }];
    default:
      return [];
  }
}

/** Without the spaces it leaves behind. */
function cutOut(text: string, from: number, to: number): readonly Edit[] {
  const isOpen = from === 0 || /\s/.test(text[from - 1] ?? '');
  const after = isOpen ? (/^[ \t]+/.exec(text.slice(to))?.[0].length ?? 0) : 0;
  return [
    { at: from, length: to - from, by: '', order: 2 * FAR },
    { at: to, length: after, by: '', order: 2 * FAR },
  ];
}

/** More than any length. */
const FAR = 100_000;
