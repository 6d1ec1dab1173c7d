import { checkMessage, forbiddenPings, isEmptyMessage, messageFlags } from './check.ts';
import { blankMessage } from './intents.ts';
import { amend, findMessage, post, remove } from './post.ts';
import { DiscordRefusal, missingAccess, missingPermissions, refuseFaults, unknown } from './refusal.ts';
import type { Bag, Call, Channel, File, Message, Reply, Route } from './types.ts';
import { memberJson, userJson } from './wire.ts';
import type { World } from './world.ts';

const perFiveSeconds = { requests: 5, ms: 5000 } as const;

/** Routes of the messages, reactions and typing of a channel. */
export function messageRoutes(
  world: World,
  store: (channel: Channel, files: readonly File[], body: Bag) => readonly Bag[],
  typing: Map<string, number>,
): readonly Route[] {
  const nonces = new Map<string, Message>();
  const message = (call: Call): Message => {
    const channel = channelOf(world, call);
    const found = findMessage(world, call.params.message, channel.id);
    if (found === undefined || found.onlyFor !== undefined) throw unknown.message();
    return found;
  };

  const create = (call: Call): Reply => {
    const channel = channelOf(world, call);
    const body = bagOf(call.body);
    refuseUnfit(world, body, call.files.length);
    maySend(world, channel);
    const reference = body.message_reference as Bag | undefined | null;
    const mustExist = reference?.fail_if_not_exists !== false;
    if (reference && mustExist && findMessage(world, String(reference.message_id), channel.id) === undefined)
      throw new DiscordRefusal(400, 50035, 'Invalid Form Body: message_reference: Unknown message');
    if (((body.flags as number | undefined) ?? 0) & messageFlags.ephemeral)
      world.violations.push('an ordinary message is marked ephemeral: everybody would see it');
    const key = `${channel.id}/${String(body.nonce)}`;
    const same = body.enforce_nonce === true && body.nonce !== undefined ? nonces.get(key) : undefined;
    if (same !== undefined) return { status: 200, body: same.wire };
    const visible = Number(body.flags ?? 0) & ~(messageFlags.ephemeral | messageFlags.loading);
    const made = post(world, {
      channel,
      author: world.bot,
      body: { ...body, flags: visible },
      attachments: store(channel, call.files, body),
    });
    if (body.nonce !== undefined) nonces.set(key, made);
    typing.delete(channel.id);
    return { status: 200, body: made.wire };
  };

  const edit = (call: Call): Reply => {
    const found = message(call);
    if (found.ownerId !== world.bot.id)
      throw new DiscordRefusal(403, 50005, 'Cannot edit a message authored by another user', [
        `edits message ${found.wire.id} of ${found.speaker}`,
      ]);
    const body = bagOf(call.body);
    refuseEdit(world, found, body, call.files.length);
    amend(world, found, body, store(found.channel, call.files, body));
    return { status: 200, body: found.wire };
  };

  const erase = (call: Call): Reply => {
    const found = message(call);
    const isOwn = found.ownerId === world.bot.id;
    if (!isOwn && found.channel.guildId === undefined)
      throw new DiscordRefusal(403, 50003, 'Cannot execute action on a DM channel', [
        'deletes a foreign message',
      ]);
    if (!isOwn && !world.may(world.bot, found.channel, 'ManageMessages'))
      throw new DiscordRefusal(403, 50013, 'Missing Permissions', [
        `deletes message ${found.wire.id} of ${found.speaker}`,
      ]);
    remove(world, found);
    return { status: 204 };
  };

  const history = (call: Call): Reply => {
    const channel = channelOf(world, call);
    if (!world.may(world.bot, channel, 'ReadMessageHistory')) return { status: 200, body: [] };
    return { status: 200, body: page(world, channel, call.query).map((one) => readableWire(world, one)) };
  };

  const react = (call: Call): Reply => {
    const found = message(call);
    if (!world.may(world.bot, found.channel, 'AddReactions')) throw missingPermissions();
    const emoji = emojiOf(call);
    changeReaction(world, found, world.bot.id, emoji, true);
    return { status: 204 };
  };

  const path = '/channels/:channel/messages';
  const reaction = `${path}/:message/reactions/:emoji`;
  return [
    { method: 'POST', path, limit: perFiveSeconds, answer: create },
    { method: 'GET', path, limit: perFiveSeconds, answer: history },
    {
      method: 'GET',
      path: `${path}/:message`,
      answer: (call) => ({ status: 200, body: readableWire(world, message(call)) }),
    },
    { method: 'PATCH', path: `${path}/:message`, limit: perFiveSeconds, answer: edit },
    { method: 'DELETE', path: `${path}/:message`, limit: { requests: 5, ms: 1000 }, answer: erase },
    { method: 'PUT', path: `${reaction}/@me`, limit: { requests: 1, ms: 250 }, answer: react },
    {
      method: 'DELETE',
      path: `${reaction}/@me`,
      limit: { requests: 1, ms: 250 },
      answer: (call) => {
        changeReaction(world, message(call), world.bot.id, emojiOf(call), false);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: reaction,
      answer: (call) => {
        const { name } = emojiOf(call);
        const ids = reactionsOf(message(call)).get(String(name)) ?? new Set<string>();
        const users = [...ids].flatMap((id) => world.users.get(id) ?? []);
        return { status: 200, body: users.map(userJson) };
      },
    },
    {
      method: 'POST',
      path: '/channels/:channel/typing',
      limit: perFiveSeconds,
      answer: (call) => {
        const channel = channelOf(world, call);
        maySend(world, channel);
        typing.set(channel.id, Date.now() + 10_000);
        return { status: 204 };
      },
    },
  ];
}

/** A message as the application may read it: without its content where that intent was not granted. */
function readableWire(world: World, { wire, channel }: Message): Bag {
  const isGranted = !world.options.refusedIntents?.includes('MessageContent');
  return isGranted || channel.guildId === undefined ? wire : blankMessage(world, wire);
}

/** The channel of a path. @throws DiscordRefusal 10003 or 50001. */
export function channelOf(world: World, call: Call): Channel {
  const channel = world.channels.get(call.params.channel ?? '');
  if (channel === undefined) throw unknown.channel();
  if (!world.may(world.bot, channel, 'ViewChannel')) throw missingAccess();
  return channel;
}

/** @throws DiscordRefusal for a body that is not a message. */
export function refuseUnfit(world: World, body: Bag, files: number): void {
  refuseFaults(checkMessage(body));
  if (isEmptyMessage(body, files))
    throw new DiscordRefusal(400, 50006, 'Cannot send an empty message', ['an empty message']);
  world.violations.push(...forbiddenPings(body));
}

/** @throws DiscordRefusal for an edit that leaves nothing, or breaks a rule of messages. */
export function refuseEdit(world: World, message: Message, body: Bag, files: number): void {
  const { wire } = message;
  const flags = wire.flags | Number(body.flags ?? 0);
  const isThinking = (wire.flags & messageFlags.loading) !== 0;
  refuseFaults(checkMessage({ ...body, flags }));
  const after = { content: wire.content, embeds: wire.embeds, components: wire.components, ...body };
  const attached = Array.isArray(body.attachments) ? body.attachments.length : wire.attachments.length;
  if (isEmptyMessage(after, files + attached) || (isThinking && isEmptyMessage(body, files)))
    throw new DiscordRefusal(400, 50006, 'Cannot send an empty message', ['an edit that leaves nothing']);
  world.violations.push(...forbiddenPings(body));
}

/** @throws DiscordRefusal where the bot may not write. */
export function maySend(world: World, channel: Channel): void {
  const recipient = world.users.get(channel.recipientId ?? '');
  if (recipient !== undefined && world.options.closedDirect?.includes(recipient.name))
    throw new DiscordRefusal(403, 50007, 'Cannot send messages to this user');
  if (channel.type === 15) throw new DiscordRefusal(400, 50008, 'Cannot send messages in a non-text channel');
  const needed = channel.type === 11 ? 'SendMessagesInThreads' : 'SendMessages';
  if (!world.may(world.bot, channel, needed)) throw missingPermissions();
}

export const bagOf = (body: unknown): Bag =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Bag) : {};

