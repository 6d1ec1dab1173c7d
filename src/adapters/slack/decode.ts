import type {
  Attachment,
  Author,
  IncomingDeletion,
  IncomingEdit,
  IncomingMessage,
  IncomingReaction,
  Place,
  Quote,
} from '../../core/message.ts';
import { mentionedIn, readText } from './decode-text.ts';
import { accountOf, CHANNEL, eventOf, homeOf, messageOf, placeOf, timeOf } from './ids.ts';
import type { MessageEvent, RawFile, RawMessage, ReactionEvent } from './raw.ts';

/** Who we are in the workspace. */
export interface Self {
  readonly user: string;
  readonly bot: string;
  /** Empty until an event has told. */
  readonly app: string;
  readonly team: string;
  /** Display name. */
  readonly name: string;
}

/** What is known of somebody. */
export interface Known {
  readonly name: string;
  /** BCP 47. */
  readonly locale?: string;
  readonly isAdmin: boolean;
  readonly isBot: boolean;
}

export type RoomKind = 'im' | 'open' | 'closed';

/** What decoding needs beside the event. */
export interface Context {
  readonly self: Self;
  readonly kind: RoomKind;
  known(user: string): Known | undefined;
}

/** A new message; nothing for what nobody wrote (joins, topics, reminders of the platform). Pure. */
export function decodeMessage(event: MessageEvent, context: Context): IncomingMessage | undefined {
  if (!WRITTEN.has(event.subtype ?? '')) return undefined;
  const who = event.user ?? event.bot_id;
  if (who === undefined) return undefined;
  const attachments = attachmentsOf(event.files ?? []);
  const repliesTo = quoteOf(event, context);
  const text = textOf(event, context);
  const isAddressed = event.type === 'app_mention' || addresses(event, context);
  if (text === '' && attachments.length === 0 && !isAddressed) return undefined;
  return {
    kind: 'message',
    // Of a mention there are two events, each with an id of its own.
    eventId: eventOf('message', `${event.channel}:${event.ts}`, who),
    id: messageOf(event.channel, event.ts),
    place: placeIn(event.channel, threadOf(event, context.kind), context),
    author: authorOf(event, context),
    at: timeOf(event.ts),
    text,
    isAddressed,
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(repliesTo === undefined ? {} : { repliesTo }),
  };
}

/** What a message reads now; nothing where Slack only added a preview or counted replies. Pure. */
export function decodeEdit(event: MessageEvent, context: Context): IncomingEdit | undefined {
  const { message, previous_message: before, channel } = event;
  if (event.subtype !== 'message_changed' || message === undefined || message.user === undefined)
    return undefined;
  const isRewritten = before !== undefined && before.text !== message.text;
  const edited = message.edited?.ts ?? (isRewritten ? event.ts : undefined);
  if (edited === undefined || edited === before?.edited?.ts || !WRITTEN.has(message.subtype ?? ''))
    return undefined;
  // Our own edits come back too.
  if (isOwn(message, context.self)) return undefined;
  return {
    kind: 'edit',
    eventId: `${eventOf('edit', `${channel}:${message.ts}`, message.user)}:${edited}`,
    id: messageOf(channel, message.ts),
    place: placeIn(channel, threadOf(message, context.kind), context),
    author: authorOf(message, context),
    at: timeOf(edited),
    text: textOf(message, context),
    isAddressed: addresses(message, context),
  };
}

/** A message that is gone; the first one of a thread leaves a gravestone for its replies. Pure. */
export function decodeDeletion(event: MessageEvent, context: Context): IncomingDeletion | undefined {
  const { channel, message, previous_message: before } = event;
  const isStone = event.subtype === 'message_changed' && message?.subtype === 'tombstone';
  const gone =
    event.subtype === 'message_deleted' ? (event.deleted_ts ?? before?.ts) : isStone ? message.ts : undefined;
  if (gone === undefined) return undefined;
  const thread = before === undefined ? undefined : threadOf(before, context.kind);
  return {
    kind: 'deletion',
    eventId: `deletion:${channel}:${gone}`,
    place: placeIn(channel, thread, context),
    at: timeOf(event.event_ts ?? event.ts),
    messages: [messageOf(channel, gone)],
  };
}

/** A reaction that means something, to a message that may be in a thread. Pure. */
export function decodeReaction(
  event: ReactionEvent,
  thread: string | undefined,
  context: Context,
): IncomingReaction | undefined {
  const { user, reaction, item, event_ts: at, type } = event;
  const meaning = meaningOf(reaction);
  if (meaning === undefined || item.channel === undefined || item.ts === undefined) return undefined;
  return {
    kind: 'reaction',
    eventId: eventOf('reaction', `${item.channel}:${item.ts}:${reaction}:${at}`, user),
    place: placeIn(item.channel, thread, context),
    author: authorOf({ user, ts: at }, context),
    at: timeOf(at),
    message: messageOf(item.channel, item.ts),
    meaning,
    isAdded: type === 'reaction_added',
  };
}

