import {
  type Arguments,
  type Desk,
  fault,
  isTrue,
  knownChannel,
  type Method,
  needScope,
  openChannel,
  Refusal,
} from './call.ts';
import { messageJson } from './events.ts';
import { type Channel, type Json, type Message, type Person, stringOf } from './world.ts';

const FAMILY = { im: 'im', channel: 'channels', group: 'groups' } as const;

/** Methods about the workspace: people, channels, what was said there, reactions and statuses. */
export const ROOMS: Readonly<Record<string, Method>> = {
  'auth.test': (_, { world }) => ({
    url: `https://${world.team.domain}.slack.com/`,
    team: world.team.name,
    user: world.bot.name.toLowerCase(),
    team_id: world.team.id,
    user_id: world.bot.user,
    bot_id: world.bot.id,
    is_enterprise_install: false,
  }),
  'team.info': (_, { world }) => ({
    team: { ...world.team, email_domain: '', icon: {}, url: `https://${world.team.domain}.slack.com/` },
  }),
  'bots.info': (args, { world }) => {
    if (args.bot !== world.bot.id) throw new Refusal('bot_not_found');
    const { id, name, user } = world.bot;
    return { bot: { id, name, user_id: user, app_id: world.appId, deleted: false, icons: {} } };
  },
  'users.info': (args, { world }) => {
    if (args.user === world.bot.user) return { user: botUser(world.bot.user, world.bot.name, world.team.id) };
    const person = world.people.get(stringOf(args.user));
    if (person === undefined) throw new Refusal('user_not_found');
    return { user: userJson(person, world.team.id, isTrue(args.include_locale)) };
  },
  'conversations.info': (args, desk) => {
    const channel = readable(args, desk, 'read');
    return {
      channel: {
        ...channelJson(channel, desk),
        ...(isTrue(args.include_num_members) ? { num_members: channel.members.size } : {}),
      },
    };
  },
  'conversations.open': (args, desk) => {
    if (args.channel !== undefined) return { channel: channelJson(knownChannel(args.channel, desk), desk) };
    const ids = stringOf(args.users).split(',').filter(Boolean);
    if (ids.length === 0) throw fault('users_list_not_supplied');
    const person = desk.world.people.get(ids[0] ?? '');
    if (person === undefined) throw new Refusal('user_not_found');
    if (ids.length > 1)
      throw new Refusal('missing_scope', false, {
        needed: 'mpim:write',
        provided: [...desk.scopes].join(','),
      });
    const channel = desk.world.channel('direct', person.name);
    return { channel: isTrue(args.return_im) ? channelJson(channel, desk) : { id: channel.id } };
  },
  'conversations.members': (args, desk) => {
    const channel = readable(args, desk, 'read');
    return { members: [...channel.members], response_metadata: { next_cursor: '' } };
  },
  'conversations.history': (args, desk) => {
    const channel = inside(args, desk);
    const all = said(channel, desk).filter(
      ({ thread, ts, isBroadcast }) => thread === undefined || thread === ts || isBroadcast,
    );
    return page(all.toReversed(), args, desk);
  },
  'conversations.replies': (args, desk) => {
    const channel = inside(args, desk);
    const all = said(channel, desk).filter(({ ts, thread }) => ts === args.ts || thread === args.ts);
    if (!all.some(({ ts }) => ts === args.ts)) throw new Refusal('thread_not_found');
    return page(all, args, desk);
  },
  'reactions.add': (args, desk) =>
    react(args, desk, (who, user) => {
      if (who.has(user)) throw new Refusal('already_reacted');
      who.add(user);
    }),
  'reactions.remove': (args, desk) =>
    react(args, desk, (who, user) => {
      if (!who.delete(user)) throw new Refusal('no_reaction');
    }),
  'assistant.threads.setStatus': (args, desk) => {
    const channel = openChannel(args, desk, 'channel_id');
    const thread = stringOf(args.thread_ts);
    const key = `${channel.id} ${thread}`;
    if (args.status === '') desk.world.statuses.delete(key);
    else desk.world.statuses.set(key, { channel, thread, since: Date.now() });
    return {};
  },
  'assistant.threads.setSuggestedPrompts': (args, desk) => {
    openChannel(args, desk, 'channel_id');
    const prompts = Array.isArray(args.prompts) ? (args.prompts as readonly Json[]) : [];
    if (prompts.length === 0 || prompts.some(({ title, message }) => !title || !message))
      throw fault('invalid_arguments', 'prompts need a title and a message');
    if (prompts.length > 4)
      desk.violation(`assistant.threads.setSuggestedPrompts: ${prompts.length} prompts, four are shown`);
    return {};
  },
  'assistant.threads.setTitle': (args, desk) => {
    openChannel(args, desk, 'channel_id');
    return {};
  },
};

