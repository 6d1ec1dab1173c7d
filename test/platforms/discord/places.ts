import { bagOf, channelOf } from './messages.ts';
import { findMessage } from './post.ts';
import { DiscordRefusal, missingAccess, missingPermissions, refuseFaults, unknown } from './refusal.ts';
import type { Call, Channel, Guild, Reply, Route } from './types.ts';
import { channelJson, guildJson, memberJson, roleJson, userJson } from './wire.ts';
import type { World } from './world.ts';

/** Routes of the application, of users, guilds, channels and threads. */
export function placeRoutes(world: World, gatewayUrl: () => string): readonly Route[] {
  const guild = ({ params }: Call): Guild => {
    const found = world.guilds.get(params.guild ?? '');
    if (found === undefined) throw unknown.guild();
    if (!found.members.has(world.bot.id)) throw missingAccess();
    return found;
  };
  const get = (path: string, body: (call: Call) => unknown): Route => ({
    method: 'GET',
    path,
    answer: (call) => ({ status: 200, body: body(call) }),
  });
  const member = (call: Call): unknown => {
    const user = world.users.get(call.params.user ?? '');
    const home = guild(call);
    if (user === undefined) throw unknown.user();
    if (!home.members.has(user.id)) throw unknown.member();
    return memberJson(home, user);
  };
  const direct = (call: Call): Reply => {
    const user = world.users.get(String(bagOf(call.body).recipient_id));
    if (user === undefined) throw unknown.user();
    if (user.isBot) throw new DiscordRefusal(400, 50007, 'Cannot send messages to this user');
    return { status: 200, body: channelJson(world, world.direct(user)) };
  };
  const application = {
    id: world.applicationId,
    name: world.bot.name,
    icon: null,
    description: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: 'f'.repeat(64),
    flags: 1 << 23,
    owner: userJson(world.bot),
    team: null,
    integration_types_config: { 0: {}, 1: {} },
  };
  const threadsOf = (home: Guild): readonly Channel[] =>
    [...world.channels.values()].filter(
      (one) => one.type === 11 && one.guildId === home.id && !one.isArchived,
    );

  return [
    get('/gateway/bot', () => ({
      url: gatewayUrl(),
      shards: 1,
      session_start_limit: { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
    })),
    { ...get('/gateway', () => ({ url: gatewayUrl() })), isOpen: true },
    get('/users/@me', () => ({ ...userJson(world.bot), verified: true, mfa_enabled: false })),
    get('/users/@me/guilds', () => [...world.guilds.values()].map(guildJson)),
    get('/users/:user', ({ params }) => {
      const user = world.users.get(params.user ?? '');
      if (user === undefined) throw unknown.user();
      return userJson(user);
    }),
    get('/applications/@me', () => application),
    get('/oauth2/applications/@me', () => application),
    { method: 'POST', path: '/users/@me/channels', answer: direct },
    get('/channels/:channel', (call) => channelJson(world, channelOf(world, call))),
    {
      method: 'PATCH',
      path: '/channels/:channel',
      answer: (call) => change(world, channelOf(world, call), call),
    },
    { method: 'DELETE', path: '/channels/:channel', answer: (call) => close(world, channelOf(world, call)) },
    get('/guilds/:guild', (call) => guildJson(guild(call))),
    get('/guilds/:guild/channels', (call) => {
      const { id } = guild(call);
      const all = [...world.channels.values()].filter((one) => one.guildId === id && one.type !== 11);
      return all.map((one) => channelJson(world, one));
    }),
    get('/guilds/:guild/threads/active', (call) => ({
      threads: threadsOf(guild(call)).map((one) => channelJson(world, one)),
      members: [],
    })),
    get('/guilds/:guild/roles', (call) => roleJson(guild(call))),
    get('/guilds/:guild/members/:user', member),
    { method: 'POST', path: '/channels/:channel/threads', answer: (call) => addThread(world, call) },
    {
      method: 'POST',
      path: '/channels/:channel/messages/:message/threads',
      answer: (call) => addThread(world, call),
    },
    { method: 'PUT', path: '/channels/:channel/thread-members/@me', answer: (call) => joined(world, call) },
    {
      method: 'DELETE',
      path: '/channels/:channel/thread-members/@me',
      answer: (call) => joined(world, call),
    },
  ];
}

/** Removes a channel with its threads and webhooks. */
export function removeChannel(world: World, channel: Channel): void {
  const { id, guildId, type } = channel;
  for (const one of world.withThreads(channel)) world.channels.delete(one.id);
  for (const webhook of world.webhooks.values())
    if (webhook.channelId === id) world.webhooks.delete(webhook.id);
  const event = type === 11 ? 'THREAD_DELETE' : 'CHANNEL_DELETE';
  world.emit(event, { ...channelJson(world, channel), guild_id: guildId });
}

function change(world: World, channel: Channel, call: Call): Reply {
  const body = bagOf(call.body);
  const isOwn = channel.type === 11 && channel.ownerId === world.bot.id;
  const needed = channel.type === 11 ? 'ManageThreads' : 'ManageChannels';
  if (!isOwn && !world.may(world.bot, channel, needed)) throw missingPermissions();
  if (body.name !== undefined) refuseFaults(nameFaults(body.name));
  if (typeof body.name === 'string') channel.name = body.name;
  if (typeof body.archived === 'boolean') channel.isArchived = body.archived;
  if (typeof body.locked === 'boolean') channel.isLocked = body.locked;
  const json = channelJson(world, channel);
  world.emit(channel.type === 11 ? 'THREAD_UPDATE' : 'CHANNEL_UPDATE', json);
  return { status: 200, body: json };
}

function close(world: World, channel: Channel): Reply {
  if (channel.type !== 1) {
    const needed = channel.type === 11 ? 'ManageThreads' : 'ManageChannels';
    if (!world.may(world.bot, channel, needed)) throw missingPermissions();
    removeChannel(world, channel);
  }
  return { status: 200, body: channelJson(world, channel) };
}

function addThread(world: World, call: Call): Reply {
  const parent = channelOf(world, call);
  const { name } = bagOf(call.body);
  refuseFaults(nameFaults(name));
  if (parent.guildId === undefined || parent.type === 11)
    throw new DiscordRefusal(400, 50024, 'Cannot execute action on this channel type', [
      'a thread has no place here',
    ]);
  if (!world.may(world.bot, parent, 'CreatePublicThreads')) throw missingPermissions();
  const root = call.params.message;
  if (root !== undefined && findMessage(world, root, parent.id) === undefined) throw unknown.message();
  if (root !== undefined && world.channels.has(root))
    throw new DiscordRefusal(400, 160004, 'A thread has already been created for this message');
  const thread = world.addChannel({
    id: root ?? world.nextId(),
    type: 11,
    name: String(name),
    guildId: parent.guildId,
    parentId: parent.id,
    ownerId: world.bot.id,
    overwrites: [],
  });
  return { status: 201, body: channelJson(world, thread) };
}

function joined(world: World, call: Call): Reply {
  if (channelOf(world, call).type !== 11)
    throw new DiscordRefusal(400, 50024, 'Cannot execute action on this channel type', [
      'joins what is no thread',
    ]);
  return { status: 204 };
}

function nameFaults(name: unknown): readonly string[] {
  const length = typeof name === 'string' ? [...name].length : 0;
  return length >= 1 && length <= 100 ? [] : ['name: must be between 1 and 100 in length'];
}
