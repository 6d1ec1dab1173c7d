import type {
  GatewayMessageDeleteBulkDispatchData,
  GatewayMessageDeleteDispatchData,
  GatewayMessageReactionAddDispatchData,
  GatewayMessageReactionRemoveDispatchData,
} from 'discord.js';
import type {
  Attachment,
  Author,
  IncomingDeletion,
  IncomingEdit,
  IncomingMessage,
  IncomingReaction,
  Quote,
} from '../../core/message.ts';
import type { Atlas } from './atlas.ts';
import { mentionsOwnRole, readText } from './decode-text.ts';
import { accountOf, eventOf, messageOf } from './ids.ts';
import { nameOf } from './name.ts';
import type { Message } from './packet.ts';

/**
 * A new message that came `at` this time, ms since the epoch; nothing for what people did not write (joins, pins) and for
 * what may not be read. Pure.
 */
export function decodeMessage(message: Message, atlas: Atlas, at: number): IncomingMessage | undefined {
  if ((message.type ?? ORDINARY) !== ORDINARY && message.type !== REPLY) return undefined;
  const guild = guildOf(message, atlas);
  const attachments = attachmentsOf(message);
  const repliesTo = quoteOf(message, atlas, guild);
  const isAddressed = addresses(message, atlas, guild);
  // Without the content intent all but mentions comes in blank, replies to our webhooks too: nobody could answer that.
  if (!message.content && attachments.length === 0 && message.message_reference?.type !== 1) return undefined;
  return {
    kind: 'message',
    eventId: eventOf('message', message.id, message.author.id),
    id: messageOf(message.id),
    place: atlas.place(message.channel_id, guild),
    author: authorOf(message, atlas, guild),
    at: Date.parse(message.timestamp) || at,
    text: readText(message, atlas, guild),
    isAddressed,
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(repliesTo === undefined ? {} : { repliesTo }),
  };
}

const ORDINARY = 0;
const REPLY = 19;

/** What a message reads now; nothing where Discord only added a preview or pinned it. Pure. */
export function decodeEdit(message: Message, atlas: Atlas): IncomingEdit | undefined {
  const { edited_timestamp: edited } = message;
  if (typeof edited !== 'string' || message.author === undefined || message.content === undefined)
    return undefined;
  const guild = guildOf(message, atlas);
  const isAddressed = addresses(message, atlas, guild);
  if (message.content === '') return undefined;
  return {
    kind: 'edit',
    eventId: `${eventOf('edit', message.id, message.author.id)}:${Date.parse(edited)}`,
    id: messageOf(message.id),
    place: atlas.place(message.channel_id, guild),
    author: authorOf(message, atlas, guild),
    at: Date.parse(edited),
    text: readText(message, atlas, guild),
    isAddressed,
  };
}

/** One message or many that are gone. Pure. */
export function decodeDeletion(
  event: GatewayMessageDeleteDispatchData | GatewayMessageDeleteBulkDispatchData,
  atlas: Atlas,
  at: number,
): IncomingDeletion {
  const ids = 'ids' in event ? event.ids : [event.id];
  return {
    kind: 'deletion',
    eventId: `deletion:${ids[0] ?? ''}:${ids.length}`,
    place: atlas.place(event.channel_id, event.guild_id),
    at,
    messages: ids.map(messageOf),
  };
}

/**
 * A reaction that means something. `turn` counts how often this one was given and taken back: Discord's event has
 * neither id nor time.
 */
export function decodeReaction(
  event: GatewayMessageReactionAddDispatchData | GatewayMessageReactionRemoveDispatchData,
  isAdded: boolean,
  context: { readonly atlas: Atlas; readonly at: number; readonly turn: number; readonly name?: string },
): IncomingReaction | undefined {
  const meaning = (event.emoji.id ?? null) === null ? meaningOf(event.emoji.name ?? '') : undefined;
  if (meaning === undefined) return undefined;
  const { atlas, at, turn } = context;
  const member = 'member' in event ? event.member : undefined;
  const name = member?.user === undefined ? context.name : nameOf(member.user, member.nick);
  return {
    kind: 'reaction',
    eventId: `${eventOf('reaction', event.message_id, event.user_id)}:${meaning}:${isAdded ? 'on' : 'off'}${turn}`,
    place: atlas.place(event.channel_id, event.guild_id),
    author: {
      account: accountOf(event.user_id),
      name: name ?? event.user_id,
      role: keeps(atlas, event.guild_id, event.user_id, member?.roles) ? 'admin' : 'member',
      ...(event.user_id === atlas.self.user ? { isSelf: true } : {}),
      ...(member?.user?.bot === true ? { isBot: true } : {}),
    },
    at,
    message: messageOf(event.message_id),
    meaning,
    isAdded,
  };
}