/** A channel whose like the token may read about. */
function readable(args: Arguments, desk: Desk, what: 'read' | 'history'): Channel {
  const channel = knownChannel(args.channel, desk);
  needScope(`${FAMILY[channel.kind]}:${what}`, desk);
  const isIn = channel.members.has(desk.world.bot.user);
  if (channel.kind === 'group' && !isIn) throw new Refusal('channel_not_found');
  return channel;
}

function inside(args: Arguments, desk: Desk): Channel {
  const channel = readable(args, desk, 'history');
  if (!channel.members.has(desk.world.bot.user)) throw new Refusal('not_in_channel');
  return channel;
}

const said = (channel: Channel, { world }: Desk): readonly Message[] =>
  [...world.messages.values()].filter(
    (one) => one.channel === channel && !one.isGone && one.onlyFor === undefined,
  );

function page(all: readonly Message[], args: Arguments, desk: Desk): Json {
  const isInclusive = isTrue(args.inclusive);
  const from = args.oldest === undefined ? 0 : Number(args.oldest);
  const to = args.latest === undefined ? Number.POSITIVE_INFINITY : Number(args.latest);
  const fitting = all.filter(({ ts }) => {
    const at = Number(ts);
    return isInclusive ? at >= from && at <= to : at > from && at < to;
  });
  const start = args.cursor ? Number(Buffer.from(stringOf(args.cursor), 'base64').toString().slice(5)) : 0;
  if (Number.isNaN(start)) throw fault('invalid_cursor');
  const limit = args.limit === undefined ? 100 : Number(args.limit);
  if (!(limit >= 1 && limit <= 1000)) throw fault('invalid_limit');
  const isMore = fitting.length > start + limit;
  const messages = fitting.slice(start, start + limit).map((one) => {
    const { metadata, ...json } = messageJson(one, desk.world);
    return isTrue(args.include_all_metadata) && metadata !== undefined ? { ...json, metadata } : json;
  });
  const next = isMore ? Buffer.from(`next:${start + limit}`).toString('base64') : '';
  return { messages, has_more: isMore, pin_count: 0, response_metadata: { next_cursor: next } };
}

function react(args: Arguments, desk: Desk, change: (who: Set<string>, user: string) => void): Json {
  const channel = openChannel(args, desk);
  const message = desk.world.messages.get(stringOf(args.timestamp));
  if (message === undefined || message.channel !== channel || message.isGone)
    throw new Refusal('message_not_found');
  const name = stringOf(args.name);
  if (!/^[a-z0-9_+'-]+(?:::skin-tone-[2-6])?$/.test(name)) throw fault('invalid_name');
  const who = message.reactions.get(name) ?? new Set<string>();
  change(who, desk.world.bot.user);
  message.reactions.set(name, who);
  return {};
}

function userJson(person: Person, team: string, hasLocale: boolean): Json {
  const { id, name, locale, isAdmin, isOwner, isDeleted } = person;
  const profile = {
    real_name: name,
    display_name: name,
    real_name_normalized: name,
    display_name_normalized: name,
    image_72: `https://avatars.example/${id}.png`,
    team,
  };
  return {
    id,
    team_id: team,
    name: name.toLowerCase(),
    deleted: isDeleted,
    real_name: name,
    tz: 'Europe/Madrid',
    tz_offset: 3600,
    profile,
    is_admin: isAdmin || isOwner,
    is_owner: isOwner,
    is_primary_owner: false,
    is_restricted: false,
    is_bot: false,
    is_app_user: false,
    ...(hasLocale ? { locale } : {}),
  };
}

const botUser = (id: string, name: string, team: string): Json => ({
  id,
  team_id: team,
  name: name.toLowerCase(),
  deleted: false,
  real_name: name,
  profile: { real_name: name, display_name: '', team },
  is_admin: false,
  is_owner: false,
  is_bot: true,
  is_app_user: false,
});

const channelJson = (channel: Channel, desk: Desk): Json =>
  channel.kind === 'im'
    ? {
        id: channel.id,
        is_im: true,
        is_channel: false,
        is_group: false,
        user: channel.person?.id,
        is_archived: channel.isArchived,
        is_open: true,
      }
    : {
        id: channel.id,
        name: channel.name,
        name_normalized: channel.name,
        is_channel: true,
        is_group: false,
        is_im: false,
        is_mpim: false,
        is_private: channel.kind === 'group',
        is_archived: channel.isArchived,
        is_member: channel.members.has(desk.world.bot.user),
        is_general: false,
        topic: { value: '', creator: '', last_set: 0 },
        purpose: { value: '', creator: '', last_set: 0 },
      };
