import type { CallbackQuery, Chat, Message, MessageReactionUpdated, Update, User } from 'grammy/types';
import type { Command } from '../../core/commands/command.ts';
import { parseCommand } from '../../core/commands/parse.ts';
import type { PersonaName } from '../../core/ids.ts';
import type {
  Author,
  Incoming,
  IncomingCommand,
  IncomingEdit,
  IncomingMessage,
  IncomingMove,
  IncomingReaction,
  Place,
} from '../../core/message.ts';
import { languageOfLocale } from '../../core/people/language.ts';
import { filledIn, typedIn } from './commands.ts';
import { attachmentsOf, isTopicStart, nameOf, quoteOf } from './decode-content.ts';
import { isOwnMention, type Own, readText, writtenIn } from './decode-text.ts';
import { accountOf, type Cause, eventOf, messageOf, placeOf } from './ids.ts';
import { BESIDE, type Origin, type Origins } from './origin.ts';

/** What has to be known beside an update to read it. */
export interface Reading {
  /** Name of the channel. */
  readonly channel: string;
  /** Who answers, where the bot is one persona's. */
  readonly persona?: PersonaName;
  readonly own: Own;
  readonly commands: readonly Command[];
  /** Now, ms since the epoch, for what Telegram gives no time. */
  readonly at: number;
  readonly origins: Pick<Origins, 'open'>;
  /** Whether somebody administers a group, as far as is known. */
  isAdmin(chat: number, user: number): boolean;
}

/** What an update brings in, in order: mostly one thing, often none. Pure. */
export function decode(update: Update, reading: Reading): readonly Incoming[] {
  const { message, edited_message: edited, callback_query: press, message_reaction: reaction } = update;
  const one =
    (message && decodeMove(message, reading)) ??
    (message && decodeMessage(message, reading)) ??
    (edited && decodeEdit(edited, update.update_id, reading)) ??
    (press && decodePress(press, reading));
  return one === undefined ? (reaction ? decodeReaction(reaction, update.update_id, reading) : []) : [one];
}

/** The group an update is from or about, whose administrators matter to it; undefined: no group. */
export function groupOf(update: Update, origins: Pick<Origins, 'open'>): number | undefined {
  const { message, edited_message: edited, callback_query: press, message_reaction: reaction } = update;
  const chat = (message ?? edited ?? press?.message ?? reaction)?.chat;
  if (chat?.type === 'group' || chat?.type === 'supergroup') return chat.id;
  return press === undefined ? undefined : origins.open(press.data ?? '', press.from.id).origin?.chat;
}

/** A group has become a supergroup: Telegram says so in the new chat, and in the old one. */
function decodeMove(message: Message, reading: Reading): IncomingMove | undefined {
  const { migrate_from_chat_id: from, chat, date, message_id } = message;
  const place = placeFor(chat, undefined, reading);
  if (from === undefined || place === undefined) return undefined;
  return {
    kind: 'moved',
    eventId: `${reading.channel}:moved:${from}:${chat.id}:${message_id}`,
    place,
    from: placeOf(reading.channel, from),
    at: date * 1000,
  };
}

