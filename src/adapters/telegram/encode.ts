import type { InlineKeyboardButton, MessageEntity } from 'grammy/types';
import { splitText } from '../../core/delivery/split.ts';
import { tabulate } from '../../core/delivery/tabulate.ts';
import type { Action, Outgoing, Speaker } from '../../core/message.ts';
import { TEXT_LIMIT } from './capabilities.ts';
import { encodedLength, encodeText, type Formatted, harmless, joined } from './encode-text.ts';
import { BESIDE, MOST_DATA } from './origin.ts';

/** An Outgoing that fits one message. */
export interface Page extends Outgoing {
  /** Not the first of its answer: the name line stands above the first, and that one is the reply. */
  readonly isContinuation?: true;
}

/** What a message shows, as Telegram takes it. */
export interface Body {
  readonly text: string;
  readonly entities: MessageEntity[];
  readonly link_preview_options: { readonly is_disabled: true };
  readonly reply_markup?: { readonly inline_keyboard: InlineKeyboardButton[][] };
}

/** The line above an answer where the bot's own name is another; none: nobody else speaks here. */
export function nameLineOf(speaker: Speaker | undefined, botName: string | undefined): Formatted {
  if (speaker === undefined || speaker.isDefault === true || speaker.displayName === botName) return NOTHING;
  const plain = speaker.displayName
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const name = plain.slice(0, LONGEST_NAME).toWellFormed().trimEnd();
  if (name === '') return NOTHING;
  return harmless({ text: `${name}\n`, entities: [{ type: 'bold', offset: 0, length: name.length }] });
}

/** Pages in reading order, each at most 4096 once encoded, with `nameLine` above the first. Pure. */
export function paginate(message: Outgoing, nameLine: Formatted): readonly Page[] {
  const { notice, actions, ...rest } = message;
  const room = TEXT_LIMIT - nameLine.text.length;
  const parts = [...fitting(tabulate(message.text.toWellFormed()), room)];
  const last = parts.at(-1) ?? '';
  const closing = notice === undefined ? 0 : SEPARATOR.text.length + encodedLength(notice);
  if (measure(last) + closing > room && closing < room / 2)
    parts.splice(-1, 1, ...fitting(last, room - closing));
  return parts.map((text, index) => ({
    ...rest,
    text,
    ...(index > 0 ? { isContinuation: true as const } : {}),
    ...(index === parts.length - 1
      ? { ...(notice === undefined ? {} : { notice }), ...(actions === undefined ? {} : { actions }) }
      : {}),
  }));
}

/** A page as Telegram takes it. Pure. @param seal what a button carries for its command */
export function encode(page: Page, nameLine: Formatted, seal = (command: string) => command): Body {
  const body = encodeText(page.text);
  // Marks around nothing: the reader sees them rather than an error.
  const shown = body.text.trim() === '' ? plainly(page.text) : body;
  const { text, entities } = joined([
    ...(page.isContinuation === true ? [NOTHING] : [nameLine]),
    shown,
    ...(page.notice === undefined ? [] : [SEPARATOR, encodeText(page.notice)]),
  ]);
  const rows = rowsOf(page.actions ?? [], (command) => (page.kind === 'reply' ? BESIDE : '') + seal(command));
  return {
    text,
    entities: mostTelling(entities),
    link_preview_options: { is_disabled: true },
    ...(rows.length === 0 ? {} : { reply_markup: { inline_keyboard: rows } }),
  };
}

/** The same without any looks, for a server that will not have them. */
export const withoutLooks = (body: Body): Body => ({
  ...body,
  text: harmless({ text: body.text, entities: [] }).text.slice(0, TEXT_LIMIT).toWellFormed(),
  entities: [],
});

export const NOTHING: Formatted = { text: '', entities: [] };
const SEPARATOR: Formatted = { text: '\n\n', entities: [] };
const LONGEST_NAME = 80;
/** More than these Telegram leaves out, in whatever order. */
const MOST_ENTITIES = 100;
/** Labels longer than this are cut where two stand in a row. */
const SHORT = 16;
const MOST_BUTTONS = 100;

function plainly(text: string): Formatted {
  const { text: safe } = harmless({ text: text.toWellFormed().trim(), entities: [] });
  return { text: safe === '' ? '…' : safe, entities: [] };
}

/** Code and links first: without them the text would read wrongly. */
function mostTelling(entities: readonly MessageEntity[]): MessageEntity[] {
  if (entities.length <= MOST_ENTITIES) return [...entities];
  const weight = ({ type }: MessageEntity): number => (['pre', 'code', 'text_link'].includes(type) ? 0 : 1);
  return entities
    .toSorted((a, b) => weight(a) - weight(b))
    .slice(0, MOST_ENTITIES)
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Short labels two in a row, long ones alone. */
function rowsOf(actions: readonly Action[], seal: (command: string) => string): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = [];
  let isOpen = false;
  for (const { label, command } of actions.slice(0, MOST_BUTTONS)) {
    const data = seal(command.toWellFormed());
    const text = label.toWellFormed();
    if (text.trim() === '' || data === '' || Buffer.byteLength(data) > MOST_DATA) continue;
    const button: InlineKeyboardButton = { text, callback_data: data };
    const isShort = text.length <= SHORT;
    if (isOpen && isShort) {
      rows.at(-1)?.push(button);
      isOpen = false;
    } else {
      rows.push([button]);
      isOpen = isShort;
    }
  }
  return rows;
}

/** Length once encoded, and never less than as written: a page is looked at both ways. */
const measure = (text: string): number => Math.max(text.length, encodedLength(text));

/** Parts that fit. A cut may make marks of what was none before, so what became too long is cut again, smaller. */
function fitting(text: string, limit: number): readonly string[] {
  return splitText(text, limit, measure).flatMap((part) =>
    measure(part) <= limit || limit <= SMALLEST
      ? [part]
      : fitting(part, Math.max(SMALLEST, Math.floor(limit * 0.6))),
  );
}

const SMALLEST = 64;
