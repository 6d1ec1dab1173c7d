import type { Bag } from './types.ts';
import type { World } from './world.ts';

/** Bits of an identify by the names discord.js has for them. */
export const intents = {
  Guilds: 1 << 0,
  GuildMembers: 1 << 1,
  GuildWebhooks: 1 << 5,
  GuildPresences: 1 << 8,
  GuildMessages: 1 << 9,
  GuildMessageReactions: 1 << 10,
  GuildMessageTyping: 1 << 11,
  DirectMessages: 1 << 12,
  DirectMessageReactions: 1 << 13,
  DirectMessageTyping: 1 << 14,
  MessageContent: 1 << 15,
} as const;

/** Whether a session with these intents is told an event. */
export function isHeard(world: World, asked: number, event: string, data: Bag): boolean {
  const isGuild = data.guild_id !== undefined;
  const channel = world.channels.get(String(data.channel_id));
  if (channel !== undefined && !world.may(world.bot, channel, 'ViewChannel'))
    return event === 'INTERACTION_CREATE';
  return intentOf(event, isGuild) === 0 || (asked & intentOf(event, isGuild)) !== 0;
}

/** The event as a session without the content intent gets it: empty, save where the message is the bot's business. */
export function blankUnread(world: World, asked: number, event: string, data: Bag): Bag {
  const isMessage = event === 'MESSAGE_CREATE' || event === 'MESSAGE_UPDATE';
  if (!isMessage || data.guild_id === undefined || (asked & intents.MessageContent) !== 0) return data;
  const answered = data.referenced_message as Bag | undefined;
  return {
    ...blankMessage(world, data),
    ...(answered !== undefined && { referenced_message: blankMessage(world, answered) }),
  };
}

/** One message without its content, unless the bot wrote it or is mentioned. */
export function blankMessage(world: World, message: Bag): Bag {
  const author = message.author as Bag | undefined;
  const isOwn = author?.id === world.bot.id || message.application_id === world.applicationId;
  const isMentioned = ((message.mentions as Bag[] | undefined) ?? []).some(({ id }) => id === world.bot.id);
  if (isOwn || isMentioned) return message;
  return { ...message, content: '', embeds: [], attachments: [], components: [] };
}

function intentOf(event: string, isGuild: boolean): number {
  if (event.startsWith('MESSAGE_REACTION'))
    return isGuild ? intents.GuildMessageReactions : intents.DirectMessageReactions;
  if (event.startsWith('MESSAGE_')) return isGuild ? intents.GuildMessages : intents.DirectMessages;
  if (event.startsWith('GUILD_MEMBER_')) return intents.GuildMembers;
  if (event === 'TYPING_START') return isGuild ? intents.GuildMessageTyping : intents.DirectMessageTyping;
  if (event === 'WEBHOOKS_UPDATE') return intents.GuildWebhooks;
  if (/^(?:GUILD|CHANNEL|THREAD)_/u.test(event)) return intents.Guilds;
  return 0;
}
