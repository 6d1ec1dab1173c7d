import {
  type Arguments,
  type Desk,
  fault,
  isTrue,
  knownChannel,
  type Method,
  openChannel,
  ownMessage,
  Refusal,
} from './call.ts';
import { blocksOf, contentOf, MARKDOWN_LIMIT, noteDanger } from './content.ts';
import { messageJson } from './events.ts';
import { storedBytes } from './markup.ts';
import { type Channel, type Json, type Message, stringOf } from './world.ts';

const UPDATE_LIMIT = 4000;

/** The methods of `chat.*` but for streams. */
export const CHAT: Readonly<Record<string, Method>> = {
  'chat.postMessage': (args, desk) => {
    const channel = openChannel(args, desk);
    const content = contentOf(args, desk, 'chat.postMessage');
    const message = desk.world.post({
      channel,
      isOurs: true,
      ...faceOf(args, desk),
      ...threadOf(args, channel, desk, 'chat.postMessage'),
      isBroadcast: isTrue(args.reply_broadcast),
      ...content,
      ...(args.metadata === undefined ? {} : { metadata: args.metadata as Json }),
    });
    clearStatus(message, desk);
    desk.posted(message);
    return { channel: channel.id, ts: message.ts, message: messageJson(message, desk.world) };
  },

  'chat.postEphemeral': (args, desk) => {
    const channel = openChannel(args, desk);
    const user = desk.world.people.get(stringOf(args.user));
    if (user === undefined || !channel.members.has(user.id)) throw new Refusal('user_not_in_channel');
    const message = desk.world.post({
      channel,
      isOurs: true,
      onlyFor: user.id,
      ...faceOf(args, desk),
      ...threadOf(args, channel, desk, 'chat.postEphemeral'),
      ...contentOf(args, desk, 'chat.postEphemeral'),
    });
    return { message_ts: message.ts };
  },

  'chat.update': (args, desk) => {
    const message = ownMessage(args, desk, 'cant_update_message');
    if (message.isStreaming) throw fault('streaming_state_conflict');
    const content = contentOf(args, desk, 'chat.update');
    if (!content.isMarkdown && storedBytes(content.text) > UPDATE_LIMIT) throw fault('msg_too_long');
    const before = messageJson(message, desk.world);
    message.text = content.text;
    message.isMarkdown = content.isMarkdown;
    // Blocks that are not mentioned stay, as documented; an empty list takes them away.
    if (args.blocks !== undefined || content.isMarkdown) message.blocks = content.blocks;
    if (args.metadata !== undefined) message.metadata = args.metadata as Json;
    message.edits += 1;
    message.edited = { user: desk.world.bot.user, ts: desk.world.ts() };
    desk.changed(message, before);
    return {
      channel: message.channel.id,
      ts: message.ts,
      text: message.text,
      message: messageJson(message, desk.world),
    };
  },

  'chat.delete': (args, desk) => {
    const message = ownMessage(args, desk, 'cant_delete_message');
    if (message.isStreaming) throw fault('cant_delete_message');
    message.isGone = true;
    desk.erased(message);
    return { channel: message.channel.id, ts: message.ts };
  },

  'chat.getPermalink': (args, desk) => {
    const channel = knownChannel(args.channel, desk);
    const message = desk.world.messages.get(stringOf(args.message_ts));
    if (message === undefined || message.channel !== channel) throw new Refusal('message_not_found');
    return { channel: channel.id, permalink: permalink(message, desk) };
  },

  'chat.startStream': (args, desk) => {
    const channel = openChannel(args, desk);
    if (channel.kind !== 'im') {
      if (!args.recipient_user_id) throw fault('missing_recipient_user_id');
      if (!args.recipient_team_id) throw fault('missing_recipient_team_id');
    }
    const message = desk.world.post({
      channel,
      isOurs: true,
      ...faceOf(args, desk),
      ...threadOf(args, channel, desk, 'chat.startStream'),
      isMarkdown: true,
      isStreaming: true,
      text: '',
    });
    try {
      addChunks(message, args, desk, 'chat.startStream');
    } catch (error) {
      desk.world.messages.delete(message.ts);
      throw error;
    }
    clearStatus(message, desk);
    desk.posted(message);
    return { channel: channel.id, ts: message.ts };
  },

  'chat.appendStream': (args, desk) => {
    const message = streaming(args, desk);
    if (!args.markdown_text && !args.chunks)
      throw fault('invalid_arguments', 'markdown_text or chunks is required');
    addChunks(message, args, desk, 'chat.appendStream');
    message.edits += 1;
    return { channel: message.channel.id, ts: message.ts };
  },

  'chat.stopStream': (args, desk) => {
    const message = streaming(args, desk);
    const before = messageJson(message, desk.world);
    const last = blocksOf(args.blocks, desk);
    addChunks(message, args, desk, 'chat.stopStream');
    message.blocks = [...message.blocks, ...last];
    if (args.metadata !== undefined) message.metadata = args.metadata as Json;
    message.isStreaming = false;
    message.edits += 1;
    desk.changed(message, before);
    return { channel: message.channel.id, ts: message.ts, message: messageJson(message, desk.world) };
  },
};

