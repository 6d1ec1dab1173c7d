import { createBounded } from '../../core/bounded.ts';
import type { Place } from '../../core/message.ts';
import { CHANNEL, directPlace, sharedPlace } from './ids.ts';
import { nameOf } from './name.ts';
import type { Packet, RawChannel } from './packet.ts';
import { type Holder, has, isKeeper, type Overwrite, type Permission, permissionsOf } from './permissions.ts';

/** The servers and channels the bot is in, as the gateway tells of them: places, names, and who may do what. */
export interface Atlas {
  readonly self: { readonly user: string; readonly name: string; readonly application: string };
  learn(packet: Packet): void;
  /** A channel that an event spoke of, announced or not; `isShared`: others than one person are there. */
  meet(channel: Met, guild: string | undefined, isShared: boolean): void;
  /** A webhook by which we speak. */
  own(webhook: string): void;
  isOwnWebhook(webhook: string): boolean;
  guilds(): readonly { readonly id: string; readonly name: string }[];
  /** Servers announced at the start that have not come yet. */
  isComplete(): boolean;
  place(channel: string, guild?: string): Place;
  guildOf(channel: string): string | undefined;
  /** Whether it was announced what kind of channel it is. */
  isCharted(channel: string): boolean;
  /** The channel that holds a thread; any other channel itself. */
  homeOf(channel: string): string;
  isThread(channel: string): boolean;
  /** `#lobby`, for the operator. */
  nameOf(channel: string): string | undefined;
  roleName(guild: string, role: string): string | undefined;
  /** Whether a role is the bot's own: people mention it and mean the bot. */
  isOwnRole(guild: string, role: string): boolean;
  /** Whether the bot may do something in a channel; true where nothing is known. */
  may(channel: string, permission: Permission): boolean;
  isKeeper(guild: string, user: string, roles: readonly string[]): boolean;
  /** Language the server is kept in, BCP 47. */
  localeOf(guild: string): string | undefined;
}

/** What an event says of the channel it happened in. */
type Met = Pick<RawChannel, 'id' | 'parent_id'> & { readonly type?: number | undefined };

interface Guild {
  readonly id: string;
  readonly name: string;
  readonly owner: string | undefined;
  readonly locale: string | undefined;
  readonly roles: Map<string, { readonly name: string; readonly bits?: string; readonly bot?: string }>;
  /** Roles of the bot; absent: Discord did not say. */
  own?: readonly string[] | undefined;
}

interface Charted {
  readonly id: string;
  readonly type: number;
  readonly guild: string | undefined;
  readonly name: string;
  readonly parent: string | undefined;
  readonly overwrites: readonly Overwrite[];
}

const DIRECT = 1;
const PRIVATE_THREAD = 12;