/** A new message or a typed command; nothing for what nobody wrote (joins, pins) and what is meant for other bots. */
function decodeMessage(message: Message, reading: Reading): IncomingMessage | IncomingCommand | undefined {
  const { channel, own, commands } = reading;
  const place = placeFor(message.chat, topicOf(message), reading);
  const author = authorOf(message, reading);
  if (place === undefined || author === undefined) return undefined;
  const { text, entities } = writtenIn(message);
  const spot = { chat: message.chat.id, message: message.message_id };
  const envelope = (kind: 'message' | 'command', detail?: string) => ({
    eventId: eventOf(channel, {
      ...causeOf(message, spot),
      kind,
      ...(detail === undefined ? {} : { detail }),
    }),
    place,
    author,
    at: message.date * 1000,
  });

  const typed = typedIn(message, own.username, commands);
  if (typed?.kind === 'foreign') return undefined;
  // In a group a word nobody knows is some other bot's.
  if (typed?.kind === 'unknown' && place.audience !== 'one' && !typed.isOurs) return undefined;
  const { reply_to_message: replied } = message;
  const filled =
    replied?.from?.id === own.id && replied.text !== undefined && text !== ''
      ? filledIn(replied.text, text, commands)
      : undefined;
  const command = typed?.kind === 'command' ? typed : filled;
  if (command !== undefined) {
    const { name, args } = command;
    return { kind: 'command', ...envelope('command', name), name, args };
  }

  const attachments = attachmentsOf(message);
  if (text === '' && attachments.length === 0) return undefined;
  const repliesTo = quoteOf(message, channel, own);
  return {
    kind: 'message',
    ...envelope('message'),
    id: messageOf(channel, spot),
    text: withoutName(readText(text, entities, own), typed?.kind === 'unknown', own),
    isAddressed: typed?.kind === 'unknown' || addresses(message, own),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(repliesTo === undefined ? {} : { repliesTo }),
  };
}

/** What a message reads now. An edit that only brings a preview or a vote reads the same, which core sees. */
function decodeEdit(message: Message, updateId: number, reading: Reading): IncomingEdit | undefined {
  const { channel, own } = reading;
  const place = placeFor(message.chat, topicOf(message), reading);
  const author = authorOf(message, reading);
  const { text, entities } = writtenIn(message);
  if (place === undefined || author === undefined || text === '') return undefined;
  const at = (message.edit_date ?? message.date) * 1000;
  const spot = { chat: message.chat.id, message: message.message_id };
  return {
    kind: 'edit',
    // Telegram's time of an edit is in seconds.
    eventId: eventOf(channel, { ...causeOf(message, spot), kind: 'edit', detail: `${at}:${updateId}` }),
    id: messageOf(channel, spot),
    place,
    author,
    at,
    text: readText(text, entities, own),
    isAddressed: addresses(message, own),
  };
}

/** A pressed button is its command, said where the answer it is under was asked for. */
function decodePress(press: CallbackQuery, reading: Reading): IncomingCommand | undefined {
  const { message, data = '', from } = press;
  const isBeside = data.startsWith(BESIDE);
  const { command, origin } = reading.origins.open(isBeside ? data.slice(BESIDE.length) : data, from.id);
  const call = parseCommand(command);
  if (message === undefined || call === undefined) return undefined;
  const place =
    origin === undefined ? placeFor(message.chat, topicOf(message), reading) : groupPlace(origin, reading);
  if (place === undefined) return undefined;
  const cause = causeOf({ from }, { chat: message.chat.id, message: message.message_id });
  return {
    kind: 'command',
    eventId: eventOf(reading.channel, {
      ...cause,
      kind: isBeside ? 'command' : 'press',
      detail: `${call.name}:${press.id}`,
    }),
    place,
    author: authorFrom(from, origin?.chat ?? message.chat.id, reading),
    at: reading.at,
    name: call.name,
    args: call.args,
  };
}

/** A changed reaction takes one back and gives another. */
function decodeReaction(
  reaction: MessageReactionUpdated,
  updateId: number,
  reading: Reading,
): readonly IncomingReaction[] {
  const { chat, message_id: message, user, date } = reaction;
  const place = placeFor(chat, undefined, reading);
  // Of an anonymous administrator's nobody knows whose it is.
  if (place === undefined || user === undefined) return [];
  const before = meaningsOf(reaction.old_reaction);
  const after = meaningsOf(reaction.new_reaction);
  const changes = [
    ...before.filter((each) => !after.includes(each)).map((meaning) => ({ meaning, isAdded: false })),
    ...after.filter((each) => !before.includes(each)).map((meaning) => ({ meaning, isAdded: true })),
  ];
  const cause = causeOf({ from: user }, { chat: chat.id, message });
  return changes.map(({ meaning, isAdded }) => ({
    kind: 'reaction',
    eventId: eventOf(reading.channel, {
      ...cause,
      kind: 'reaction',
      detail: `${meaning}:${isAdded ? 'on' : 'off'}:${updateId}`,
    }),
    place,
    author: authorFrom(user, chat.id, reading),
    at: date * 1000,
    message: messageOf(reading.channel, { chat: chat.id, message }),
    meaning,
    isAdded,
  }));
}

