import { escaped } from './markup.ts';
import { textOf } from './reading.ts';
import type { Channel, Json, Message, Person, World } from './world.ts';

/** Hands one event to the app, if the token's scopes let it hear such events. */
export type Publish = (event: Json, scope?: string) => void;

/** A message as the API and events carry it. */
export function messageJson(message: Message, world: World): Json {
  const { ts, user, text, blocks, thread, username, icon, edited, metadata, files } = message;
  const fallback = text === '' && blocks.length > 0 ? escaped(textOf(blocks, world)) : text;
  const root = thread === undefined ? undefined : world.messages.get(thread);
  return {
    type: 'message',
    ...subtypeOf(message),
    ...(user === undefined ? {} : { user }),
    ...(message.isOurs ? { bot_id: world.bot.id, app_id: world.appId } : { client_msg_id: `client-${ts}` }),
    ...(username === undefined ? {} : { username }),
    ...(icon === undefined ? {} : { icons: icon.startsWith(':') ? { emoji: icon } : { image_48: icon } }),
    ts,
    text: fallback,
    team: world.team.id,
    ...(blocks.length > 0 ? { blocks } : { blocks: [richText(fallback)] }),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(root?.user === undefined || root === message ? {} : { parent_user_id: root.user }),
    ...(edited === undefined ? {} : { edited }),
    ...(files === undefined ? {} : { files }),
    ...(message.isStreaming ? { streaming_state: 'in_progress' } : {}),
    ...(metadata === undefined ? {} : { metadata }),
    ...reactionsOf(message),
    ...repliesOf(message, world),
  };
}

/** A new message; one that mentions the bot in a channel arrives twice, under different event ids. */
export function announce(message: Message, world: World, publish: Publish, isMentionFirst = false): void {
  const { channel } = message;
  const json = withoutReactions(messageJson(message, world));
  const event = { ...json, channel: channel.id, event_ts: message.ts };
  const tell = (): void => publish({ ...event, channel_type: channel.kind }, historyScope(channel));
  const isMention = !message.isOurs && channel.kind !== 'im' && message.text.includes(`<@${world.bot.user}`);
  const { subtype: _, ...mention } = event as Json & { readonly subtype?: string };
  const call = (): void => {
    if (isMention) publish({ ...mention, type: 'app_mention' }, 'app_mentions:read');
  };
  for (const act of isMentionFirst ? [call, tell] : [tell, call]) act();
}

/** A message is different now. */
export function announceChange(message: Message, before: Json, world: World, publish: Publish): void {
  const fields = {
    message: withoutReactions(messageJson(message, world)),
    previous_message: withoutReactions(before),
  };
  publishHidden('message_changed', message.channel, fields, world, publish);
}

/** A message is gone; the first one of a thread leaves a gravestone, as on Slack. */
export function announceErasure(message: Message, world: World, publish: Publish): void {
  const before = withoutReactions(messageJson(message, world));
  const hasReplies = [...world.messages.values()].some(
    (one) => one !== message && !one.isGone && one.thread === message.ts,
  );
  const { ts, channel } = message;
  const stone = {
    type: 'message',
    subtype: 'tombstone',
    user: 'USLACKBOT',
    hidden: true,
    text: 'This message was deleted.',
    ts,
    thread_ts: ts,
  };
  const fields = { previous_message: before, ...(hasReplies ? { message: stone } : { deleted_ts: ts }) };
  publishHidden(hasReplies ? 'message_changed' : 'message_deleted', channel, fields, world, publish);
}

export function announceReaction(
  type: 'reaction_added' | 'reaction_removed',
  person: Person,
  name: string,
  message: Message,
  world: World,
  publish: Publish,
): void {
  const item = { type: 'message', channel: message.channel.id, ts: message.ts };
  const author = message.user === undefined ? {} : { item_user: message.user };
  publish({ type, user: person.id, reaction: name, item, ...author, event_ts: world.ts() }, 'reactions:read');
}

/** The body in which an event travels. */
export const eventBody = (event: Json, world: World): Json => ({
  token: 'verification-token',
  team_id: world.team.id,
  context_team_id: world.team.id,
  context_enterprise_id: null,
  api_app_id: world.appId,
  event,
  type: 'event_callback',
  event_id: world.id('Ev'),
  event_time: Math.floor(Date.now() / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: world.team.id,
      user_id: world.bot.user,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
  event_context: world.id('4-'),
});

/** The scope with which messages of a channel are heard. */
export const historyScope = (channel: Channel): string =>
  ({ im: 'im:history', channel: 'channels:history', group: 'groups:history' })[channel.kind];

function publishHidden(
  subtype: string,
  channel: Channel,
  fields: Json,
  world: World,
  publish: Publish,
): void {
  const ts = world.ts();
  publish(
    {
      type: 'message',
      subtype,
      ...fields,
      channel: channel.id,
      hidden: true,
      ts,
      event_ts: ts,
      channel_type: channel.kind,
    },
    historyScope(channel),
  );
}

function subtypeOf(message: Message): Json {
  if (message.isOurs && message.user === undefined) return { subtype: 'bot_message' };
  if (message.files !== undefined) return { subtype: 'file_share' };
  return message.isBroadcast && message.thread !== undefined ? { subtype: 'thread_broadcast' } : {};
}

function reactionsOf(message: Message): Json {
  const reactions = [...message.reactions].filter(([, users]) => users.size > 0);
  if (reactions.length === 0) return {};
  return { reactions: reactions.map(([name, users]) => ({ name, users: [...users], count: users.size })) };
}

/** What the first message of a thread says about its replies. */
function repliesOf(message: Message, world: World): Json {
  const replies = [...world.messages.values()].filter(
    (one) => one !== message && one.thread === message.ts && !one.isGone && one.onlyFor === undefined,
  );
  const last = replies.at(-1);
  if (last === undefined) return {};
  const users = [...new Set(replies.map(({ user }) => user ?? world.bot.id))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: last.ts,
  };
}

/** Events of messages do not carry their reactions. */
function withoutReactions(json: Json): Json {
  const { reactions: _, ...rest } = json;
  return rest;
}

const richText = (text: string): Json => ({
  type: 'rich_text',
  block_id: 'rich',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