export function createAtlas(): Atlas {
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Charted>();
  /** Servers of channels that are not direct chats, charted or not; empty where nobody said which. */
  const met = createBounded<string>(10_000);
  const ownWebhooks = createBounded<true>(2_000);
  const awaited = new Set<string>();
  let self = { user: '', name: '', application: '' };

  function chart(raw: RawChannel, guild: string | undefined): void {
    const known = channels.get(raw.id);
    channels.set(raw.id, {
      id: raw.id,
      type: raw.type,
      guild: raw.guild_id ?? guild ?? guildOf(raw.id) ?? guildOf(raw.parent_id ?? ''),
      name: raw.name ?? '',
      parent: raw.parent_id ?? known?.parent,
      overwrites: raw.permission_overwrites ?? known?.overwrites ?? [],
    });
  }

  function meet(channel: Met, guild: string | undefined, isShared: boolean): void {
    const { id, type, parent_id: parent = null } = channel;
    if (type !== undefined && isThreadType(type) && !channels.has(id))
      chart({ id, type, parent_id: parent }, guild);
    if (guild !== undefined) met.set(id, guild);
    else if ((isShared || (type ?? DIRECT) !== DIRECT) && guildOf(id) === undefined) met.set(id, '');
  }

  /** What is said of it later must not pass for a direct chat. */
  function forget({ id, guild }: Charted): void {
    channels.delete(id);
    if (guild !== undefined) met.set(id, guild);
  }

  function forgetGuild(id: string): void {
    guilds.delete(id);
    for (const channel of channels.values()) if (channel.guild === id) forget(channel);
  }

  const guildOf = (id: string): string | undefined => channels.get(id)?.guild ?? (met.get(id) || undefined);

  const isThreadType = (type: number): boolean => type >= 10 && type <= PRIVATE_THREAD;
  const homeOf = (id: string): string => {
    const channel = channels.get(id);
    return channel !== undefined && isThreadType(channel.type) ? (channel.parent ?? id) : id;
  };
  const bitsIn = (guild: Guild, holder: Holder, channel?: string): bigint =>
    permissionsOf(
      {
        guild: guild.id,
        owner: guild.owner,
        roles: new Map([...guild.roles].map(([id, role]) => [id, role.bits ?? '0'])),
      },
      holder,
      channel === undefined ? [] : channels.get(homeOf(channel))?.overwrites,
    );

  function learn({ t, d }: Packet): void {
    switch (t) {
      case 'READY':
        self = {
          user: d.user.id,
          name: nameOf(d.user),
          // Of most bots it is the same.
          application: (d.application as { id: string } | undefined)?.id ?? d.user.id,
        };
        for (const { id } of listOf(d.guilds)) awaited.add(id);
        return;
      case 'GUILD_CREATE': {
        awaited.delete(d.id);
        forgetGuild(d.id);
        guilds.set(d.id, {
          id: d.id,
          name: d.name,
          owner: d.owner_id,
          locale: d.preferred_locale,
          roles: new Map(listOf(d.roles).map((role) => [role.id, roleOf(role)])),
          own: listOf(d.members).find(({ user }) => user.id === self.user)?.roles,
        });
        for (const channel of [...listOf(d.channels), ...listOf(d.threads)])
          chart(channel as RawChannel, d.id);
        return;
      }
      case 'GUILD_UPDATE': {
        const known = guilds.get(d.id);
        if (known !== undefined)
          guilds.set(d.id, { ...known, name: d.name, owner: d.owner_id, locale: d.preferred_locale });
        return;
      }
      case 'GUILD_DELETE':
        awaited.delete(d.id);
        // An outage: the server comes back with a GUILD_CREATE, and nobody was thrown out.
        if (d.unavailable !== true) forgetGuild(d.id);
        return;
      case 'GUILD_ROLE_CREATE':
      case 'GUILD_ROLE_UPDATE':
        guilds.get(d.guild_id)?.roles.set(d.role.id, roleOf(d.role));
        return;
      case 'GUILD_ROLE_DELETE':
        guilds.get(d.guild_id)?.roles.delete(d.role_id);
        return;
      case 'GUILD_MEMBER_UPDATE': {
        const known = guilds.get(d.guild_id);
        if (known !== undefined && d.user.id === self.user) known.own = d.roles;
        return;
      }
      case 'CHANNEL_CREATE':
      case 'CHANNEL_UPDATE':
      case 'THREAD_CREATE':
      case 'THREAD_UPDATE':
        chart(d, undefined);
        return;
      case 'THREAD_LIST_SYNC':
        for (const thread of listOf(d.threads)) chart(thread as RawChannel, d.guild_id);
        return;
      case 'CHANNEL_DELETE':
      case 'THREAD_DELETE': {
        const known = channels.get(d.id);
        if (known !== undefined) forget(known);
        return;
      }
      default:
    }
  }

  function place(id: string, guildId?: string): Place {
    const channel = channels.get(id);
    const community = guildId ?? guildOf(id);
    const isShared = community !== undefined || met.has(id) || (channel?.type ?? DIRECT) !== DIRECT;
    if (!isShared) return { id: directPlace(id), channel: CHANNEL, audience: 'one' };
    const guild = guilds.get(community ?? '');
    const isThread = channel !== undefined && isThreadType(channel.type);
    const isOpen =
      guild !== undefined &&
      channel !== undefined &&
      channel.type !== PRIVATE_THREAD &&
      channels.has(homeOf(id)) &&
      has(bitsIn(guild, { roles: [] }, id), 'View Channels');
    return {
      id: sharedPlace(id),
      channel: CHANNEL,
      audience: isOpen ? 'everyone' : 'members',
      ...(community === undefined ? {} : { community }),
      ...(isThread && channel.parent !== undefined ? { parent: sharedPlace(channel.parent) } : {}),
    };
  }

  return {
    get self() {
      return self;
    },
    learn,
    meet,
    own: (webhook) => ownWebhooks.set(webhook, true),
    isOwnWebhook: (webhook) => ownWebhooks.has(webhook),
    guilds: () => [...guilds.values()].map(({ id, name }) => ({ id, name })),
    isComplete: () => self.user !== '' && awaited.size === 0,
    place,
    guildOf,
    isCharted: (channel) => channels.has(channel),
    homeOf,
    isThread: (channel) => isThreadType(channels.get(channel)?.type ?? 0),
    nameOf: (channel) => {
      const name = channels.get(channel)?.name;
      return name === undefined ? undefined : `#${name}`;
    },
    roleName: (guild, role) => guilds.get(guild)?.roles.get(role)?.name,
    isOwnRole: (guild, role) => self.user !== '' && guilds.get(guild)?.roles.get(role)?.bot === self.user,
    may(channel, permission) {
      const guild = guilds.get(channels.get(channel)?.guild ?? '');
      if (guild?.own === undefined) return true;
      if ([guild.id, ...guild.own].some((role) => guild.roles.get(role)?.bits === undefined)) return true;
      return has(bitsIn(guild, { user: self.user, roles: guild.own }, channel), permission);
    },
    isKeeper(guild, user, roles) {
      const known = guilds.get(guild);
      return known !== undefined && isKeeper(bitsIn(known, { user, roles }));
    },
    localeOf: (guild) => guilds.get(guild)?.locale,
  };
}

/** Lists may be left out. */
const listOf = <T>(list: readonly T[] | undefined): readonly T[] => list ?? [];

const roleOf = (role: { name: string; permissions?: string; tags?: { bot_id?: string } }) => ({
  name: role.name,
  ...(role.permissions === undefined ? {} : { bits: role.permissions }),
  ...(role.tags?.bot_id === undefined ? {} : { bot: role.tags.bot_id }),
});
