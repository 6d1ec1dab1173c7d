import type { Place } from '../../core/message.ts';
import { CHANNEL, directPlace, sharedPlace } from './ids.ts';
import type { Packet, RawChannel } from './packet.ts';
import { type Holder, has, isKeeper, type Overwrite, type Permission, permissionsOf } from './permissions.ts';

/** The servers and channels the bot is in, as the gateway tells of them: places, names, and who may do what. */
export interface Atlas {
  readonly self: { readonly user: string; readonly name: string; readonly application: string };
  learn(packet: Packet): void;
  guilds(): readonly { readonly id: string; readonly name: string }[];
  /** Servers announced at the start that have not come yet. */
  isComplete(): boolean;
  place(channel: string, guild?: string): Place;
  guildOf(channel: string): string | undefined;
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

interface Guild {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly locale: string;
  readonly roles: Map<string, { readonly name: string; readonly bits: string; readonly bot?: string }>;
  own: readonly string[];
}

interface Charted {
  readonly id: string;
  readonly type: number;
  readonly guild: string | undefined;
  readonly name: string;
  readonly parent: string | undefined;
  readonly overwrites: readonly Overwrite[];
}

const PRIVATE_THREAD = 12;

export function createAtlas(): Atlas {
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Charted>();
  const awaited = new Set<string>();
  let self = { user: '', name: '', application: '' };

  function chart(raw: RawChannel, guild: string | undefined): void {
    channels.set(raw.id, {
      id: raw.id,
      type: raw.type,
      guild: raw.guild_id ?? guild,
      name: raw.name ?? '',
      parent: raw.parent_id ?? undefined,
      overwrites: (raw.permission_overwrites ?? []).map(({ id, allow, deny }) => ({ id, allow, deny })),
    });
  }

  function forgetGuild(id: string): void {
    guilds.delete(id);
    for (const channel of channels.values()) if (channel.guild === id) channels.delete(channel.id);
  }

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
        roles: new Map([...guild.roles].map(([id, role]) => [id, role.bits])),
      },
      holder,
      channel === undefined ? [] : channels.get(homeOf(channel))?.overwrites,
    );

  function learn({ t, d }: Packet): void {
    switch (t) {
      case 'READY':
        self = {
          user: d.user.id,
          name: d.user.global_name ?? d.user.username,
          application: d.application.id,
        };
        for (const { id } of d.guilds) awaited.add(id);
        return;
      case 'GUILD_CREATE': {
        forgetGuild(d.id);
        guilds.set(d.id, {
          id: d.id,
          name: d.name,
          owner: d.owner_id,
          locale: d.preferred_locale,
          roles: new Map(d.roles.map((role) => [role.id, roleOf(role)])),
          own: d.members.find(({ user }) => user.id === self.user)?.roles ?? [],
        });
        for (const channel of [...d.channels, ...d.threads]) chart(channel as RawChannel, d.id);
        awaited.delete(d.id);
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
        for (const thread of d.threads) chart(thread as RawChannel, d.guild_id);
        return;
      case 'CHANNEL_DELETE':
      case 'THREAD_DELETE':
        channels.delete(d.id);
        return;
      default:
    }
  }

  function place(id: string, guildId?: string): Place {
    const channel = channels.get(id);
    const community = channel?.guild ?? guildId;
    if (community === undefined) return { id: directPlace(id), channel: CHANNEL, audience: 'one' };
    const guild = guilds.get(community);
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
      community,
      ...(isThread && channel.parent !== undefined ? { parent: sharedPlace(channel.parent) } : {}),
    };
  }

  return {
    get self() {
      return self;
    },
    learn,
    guilds: () => [...guilds.values()].map(({ id, name }) => ({ id, name })),
    isComplete: () => self.user !== '' && awaited.size === 0,
    place,
    guildOf: (channel) => channels.get(channel)?.guild,
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
      if (guild === undefined) return true;
      return has(bitsIn(guild, { user: self.user, roles: guild.own }, channel), permission);
    },
    isKeeper(guild, user, roles) {
      const known = guilds.get(guild);
      return known !== undefined && isKeeper(bitsIn(known, { user, roles }));
    },
    localeOf: (guild) => guilds.get(guild)?.locale,
  };
}

const roleOf = (role: { name: string; permissions: string; tags?: { bot_id?: string } }) => ({
  name: role.name,
  bits: role.permissions,
  ...(role.tags?.bot_id === undefined ? {} : { bot: role.tags.bot_id }),
});
