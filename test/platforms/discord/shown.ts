import type { Shown } from '../platform.ts';
import { messageFlags, textsOf } from './check.ts';
import { textOf } from './text.ts';
import type { Bag, Message } from './types.ts';
import type { World } from './world.ts';

/** A message as its readers see it. */
export function shownOf(world: World, message: Message): Shown {
  const { wire, channel, speaker, avatar, onlyFor } = message;
  const raw = [wire.content, ...textsOf(wire.components), ...wire.embeds.flatMap(embedTexts)]
    .filter((text) => text !== '')
    .join('\n');
  const answered = (wire.message_reference as { message_id?: string } | undefined)?.message_id;
  return {
    id: wire.id,
    text: readable(world, raw),
    raw,
    speaker,
    ...(avatar !== undefined && { avatar }),
    ...(onlyFor !== undefined && { onlyFor: onlyFor.name }),
    ...(answered !== undefined && { replyTo: answered }),
    ...(channel.type === 11 && { thread: channel.id }),
    buttons: buttonsOf(wire.components).map(labelOf),
    edits: message.edits,
    isUnfinished: (wire.flags & messageFlags.loading) !== 0,
  };
}

/** Buttons of a message, however deep. */
export function buttonsOf(components: unknown): readonly Bag[] {
  if (!Array.isArray(components)) return [];
  return (components as Bag[]).flatMap((one) => [
    ...(one.type === 2 ? [one] : []),
    ...buttonsOf(one.components),
    ...buttonsOf(one.accessory === undefined ? undefined : [one.accessory]),
  ]);
}

export const labelOf = ({ label, emoji }: Bag): string => textOf(label ?? (emoji as Bag | undefined)?.name);

/** Text without the marks of Discord's Markdown, mentions as names. */
export function readable(world: World, raw: string): string {
  return raw
    .split(/(```[\s\S]*?```|`[^`\n]+`)/u)
    .map((piece, at) => (at % 2 === 1 ? code(piece) : prose(world, piece)))
    .join('');
}

function code(piece: string): string {
  if (!piece.startsWith('```')) return piece.slice(1, -1);
  return piece
    .slice(3, -3)
    .replace(/^[\w+#-]*\n/u, '')
    .replace(/\n$/u, '');
}

/** Escaped signs are set aside as private-use characters, so that they are no marks. */
function prose(world: World, text: string): string {
  return text
    .replace(/\\([\\*_~`|>#()[\]<:-])/gu, (_all, sign: string) =>
      String.fromCodePoint(0xf0000 + sign.charCodeAt(0)),
    )
    .replace(/<@!?(\d+)>/gu, (all, id: string) => mention('@', world.users.get(id)?.name, all))
    .replace(/<#(\d+)>/gu, (all, id: string) => mention('#', world.channels.get(id)?.name, all))
    .replace(/<a?(:\w+:)\d+>/gu, '$1')
    .replace(/^(?:#{1,3}|-#|>>>|>) /gmu, '')
    .replace(/\[([^\]\n]+)\]\(<?https?:\/\/[^)\s]+\)/gu, '$1')
    .replace(/<(https?:\/\/[^>\s]+)>/gu, '$1')
    .replace(/(\*\*|__|~~|\|\|)(?=\S)([\s\S]*?\S)\1/gu, '$2')
    .replace(/(\*\*|__|~~|\|\|)(?=\S)([\s\S]*?\S)\1/gu, '$2')
    .replace(/\*(?=\S)([^*]*?\S)\*/gu, '$1')
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)([^_]*?\S)_(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/[\u{f0000}-\u{f00ff}]/gu, (sign) => String.fromCharCode((sign.codePointAt(0) ?? 0) - 0xf0000));
}

const mention = (mark: string, name: string | undefined, otherwise: string): string =>
  name === undefined ? otherwise : mark + name;

function embedTexts({ title, description, fields, footer, author }: Bag): readonly string[] {
  const list = (fields as Bag[] | undefined) ?? [];
  const texts = [
    (author as Bag | undefined)?.name,
    title,
    description,
    ...list.flatMap(({ name, value }) => [name, value]),
    (footer as Bag | undefined)?.text,
  ];
  return texts.filter((text): text is string => typeof text === 'string');
}