function meaningsOf(
  reactions: MessageReactionUpdated['new_reaction'],
): readonly IncomingReaction['meaning'][] {
  const found = reactions.map((each) => (each.type === 'emoji' ? MEANINGS[each.emoji] : undefined));
  return [...new Set(found.filter((each) => each !== undefined))];
}

/** Telegram has no reactions that ask for more. */
const MEANINGS: Readonly<Record<string, IncomingReaction['meaning']>> = { '👍': 'like', '👎': 'dislike' };

/** Broadcast channels have readers, not people to talk to. */
function placeFor(chat: Chat, topic: number | undefined, reading: Reading): Place | undefined {
  if (chat.type === 'channel') return undefined;
  const isPublic = chat.type === 'supergroup' && chat.username !== undefined;
  const inTopic = topic === undefined ? {} : { topic };
  return chat.type === 'private'
    ? placeIn({ chat: chat.id, ...inTopic }, 'one', reading)
    : groupPlace({ chat: chat.id, isPublic, ...inTopic }, reading);
}

const groupPlace = (origin: Origin, reading: Reading): Place => ({
  ...placeIn(origin, origin.isPublic ? 'everyone' : 'members', reading),
  community: String(origin.chat),
});

function placeIn(
  { chat, topic }: Pick<Origin, 'chat' | 'topic'>,
  audience: Place['audience'],
  { channel, persona }: Reading,
): Place {
  return {
    id: placeOf(channel, chat, topic),
    channel,
    audience,
    ...(topic === undefined ? {} : { parent: placeOf(channel, chat) }),
    ...(persona === undefined ? {} : { persona }),
  };
}

/** Only topics are threads one can write to; a thread of replies has an id too, and so has the general topic. */
function topicOf(message: Message | NonNullable<CallbackQuery['message']>): number | undefined {
  if (!('is_topic_message' in message) || message.is_topic_message !== true) return undefined;
  return message.message_thread_id === GENERAL ? undefined : message.message_thread_id;
}

const GENERAL = 1;

function authorOf(message: Message, reading: Reading): Author | undefined {
  const { from, sender_chat: as, chat } = message;
  if (from === undefined) return undefined;
  const author = authorFrom(from, chat.id, reading);
  // Written as a channel or as the group itself: nobody to know, and nobody to answer in private.
  return as === undefined ? author : { ...author, name: nameOf(message), isBot: true };
}

function authorFrom(from: User, chat: number, { own, isAdmin }: Reading): Author {
  const { language_code: locale } = from;
  const name = nameOf({ from });
  return {
    account: accountOf(from.id),
    name: name === '' ? (from.username ?? String(from.id)) : name,
    role: isAdmin(chat, from.id) ? 'admin' : 'member',
    ...(locale === undefined || locale === '' ? {} : { locale }),
    ...(from.id === own.id ? { isSelf: true } : {}),
    ...(from.is_bot ? { isBot: true } : {}),
  };
}

function causeOf(
  { from }: Pick<Message, 'from'>,
  spot: { readonly chat: number; readonly message: number },
): Cause {
  const language = languageOfLocale(from?.language_code);
  return { kind: 'message', ...spot, user: from?.id ?? 0, ...(language === undefined ? {} : { language }) };
}

function addresses(message: Message, own: Own): boolean {
  if (message.chat.type === 'private') return true;
  const { text, entities } = writtenIn(message);
  return (
    entities.some((entity) => isOwnMention(text, entity, own)) ||
    (message.reply_to_message?.from?.id === own.id && !isTopicStart(message))
  );
}

/** `/nonsense@alicia_bot please` → `/nonsense please` */
const withoutName = (text: string, isCommand: boolean, { username }: Own): string =>
  isCommand ? text.replace(new RegExp(`^(/\\w+)@${username}`, 'i'), '$1') : text;
