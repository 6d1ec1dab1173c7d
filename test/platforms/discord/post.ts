import { messageFlags } from './check.ts';
import type { Bag, Channel, Message, User, Webhook, WireMessage } from './types.ts';
import { memberJson, userJson } from './wire.ts';
import type { World } from './world.ts';

export interface Draft {
  readonly channel: Channel;
  readonly author: User | Webhook;
  /** As a message body has them: content, embeds, components, flags, message_reference, nonce. */
  readonly body: Bag;
  readonly attachments?: readonly Bag[];
  /** Face a webhook shows instead of its own. */
  readonly username?: string | undefined;
  readonly avatar?: string | undefined;
  readonly onlyFor?: User | undefined;
  /** Fields no body has: interaction_metadata, application_id, sticker_items. */
  readonly fields?: Bag;
}

/** Puts a message where its readers and the gateway see it. */
export function post(world: World, draft: Draft): Message {
  const { channel, author, body, onlyFor } = draft;
  const isWebhook = 'channelId' in author;
  const speaker = draft.username ?? author.name;
  const content = typeof body.content === 'string' ? body.content.trim() : '';
  const answered = referenced(world, body);
  const wire: WireMessage = {
    id: world.nextId(),
    channel_id: channel.id,
    type: answered === undefined ? 0 : 19,
    author: isWebhook ? webhookAuthor(author, speaker, draft.avatar) : userJson(author),
    content,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: mentioned(world, content, body, answered),
    mention_roles: [...content.matchAll(/<@&(\d+)>/gu)].map(([, id]) => id),
    attachments: [...(draft.attachments ?? [])],
    embeds: richEmbeds(body.embeds),
    components: listOf(body.components),
    pinned: false,
    flags: Number(body.flags ?? 0),
    ...(body.nonce !== undefined && body.nonce !== null && { nonce: body.nonce }),
    ...(isWebhook && { webhook_id: author.id }),
    ...(isWebhook && author.applicationId !== '' && { application_id: author.applicationId }),
    ...(answered !== undefined && {
      message_reference: {
        type: 0,
        message_id: answered.wire.id,
        channel_id: channel.id,
        guild_id: channel.guildId,
      },
      referenced_message: answered.wire,
    }),
    ...draft.fields,
  };
  const message: Message = {
    wire,
    channel,
    ownerId: author.id,
    isOurs: (isWebhook ? author.ownerId : author.id) === world.bot.id,
    speaker,
    ...(draft.avatar !== undefined && { avatar: draft.avatar }),
    ...(onlyFor !== undefined && { onlyFor }),
    edits: 0,
    isGone: false,
  };
  world.messages.set(wire.id, message);
  channel.isArchived = false;
  if (onlyFor === undefined) announce(world, 'MESSAGE_CREATE', message, isWebhook ? undefined : author);
  return message;
}

/** Changes the fields a body names; the first change of a "thinking…" message completes it. */
export function amend(world: World, message: Message, body: Bag, attachments: readonly Bag[] = []): void {
  const { wire } = message;
  const wasThinking = (wire.flags & messageFlags.loading) !== 0;
  if ('content' in body) {
    wire.content = typeof body.content === 'string' ? body.content.trim() : '';
    wire.mentions = mentioned(world, wire.content, body, undefined);
  }
  if ('embeds' in body) wire.embeds = richEmbeds(body.embeds);
  if ('components' in body) wire.components = listOf(body.components);
  if (Array.isArray(body.attachments)) {
    const kept = new Set((body.attachments as Bag[]).map(({ id }) => id));
    wire.attachments = wire.attachments.filter(({ id }) => kept.has(id));
  }
  wire.attachments.push(...attachments);
  if (typeof body.flags === 'number')
    wire.flags |= body.flags & (messageFlags.componentsV2 | messageFlags.suppressEmbeds);
  wire.flags &= ~messageFlags.loading;
  if (!wasThinking) {
    wire.edited_timestamp = new Date().toISOString();
    message.edits += 1;
  }
  if (message.onlyFor === undefined) announce(world, 'MESSAGE_UPDATE', message);
}

export function remove(world: World, message: Message): void {
  message.isGone = true;
  if (message.onlyFor !== undefined) return;
  const { id, guildId } = message.channel;
  world.emit('MESSAGE_DELETE', {
    id: message.wire.id,
    channel_id: id,
    ...(guildId && { guild_id: guildId }),
  });
}

/** A message that is still there, in its channel. */
export function findMessage(world: World, id: string | undefined, channelId?: string): Message | undefined {
  const message = world.messages.get(id ?? '');
  if (message === undefined || message.isGone) return undefined;
  return channelId === undefined || message.channel.id === channelId ? message : undefined;
}

function announce(world: World, event: string, message: Message, author?: User): void {
  const guild = world.guilds.get(message.channel.guildId ?? '');
  const user = author ?? world.users.get(message.ownerId);
  const member =
    guild !== undefined && user !== undefined ? memberWithoutUser(memberJson(guild, user)) : undefined;
  world.emit(event, {
    ...structuredClone(message.wire),
    channel_type: message.channel.type,
    ...(guild !== undefined && { guild_id: guild.id }),
    ...(member !== undefined && { member }),
  });
}

function memberWithoutUser({ user: _user, ...rest }: Bag): Bag {
  return rest;
}

function webhookAuthor(webhook: Webhook, speaker: string, avatar?: string): Bag {
  return {
    id: webhook.id,
    username: speaker,
    discriminator: '0000',
    global_name: null,
    avatar: avatar === undefined ? webhook.avatar : hashOf(avatar),
    bot: true,
    public_flags: 0,
    flags: 0,
  };
}

function referenced(world: World, body: Bag): Message | undefined {
  const reference = body.message_reference as { message_id?: string; type?: number } | null | undefined;
  return reference?.type === 1 ? undefined : findMessage(world, reference?.message_id);
}

/** Who is named, and the author of what is answered unless that ping is ruled out. */
function mentioned(world: World, content: string, body: Bag, answered: Message | undefined): Bag[] {
  const ids = new Set([...content.matchAll(/<@!?(\d+)>/gu)].map(([, id]) => id ?? ''));
  const allowed = body.allowed_mentions as
    | { parse?: string[]; users?: string[]; replied_user?: boolean }
    | undefined;
  if (allowed && !allowed.parse?.includes('users'))
    for (const id of ids) if (!allowed.users?.includes(id)) ids.delete(id);
  if (answered !== undefined && (allowed ? allowed.replied_user === true : true)) ids.add(answered.ownerId);
  return [...ids].flatMap((id) => {
    const user = world.users.get(id);
    return user === undefined ? [] : [userJson(user)];
  });
}

const richEmbeds = (value: unknown): Bag[] => listOf(value).map((embed) => ({ type: 'rich', ...embed }));

/** Components and embeds as the server gives them back: numbered where the client did not. */
const listOf = (value: unknown): Bag[] => (Array.isArray(value) ? structuredClone(value as Bag[]) : []);

function hashOf(text: string): string {
  let hash = 7;
  for (const sign of text) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 0xffffffffffff;
  return hash.toString(16).padStart(32, 'a');
}