/** Somebody's reaction, told to the gateway if it changed anything. */
export function changeReaction(
  world: World,
  message: Message,
  userId: string,
  emoji: Bag,
  isAdded: boolean,
): void {
  const all = reactionsOf(message);
  const name = String(emoji.name);
  const users = all.get(name) ?? new Set<string>();
  if (users.has(userId) === isAdded) return;
  if (isAdded) users.add(userId);
  else users.delete(userId);
  all.set(name, users);
  message.wire.reactions = [...all]
    .filter(([, ids]) => ids.size > 0)
    .map(([one, ids]) => ({
      emoji: { id: null, name: one },
      count: ids.size,
      count_details: { burst: 0, normal: ids.size },
      me: ids.has(world.bot.id),
      me_burst: false,
      burst_colors: [],
    }));
  const { guildId, id } = message.channel;
  const guild = world.guilds.get(guildId ?? '');
  const user = world.users.get(userId);
  world.emit(isAdded ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', {
    user_id: userId,
    channel_id: id,
    message_id: message.wire.id,
    message_author_id: message.ownerId,
    emoji,
    burst: false,
    type: 0,
    ...(guildId !== undefined && { guild_id: guildId }),
    ...(isAdded && guild && user && { member: memberJson(guild, user) }),
  });
}

const reactions = new WeakMap<Message, Map<string, Set<string>>>();

function reactionsOf(message: Message): Map<string, Set<string>> {
  const known = reactions.get(message) ?? new Map<string, Set<string>>();
  reactions.set(message, known);
  return known;
}

function emojiOf({ params }: Call): Bag {
  const name = decodeURIComponent(params.emoji ?? '');
  const custom = /^(\w{2,32}):(\d+)$/u.exec(name);
  if (custom !== null) return { id: custom[2], name: custom[1] };
  if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u{20e3}/u.test(name))
    throw new DiscordRefusal(400, 10014, 'Unknown Emoji', [`${name} is no emoji`]);
  return { id: null, name };
}

function page(world: World, channel: Channel, query: URLSearchParams): readonly Message[] {
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 100)) refuseFaults(['limit: must be between 1 and 100']);
  const all = [...world.messages.values()]
    .filter((one) => one.channel === channel && !one.isGone && one.onlyFor === undefined)
    .reverse();
  const [before, after, around] = ['before', 'after', 'around'].map((name) => query.get(name));
  if (before) return all.filter(({ wire }) => BigInt(wire.id) < BigInt(before)).slice(0, limit);
  if (after) return all.filter(({ wire }) => BigInt(wire.id) > BigInt(after)).slice(-limit);
  if (!around) return all.slice(0, limit);
  const at = all.findIndex(({ wire }) => BigInt(wire.id) <= BigInt(around));
  return all.slice(Math.max(0, at - Math.floor(limit / 2)), at + Math.ceil(limit / 2));
}