export function meaningOf(emoji: string): IncomingReaction['meaning'] | undefined {
  switch (emoji.replace(/\p{Emoji_Modifier}|\ufe0f/gu, '')) {
    case '👍':
      return 'like';
    case '👎':
      return 'dislike';
    case '❌':
      return 'remove';
    case '❓':
    case '❔':
      return 'explain';
    default:
      return undefined;
  }
}

/** Whether one of ours: the bot's own, or of a webhook the application made. */
export const isOwn = (
  message: Pick<Message, 'author' | 'application_id' | 'webhook_id'>,
  { self, isOwnWebhook }: Atlas,
): boolean =>
  message.author.id === self.user ||
  isOwnWebhook(message.webhook_id ?? message.author.id) ||
  (message.webhook_id !== undefined && message.application_id === self.application);

const guildOf = (message: Message, atlas: Atlas): string | undefined =>
  message.guild_id ?? atlas.guildOf(message.channel_id);

function authorOf(message: Message, atlas: Atlas, guild: string | undefined): Author {
  const { author, member, webhook_id: webhook } = message;
  return {
    account: accountOf(author.id),
    name: nameOf(author, member?.nick),
    role: webhook === undefined && keeps(atlas, guild, author.id, member?.roles) ? 'admin' : 'member',
    ...(isOwn(message, atlas) ? { isSelf: true } : {}),
    ...(author.bot === true || webhook !== undefined ? { isBot: true } : {}),
  };
}

const keeps = (
  atlas: Atlas,
  guild: string | undefined,
  user: string,
  roles: readonly string[] = [],
): boolean => guild !== undefined && atlas.isKeeper(guild, user, roles);

function addresses(message: Message, atlas: Atlas, guild: string | undefined): boolean {
  if (guild === undefined) return true;
  const answered = message.referenced_message;
  return (
    mentionsUs(message, atlas) ||
    mentionsOwnRole(message.content, atlas, guild) ||
    (message.type === REPLY && answered !== null && answered !== undefined && isOwn(answered, atlas))
  );
}

function mentionsUs({ mentions, content }: Message, { self }: Atlas): boolean {
  if (mentions !== undefined) return mentions.some(({ id }) => id === self.user);
  return content.includes(`<@${self.user}>`) || content.includes(`<@!${self.user}>`);
}

function quoteOf(message: Message, atlas: Atlas, guild: string | undefined): Quote | undefined {
  const reference = message.message_reference;
  if (reference?.message_id === undefined) return undefined;
  const id = messageOf(reference.message_id);
  // A forwarded message is a snapshot without its author.
  const snapshot = reference.type === 1 ? message.message_snapshots?.[0]?.message : undefined;
  if (snapshot !== undefined) return { id, text: readText(snapshot as Message, atlas, guild) };
  if ((message.type ?? REPLY) !== REPLY) return undefined;
  const answered = message.referenced_message;
  if (answered === null || answered?.author === undefined) return { id };
  return { id, text: readText(answered, atlas, guild), speaker: nameOf(answered.author) };
}

/** Bit of a message's flags that says it is a voice note. */
const IS_VOICE = 1 << 13;

function attachmentsOf(message: Message): readonly Attachment[] {
  const isVoice = ((message.flags ?? 0) & IS_VOICE) !== 0;
  const files = (message.attachments ?? []).map((file): Attachment => {
    const type = file.content_type?.split(';')[0];
    return {
      kind: isVoice ? 'voice' : kindOf(type),
      name: file.filename,
      ...(type === undefined ? {} : { mediaType: type }),
      size: file.size,
      // Links of attachments lapse within a day; the message still knows a fresh one.
      ref: `${message.channel_id}/${message.id}/${file.id}`,
    };
  });
  const stickers = (message.sticker_items ?? []).map(({ name }): Attachment => ({ kind: 'sticker', name }));
  return [...files, ...stickers];
}

function kindOf(type: string | undefined): Attachment['kind'] {
  const [family] = type?.split('/') ?? [];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}