/** The place of a channel, and the thread in it that is answered in. */
export const placeIn = (
  channel: string,
  thread: string | undefined,
  { kind, self }: Pick<Context, 'kind' | 'self'>,
): Place => ({
  id: placeOf(channel),
  channel: CHANNEL,
  audience: kind === 'im' ? 'one' : kind === 'open' ? 'everyone' : 'members',
  community: self.team,
  ...(thread === undefined ? {} : { thread }),
});

export const homePlace = (user: string, self: Self): Place => ({
  id: homeOf(user),
  channel: CHANNEL,
  audience: 'one',
  community: self.team,
});

/** Somebody as far as we know them; by their id where we do not. */
export function authorOf(message: RawMessage, { self, known }: Context): Author {
  const who = message.user ?? message.bot_id ?? '';
  const person = message.user === undefined ? undefined : known(message.user);
  // People of another workspace run nothing here, whatever they are at home.
  const isStranger = self.team !== '' && (message.user_team ?? message.team ?? self.team) !== self.team;
  return {
    account: accountOf(who),
    name: person?.name ?? message.username ?? who,
    ...(person?.locale === undefined ? {} : { locale: person.locale }),
    role: person?.isAdmin === true && !isStranger ? 'admin' : 'member',
    ...(isOwn(message, self) ? { isSelf: true } : {}),
    ...(isBot(message) || person?.isBot === true ? { isBot: true } : {}),
  };
}

/** Whether it is ours: under a persona's face it has no user. */
export const isOwn = ({ user, bot_id: bot, app_id: app }: RawMessage, self: Self): boolean =>
  user === self.user || (bot !== undefined && bot === self.bot) || (app !== undefined && app === self.app);

const isBot = ({ bot_id: bot, subtype }: RawMessage): boolean =>
  bot !== undefined || subtype === 'bot_message';

/** Thread to answer in; outside ims a message at top level is answered in a thread of its own. */
export const threadOf = (message: RawMessage, kind: RoomKind): string | undefined =>
  message.thread_ts ?? (kind === 'im' ? undefined : message.ts);

/** Subtypes of what somebody wrote. */
const WRITTEN = new Set(['', 'thread_broadcast', 'file_share', 'me_message', 'bot_message']);

const textOf = ({ text = '' }: RawMessage, { self, known }: Context): string =>
  readText(text, { self: self.user, nameOf: (user) => known(user)?.name });

function addresses(message: RawMessage, { self, kind }: Context): boolean {
  return (
    kind === 'im' ||
    mentionedIn(message.text ?? '').includes(self.user) ||
    (message.parent_user_id === self.user && message.thread_ts !== message.ts)
  );
}

/** In a thread that hangs on a message of ours, that message is what is answered. */
function quoteOf(event: MessageEvent, { self, kind }: Context): Quote | undefined {
  const { thread_ts: root, parent_user_id: parent, channel } = event;
  if (root === undefined || root === event.ts) return undefined;
  // Of a message under a persona's face Slack names no author; in an im it may be one.
  const mayBeOurs = parent === self.user || (parent === undefined && kind === 'im');
  return mayBeOurs ? { id: messageOf(channel, root) } : undefined;
}

function meaningOf(reaction: string): IncomingReaction['meaning'] | undefined {
  switch (reaction.replace(/::skin-tone-\d$/, '')) {
    case '+1':
    case 'thumbsup':
      return 'like';
    case '-1':
    case 'thumbsdown':
      return 'dislike';
    case 'x':
      return 'remove';
    case 'question':
    case 'grey_question':
      return 'explain';
    default:
      return undefined;
  }
}

const attachmentsOf = (files: readonly RawFile[]): readonly Attachment[] =>
  files.filter(({ mode }) => mode !== 'tombstone' && mode !== 'hidden_by_limit').map(attachmentOf);

function attachmentOf(file: RawFile): Attachment {
  const { mimetype, size, subtype, is_external: isExternal, url_private: url } = file;
  const name = file.name ?? file.title ?? undefined;
  const [family] = mimetype?.split('/') ?? [];
  const isMedia = family === 'image' || family === 'audio' || family === 'video';
  return {
    kind: subtype === 'slack_audio' ? 'voice' : isMedia ? family : 'file',
    ...(name === undefined ? {} : { name }),
    ...(mimetype === undefined || mimetype === '' ? {} : { mediaType: mimetype }),
    ...(size === undefined ? {} : { size }),
    ...(url === undefined || isExternal === true ? {} : { ref: url }),
  };
}
