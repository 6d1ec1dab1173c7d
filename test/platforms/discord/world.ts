import { PermissionFlagsBits } from 'discord.js';
import type { intents } from './intents.ts';
import type { Bag, Channel, Guild, Message, Overwrite, Role, User, Webhook } from './types.ts';
import { channelJson } from './wire.ts';

export type PermissionName = keyof typeof PermissionFlagsBits;

export interface WorldOptions {
  /** Name of the bot's account. Default: Alicia. */
  readonly botName?: string;
  /** Names of guilds the bot is in; places of the second are written `Name/#lobby`. Default: one, Harbour. */
  readonly guilds?: readonly string[];
  /** People with Administrator. */
  readonly admins?: readonly string[];
  /** Language people have set, e.g. `{ Ana: 'es-ES' }`. Default: en-US. */
  readonly locales?: Readonly<Record<string, string>>;
  /** People who take no direct messages. */
  readonly closedDirect?: readonly string[];
  /** Permissions the bot's role lacks of those it usually has. */
  readonly withoutPermissions?: readonly PermissionName[];
  /** Privileged intents not granted to the application. Default: none. */
  readonly refusedIntents?: readonly (keyof typeof intents)[];
  /** Names of channels that are forums, e.g. `#stories`. */
  readonly forums?: readonly string[];
}

export interface World {
  readonly options: WorldOptions;
  readonly violations: string[];
  readonly applicationId: string;
  readonly bot: User;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, Message>;
  readonly webhooks: Map<string, Webhook>;
  nextId(): string;
  /** Tells the gateway; replaced when there is one. */
  emit: (event: string, data: Bag) => void;
  /** Account of a name; made, and made a member of every guild, the first time. */
  person(name: string): User;
  anotherBot(name: string): User;
  /** Channel of a place, made when it is not there; `who` is let into a private one. */
  place(where: string, who?: User): Channel;
  direct(user: User): Channel;
  addChannel(channel: Omit<Channel, 'isArchived' | 'isLocked'>): Channel;
  /** The channel itself and its threads. */
  withThreads(channel: Channel): readonly Channel[];
  permissions(user: User, channel: Channel): bigint;
  may(user: User, channel: Channel, permission: PermissionName): boolean;
}

const epoch = 1_420_070_400_000;
const everybody: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'ReadMessageHistory',
  'AddReactions',
  'EmbedLinks',
  'AttachFiles',
  'CreatePublicThreads',
  'UseApplicationCommands',
];

