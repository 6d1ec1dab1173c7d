import { bagOf, channelOf, refuseEdit, refuseUnfit } from './messages.ts';
import { amend, findMessage, post, remove } from './post.ts';
import { DiscordRefusal, missingPermissions, refuseFaults, unknown } from './refusal.ts';
import { textOf } from './text.ts';
import type { Bag, Call, Channel, File, Message, Reply, Route, Webhook } from './types.ts';
import { webhookJson } from './wire.ts';
import type { World } from './world.ts';

type Store = (channel: Channel, files: readonly File[], body: Bag) => readonly Bag[];

const perFiveSeconds = { requests: 5, ms: 5000 } as const;

/** Routes that make webhooks and speak by them; those of interactions come first in the list of routes. */
export function webhookRoutes(world: World, store: Store): readonly Route[] {
  const webhook = ({ params }: Call): Webhook => {
    const found = world.webhooks.get(params.webhook ?? '');
    if (found === undefined) throw unknown.webhook();
    if (params.token === undefined) mayManage(world, world.channels.get(found.channelId));
    else if (params.token !== found.token)
      throw new DiscordRefusal(401, 50027, 'Invalid Webhook Token', ['wrong token']);
    return found;
  };
  const message = (call: Call): Message => {
    const owner = webhook(call);
    const found = findMessage(world, call.params.message);
    if (found === undefined) throw unknown.message();
    const thread = call.query.get('thread_id');
    if (found.channel.type === 11 && thread !== found.channel.id) throw unknown.message();
    if (found.ownerId !== owner.id)
      throw new DiscordRefusal(403, 50005, 'Cannot edit a message authored by another user', [
        `touches message ${found.wire.id} of ${found.speaker}`,
      ]);
    return found;
  };
  const list = (call: Call): Channel => {
    const channel = channelOf(world, call);
    mayManage(world, channel);
    return channel;
  };

  return [
    {
      method: 'GET',
      path: '/channels/:channel/webhooks',
      answer: (call) => {
        const { id } = list(call);
        const all = [...world.webhooks.values()].filter(({ channelId }) => channelId === id);
        return { status: 200, body: all.map((one) => webhookJson(world, one)) };
      },
    },
    {
      method: 'POST',
      path: '/channels/:channel/webhooks',
      answer: (call) => {
        const channel = list(call);
        const body = bagOf(call.body);
        refuseFaults(nameFaults('name', body.name));
        if (channel.type === 11 || channel.type === 1)
          throw new DiscordRefusal(400, 50024, 'Cannot execute action on this channel type', [
            'webhook of a thread',
          ]);
        const siblings = [...world.webhooks.values()].filter(({ channelId }) => channelId === channel.id);
        if (siblings.length >= 15)
          throw new DiscordRefusal(400, 30007, 'Maximum number of webhooks reached (15)');
        const made = addWebhook(world, channel, String(body.name), world.applicationId, world.bot.id);
        if (typeof body.avatar === 'string') made.avatar = 'b'.repeat(32);
        return { status: 200, body: webhookJson(world, made) };
      },
    },
    {
      method: 'GET',
      path: '/webhooks/:webhook',
      answer: (call) => ({ status: 200, body: webhookJson(world, webhook(call)) }),
    },
    {
      method: 'PATCH',
      path: '/webhooks/:webhook',
      answer: (call) => {
        const found = webhook(call);
        const { name } = bagOf(call.body);
        if (name !== undefined) refuseFaults(nameFaults('name', name));
        if (name !== undefined) found.name = textOf(name);
        return { status: 200, body: webhookJson(world, found) };
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/:webhook',
      answer: (call) => {
        removeWebhook(world, webhook(call));
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: '/webhooks/:webhook/:token',
      isOpen: true,
      answer: (call) => ({ status: 200, body: webhookJson(world, webhook(call)) }),
    },
    {
      method: 'POST',
      path: '/webhooks/:webhook/:token',
      isOpen: true,
      limit: { requests: 5, ms: 2000 },
      answer: (call) => execute(world, store, webhook(call), call),
    },
    {
      method: 'GET',
      path: '/webhooks/:webhook/:token/messages/:message',
      isOpen: true,
      limit: perFiveSeconds,
      answer: (call) => ({ status: 200, body: message(call).wire }),
    },
    {
      method: 'PATCH',
      path: '/webhooks/:webhook/:token/messages/:message',
      isOpen: true,
      limit: perFiveSeconds,
      answer: (call) => {
        const found = message(call);
        refuseEdit(world, found, bagOf(call.body), call.files.length);
        amend(world, found, bagOf(call.body), store(found.channel, call.files, bagOf(call.body)));
        return { status: 200, body: found.wire };
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/:webhook/:token/messages/:message',
      isOpen: true,
      limit: perFiveSeconds,
      answer: (call) => {
        remove(world, message(call));
        return { status: 204 };
      },
    },
  ];
}

export function addWebhook(
  world: World,
  channel: Channel,
  name: string,
  applicationId: string,
  ownerId: string,
): Webhook {
  const id = world.nextId();
  const token = `local-${id}-${'w'.repeat(40)}`;
  const made = { id, token, ownerId, applicationId, channelId: channel.id, name, avatar: null };
  world.webhooks.set(id, made);
  world.emit('WEBHOOKS_UPDATE', { guild_id: channel.guildId, channel_id: channel.id });
  return made;
}

export function removeWebhook(world: World, webhook: Webhook): void {
  world.webhooks.delete(webhook.id);
  const channel = world.channels.get(webhook.channelId);
  world.emit('WEBHOOKS_UPDATE', { guild_id: channel?.guildId, channel_id: webhook.channelId });
}

function execute(world: World, store: Store, webhook: Webhook, call: Call): Reply {
  const body = bagOf(call.body);
  const { username, avatar_url: avatar } = body;
  if (username !== undefined && username !== null) refuseFaults(nameFaults('username', username));
  if (avatar && !/^https?:\/\/\S+$/u.test(textOf(avatar)))
    refuseFaults(['avatar_url: is not a well formed URL']);
  refuseUnfit(world, body, call.files.length);
  if (Number(body.flags ?? 0) & (1 << 6))
    world.violations.push('a webhook’s message is marked ephemeral: all would see it');
  const channel = targetOf(world, webhook, call, body);
  const made = post(world, {
    channel,
    author: webhook,
    body: { ...body, flags: Number(body.flags ?? 0) & ~((1 << 6) | (1 << 7)), message_reference: undefined },
    attachments: store(channel, call.files, body),
    username: typeof username === 'string' && username !== '' ? username : undefined,
    avatar: typeof avatar === 'string' && avatar !== '' ? avatar : undefined,
  });
  return call.query.get('wait') === 'true' ? { status: 200, body: made.wire } : { status: 204 };
}

/** The webhook's channel, its thread that is asked for, or a new post of a forum. */
function targetOf(world: World, webhook: Webhook, call: Call, body: Bag): Channel {
  const home = world.channels.get(webhook.channelId);
  if (home === undefined) throw unknown.webhook();
  const threadId = call.query.get('thread_id');
  if (threadId !== null) {
    const thread = world.channels.get(threadId);
    if (thread?.parentId !== home.id) throw unknown.channel();
    return thread;
  }
  if (home.type !== 15) return home;
  if (typeof body.thread_name !== 'string')
    throw new DiscordRefusal(
      400,
      220001,
      'Webhooks posted to forum channels must have a thread_name or thread_id',
      ['a forum without a thread'],
    );
  const { thread_name: name } = body;
  const fields = {
    id: world.nextId(),
    type: 11,
    name,
    parentId: home.id,
    ownerId: webhook.id,
    overwrites: [],
  };
  const thread = world.addChannel({
    ...fields,
    ...(home.guildId !== undefined && { guildId: home.guildId }),
  });
  return thread;
}

function mayManage(world: World, channel: Channel | undefined): void {
  if (channel === undefined || !world.may(world.bot, channel, 'ManageWebhooks')) throw missingPermissions();
}

function nameFaults(field: string, value: unknown): readonly string[] {
  const name = typeof value === 'string' ? value.trim() : '';
  const faults: string[] = [];
  if (name === '' || [...name].length > 80) faults.push(`${field}: must be between 1 and 80 in length`);
  const word = /discord|clyde/iu.exec(name)?.[0];
  if (word !== undefined) faults.push(`${field}: Username cannot contain "${word}"`);
  if (/^(?:everyone|here)$/iu.test(name)) faults.push(`${field}: Username cannot be "${name}"`);
  return faults;
}