/** An answer in a thread takes its status away. */
function clearStatus(message: Message, desk: Desk): void {
  if (message.thread !== undefined) desk.world.statuses.delete(`${message.channel.id} ${message.thread}`);
}

/** The stream of a call; one that Slack closed by itself is gone without the client's fault. */
function streaming(args: Arguments, desk: Desk): Message {
  const message = ownMessage(args, desk, 'message_not_owned_by_app');
  if (message.isStreaming) return message;
  throw new Refusal('message_not_in_streaming_state', !message.isExpired);
}

function addChunks(message: Message, args: Arguments, desk: Desk, where: string): void {
  const { markdown_text: markdown, chunks } = args;
  noteDanger(args, desk, where);
  if (markdown !== undefined && chunks !== undefined)
    throw fault('cannot_provide_both_markdown_text_and_chunks');
  let text = stringOf(markdown);
  const blocks: Json[] = [];
  for (const chunk of Array.isArray(chunks) ? (chunks as readonly Json[]) : []) {
    if (chunk.type === 'markdown_text' && typeof chunk.text === 'string') text += chunk.text;
    else if (chunk.type === 'blocks') blocks.push(...blocksOf(chunk.blocks, desk));
    else if (chunk.type !== 'task_update' && chunk.type !== 'plan_update') throw fault('invalid_chunks');
  }
  if (text.length > MARKDOWN_LIMIT || message.text.length + text.length > desk.streamLimit)
    throw fault('msg_too_long');
  message.text += text;
  message.blocks = [...message.blocks, ...blocks];
}

/** The app's own face, or the one it put on for this message. */
function faceOf(args: Arguments, desk: Desk): Pick<Partial<Message>, 'user' | 'username' | 'icon'> {
  const { username, icon_url: url, icon_emoji: emoji } = args;
  const icon = emoji ?? url;
  if (typeof icon === 'string' && emoji === undefined && !/^https?:\/\//.test(icon))
    desk.violation(`icon_url ${icon} is not a URL`);
  if (username === undefined && icon === undefined) return { user: desk.world.bot.user };
  return {
    ...(username === undefined ? {} : { username: stringOf(username) }),
    ...(icon === undefined ? {} : { icon: stringOf(icon) }),
  };
}

function threadOf(
  args: Arguments,
  channel: Channel,
  desk: Desk,
  where: string,
): Pick<Partial<Message>, 'thread'> {
  if (args.thread_ts === undefined) return {};
  const thread = stringOf(args.thread_ts);
  const root = desk.world.messages.get(thread);
  if (root === undefined || root.channel !== channel)
    desk.violation(`${where}: thread_ts ${thread} is no message of the channel`);
  else if (root.thread !== undefined && root.thread !== root.ts)
    desk.violation(`${where}: thread_ts ${thread} is a reply and not the first message of its thread`);
  return { thread };
}

const permalink = (message: Message, desk: Desk): string =>
  `https://${desk.world.team.domain}.slack.com/archives/${message.channel.id}/p${message.ts.replace('.', '')}`;