/** Guilds, people, channels and messages of a local Discord, and who may do what where. */
export function createDiscordWorld(options: WorldOptions = {}): World {
  let last = 0n;
  const nextId = (): string => {
    const now = BigInt(Date.now() - epoch) << 22n;
    last = now > last ? now : last + 1n;
    return String(last);
  };
  const users = new Map<string, User>();
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Channel>();
  const account = (name: string, isBot: boolean): User => {
    const user = { id: nextId(), name, isBot, locale: options.locales?.[name] ?? 'en-US' };
    users.set(user.id, user);
    return user;
  };
  const bot = account(options.botName ?? 'Alicia', true);

  const join = (user: User): void => {
    for (const guild of guilds.values()) {
      const isAdmin = options.admins?.includes(user.name) ?? false;
      const admin = guild.roles.find(({ name }) => name === 'Keeper');
      guild.members.set(user.id, isAdmin && admin !== undefined ? [admin.id] : []);
      const member = { user: { id: user.id, username: user.name }, guild_id: guild.id, roles: [] };
      world.emit('GUILD_MEMBER_ADD', { ...member, joined_at: new Date().toISOString(), deaf: false });
    }
  };

  const named = (name: string, isBot: boolean): User => {
    const found = [...users.values()].find((user) => user.name === name && user.id !== bot.id);
    if (found !== undefined) return found;
    const user = account(name, isBot);
    join(user);
    return user;
  };

  const addChannel = (fields: Omit<Channel, 'isArchived' | 'isLocked'>): Channel => {
    const channel = { ...fields, isArchived: false, isLocked: false };
    channels.set(channel.id, channel);
    if (channel.guildId !== undefined) {
      const event = channel.type === 11 ? 'THREAD_CREATE' : 'CHANNEL_CREATE';
      world.emit(event, {
        ...channelJson(world, channel),
        ...(channel.type === 11 && { newly_created: true }),
      });
    }
    return channel;
  };

  const direct = (user: User): Channel =>
    [...channels.values()].find(({ recipientId }) => recipientId === user.id) ??
    addChannel({ id: nextId(), type: 1, name: user.name, recipientId: user.id, overwrites: [] });

  const letIn = (channel: Channel, user: User): void => {
    if (channel.overwrites.some(({ id }) => id === user.id)) return;
    const allow = PermissionFlagsBits.ViewChannel;
    channel.overwrites.push({ id: user.id, type: 1, allow, deny: 0n });
    world.emit('CHANNEL_UPDATE', channelJson(world, channel));
  };

  const guildChannel = (where: string, who?: User): Channel => {
    const [guildName, name] = where.includes('/') ? splitAt(where) : [undefined, where];
    const guild = [...guilds.values()].find((one) => guildName === undefined || one.name === guildName);
    if (guild === undefined) throw new Error(`there is no guild for ${where}`);
    const isPrivate = name.startsWith('!');
    if (!isPrivate && !name.startsWith('#')) throw new Error(`${where} is no place: direct, #name, !name`);
    const type = options.forums?.includes(name) ? 15 : 0;
    const found = [...channels.values()].find(
      (one) =>
        one.guildId === guild.id &&
        one.name === name.slice(1) &&
        one.type === type &&
        isPrivate === isShut(one),
    );
    const overwrites: Overwrite[] = isPrivate
      ? [
          { id: guild.id, type: 0, allow: 0n, deny: PermissionFlagsBits.ViewChannel },
          { id: bot.id, type: 1, allow: PermissionFlagsBits.ViewChannel, deny: 0n },
        ]
      : [];
    const fields = { id: nextId(), type, name: name.slice(1), guildId: guild.id, overwrites };
    const channel = found ?? addChannel(fields);
    if (isPrivate && who !== undefined) letIn(channel, who);
    return channel;
  };

  const place = (where: string, who?: User): Channel => {
    if (where === 'direct') {
      if (who === undefined) throw new Error('a direct chat is somebody’s');
      return direct(who);
    }
    if (!where.startsWith('thread:')) return guildChannel(where, who);
    const id = where.slice('thread:'.length);
    const known = channels.get(id);
    if (known !== undefined) return known;
    const root = world.messages.get(id);
    if (root?.channel.guildId === undefined) throw new Error(`message ${id} can have no thread`);
    const thread = addChannel({
      id,
      type: 11,
      name: root.wire.content.slice(0, 40) || 'thread',
      guildId: root.channel.guildId,
      parentId: root.channel.id,
      ownerId: root.ownerId,
      overwrites: [],
    });
    root.wire.flags |= 32;
    return thread;
  };

  const permissions = (user: User, channel: Channel): bigint => {
    const all = (1n << 53n) - 1n;
    const guild = guilds.get(channel.guildId ?? '');
    if (guild === undefined) return channel.guildId === undefined ? all : 0n;
    const roles = guild.members.get(user.id);
    if (roles === undefined) return 0n;
    const held = guild.roles.filter(({ id }) => id === guild.id || roles.includes(id));
    const base = held.reduce((sum, role) => sum | role.permissions, 0n);
    if ((base & PermissionFlagsBits.Administrator) !== 0n || guild.ownerId === user.id) return all;
    const home = channels.get(channel.parentId ?? '') ?? channel;
    const levels = [
      home.overwrites.filter(({ id }) => id === guild.id),
      home.overwrites.filter(({ id }) => roles.includes(id)),
      home.overwrites.filter(({ id }) => id === user.id),
    ];
    return levels.reduce((sum, level) => {
      const deny = level.reduce((bits, one) => bits | one.deny, 0n);
      const allow = level.reduce((bits, one) => bits | one.allow, 0n);
      return (sum & ~deny) | allow;
    }, base);
  };

  const world: World = {
    options,
    violations: [],
    applicationId: nextId(),
    bot,
    users,
    guilds,
    channels,
    messages: new Map(),
    webhooks: new Map(),
    nextId,
    emit: () => {},
    person: (name) => named(name, false),
    anotherBot: (name) => named(name, true),
    place,
    direct,
    addChannel,
    withThreads: (channel) =>
      [...channels.values()].filter((one) => one === channel || one.parentId === channel.id),
    permissions,
    may: (user, channel, permission) => (permissions(user, channel) & PermissionFlagsBits[permission]) !== 0n,
  };
  for (const name of options.guilds ?? ['Harbour']) addGuild(world, name);
  for (const guild of guilds.values()) guildChannel(`${guild.name}/#lobby`);
  for (const name of options.forums ?? []) guildChannel(name);
  return world;
}

function addGuild(world: World, name: string): void {
  const id = world.nextId();
  const sum = (names: readonly PermissionName[]): bigint =>
    names.reduce((bits, one) => bits | PermissionFlagsBits[one], 0n);
  const without = world.options.withoutPermissions ?? [];
  const botsOwn: PermissionName[] = ['ManageWebhooks', 'UseExternalEmojis', ...everybody];
  const roles: readonly Role[] = [
    { id, name: '@everyone', permissions: sum(everybody.filter((one) => !without.includes(one))) },
    {
      id: world.nextId(),
      name: world.bot.name,
      permissions: sum(botsOwn.filter((one) => !without.includes(one))),
    },
    { id: world.nextId(), name: 'Keeper', permissions: PermissionFlagsBits.Administrator },
  ];
  const guild: Guild = { id, name, ownerId: world.nextId(), roles, members: new Map() };
  guild.members.set(world.bot.id, [roles[1]?.id ?? id]);
  world.guilds.set(id, guild);
}

const isShut = ({ overwrites, guildId }: Channel): boolean => overwrites.some(({ id }) => id === guildId);

function splitAt(where: string): readonly [string, string] {
  const at = where.lastIndexOf('/');
  return [where.slice(0, at), where.slice(at + 1)];
}
