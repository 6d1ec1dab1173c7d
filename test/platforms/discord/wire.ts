import type { Bag, Channel, Guild, User, Webhook } from './types.ts';
import type { World } from './world.ts';

export const userJson = (user: User): Bag => ({
  id: user.id,
  username: user.name,
  discriminator: '0',
  global_name: user.isBot ? null : user.name,
  avatar: null,
  bot: user.isBot,
  system: false,
  public_flags: 0,
});

export function memberJson(guild: Guild, user: User): Bag {
  return {
    user: userJson(user),
    nick: null,
    avatar: null,
    roles: guild.members.get(user.id) ?? [],
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
    communication_disabled_until: null,
  };
}

export function channelJson(world: World, channel: Channel): Bag {
  const recipient = world.users.get(channel.recipientId ?? '');
  if (recipient !== undefined)
    return { id: channel.id, type: 1, last_message_id: null, flags: 0, recipients: [userJson(recipient)] };
  const base = {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId ?? null,
    last_message_id: null,
    rate_limit_per_user: 0,
    flags: 0,
  };
  if (channel.type === 11) {
    const messages = [...world.messages.values()].filter((one) => one.channel === channel).length;
    return {
      ...base,
      owner_id: channel.ownerId,
      message_count: messages,
      member_count: 1,
      total_message_sent: messages,
      thread_metadata: {
        archived: channel.isArchived,
        auto_archive_duration: 1440,
        archive_timestamp: '2024-01-01T00:00:00.000000+00:00',
        locked: channel.isLocked,
        create_timestamp: '2024-01-01T00:00:00.000000+00:00',
      },
    };
  }
  return {
    ...base,
    position: 0,
    topic: null,
    nsfw: false,
    permission_overwrites: channel.overwrites.map((one) => ({
      id: one.id,
      type: one.type,
      allow: String(one.allow),
      deny: String(one.deny),
    })),
    ...(channel.type === 15 && {
      available_tags: [],
      default_reaction_emoji: null,
      default_sort_order: null,
    }),
  };
}

export const roleJson = (guild: Guild): readonly Bag[] =>
  guild.roles.map((role, position) => ({
    id: role.id,
    name: role.name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position,
    permissions: String(role.permissions),
    managed: false,
    mentionable: false,
    flags: 0,
  }));

export function guildJson(guild: Guild): Bag {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    description: null,
    banner: null,
    owner_id: guild.ownerId,
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    nsfw: false,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: 'en-US',
    vanity_url_code: null,
    application_id: null,
    features: [],
    roles: roleJson(guild),
    emojis: [],
    stickers: [],
  };
}

/** What GUILD_CREATE carries beside the guild. */
export function guildCreateJson(world: World, guild: Guild): Bag {
  const channels = [...world.channels.values()].filter(({ guildId }) => guildId === guild.id);
  const json = channels.filter((one) => one.type !== 11).map((one) => channelJson(world, one));
  return {
    ...guildJson(guild),
    joined_at: '2024-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    channels: json,
    threads: channels.filter(({ type }) => type === 11).map((one) => channelJson(world, one)),
    members: [memberJson(guild, world.bot)],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function webhookJson(world: World, webhook: Webhook): Bag {
  const owner = world.users.get(webhook.ownerId);
  const isOwn = webhook.applicationId === world.applicationId;
  return {
    id: webhook.id,
    type: 1,
    channel_id: webhook.channelId,
    guild_id: world.channels.get(webhook.channelId)?.guildId ?? null,
    name: webhook.name,
    avatar: webhook.avatar,
    application_id: webhook.applicationId,
    ...(owner !== undefined && { user: userJson(owner) }),
    ...(isOwn && {
      token: webhook.token,
      url: `https://discord.com/api/webhooks/${webhook.id}/${webhook.token}`,
    }),
  };
}
