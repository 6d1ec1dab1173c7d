import type { Bag } from './types.ts';

/**
 * An event with no field that a client could do without: no roles, members, overwrites, display names, nor what a reply
 * answers. Nothing: the event is not told at all.
 */
export function minimalEvent(event: string, data: Bag): Bag | undefined {
  switch (event) {
    case 'READY':
      return {
        ...pick(data, ['v', 'session_id', 'resume_gateway_url', 'guilds']),
        user: pick(bag(data.user), ['id', 'username']),
        application: pick(bag(data.application), ['id']),
      };
    case 'GUILD_CREATE':
      return pick(data, ['id', 'name']);
    case 'CHANNEL_CREATE':
    case 'CHANNEL_UPDATE':
    case 'THREAD_CREATE':
    case 'THREAD_UPDATE':
    case 'WEBHOOKS_UPDATE':
      return undefined;
    case 'MESSAGE_CREATE':
    case 'MESSAGE_UPDATE':
      return minimalMessage(data);
    case 'MESSAGE_REACTION_ADD':
      return {
        ...pick(data, ['user_id', 'channel_id', 'message_id', 'guild_id']),
        emoji: pick(bag(data.emoji), ['name']),
      };
    case 'INTERACTION_CREATE':
      return minimalInteraction(data);
    default:
      return data;
  }
}

/** An answer of the REST API as short as it can be. */
export function minimalAnswer(path: string, body: unknown): unknown {
  if (path.endsWith('/webhooks') && Array.isArray(body))
    return body.map((one: Bag) => ({ ...pick(one, ['id', 'token', 'name']), user: bag(one.user) }));
  if (path.endsWith('/messages') && !Array.isArray(body)) return pick(bag(body), ['id', 'channel_id']);
  if (path.endsWith('/commands') && Array.isArray(body))
    return body.map((one: Bag) => without(one, ['name_localizations', 'description_localizations']));
  return body;
}

function minimalMessage(data: Bag): Bag {
  const fields = ['id', 'channel_id', 'guild_id', 'content', 'webhook_id', 'message_reference'];
  return {
    ...pick(data, [...fields, 'timestamp', 'edited_timestamp']),
    author: pick(bag(data.author), ['id', 'bot']),
  };
}

function minimalInteraction(data: Bag): Bag {
  const { user, member } = data;
  const source = data.message as Bag | undefined;
  return {
    ...pick(data, ['id', 'application_id', 'type', 'token', 'data', 'guild_id']),
    channel: pick(bag(data.channel), ['id', 'type']),
    ...(member === undefined ? {} : { member: { user: pick(bag(bag(member).user), ['id']) } }),
    ...(user === undefined ? {} : { user: pick(bag(user), ['id']) }),
    ...(source === undefined ? {} : { message: pick(source, ['id']) }),
  };
}

const bag = (value: unknown): Bag => (value ?? {}) as Bag;
const pick = (from: Bag, names: readonly string[]): Bag =>
  Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));

function without(from: Bag, names: readonly string[]): Bag {
  const kept = Object.entries(from).filter(([name]) => !names.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      name === 'options' && Array.isArray(value) ? value.map((one: Bag) => without(one, names)) : value,
    ]),
  );
}
