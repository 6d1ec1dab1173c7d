import {
  type AccountId,
  accountId,
  type MessageId,
  messageId,
  type PlaceId,
  placeId,
} from '../../core/ids.ts';

/** Discord's name in every id. */
export const CHANNEL = 'discord';

export const accountOf = (user: string): AccountId => accountId(`${CHANNEL}:${user}`);

/** Message ids are unique in all of Discord, so the channel needs no part in them. */
export const messageOf = (message: string): MessageId => messageId(`${CHANNEL}:${message}`);

export const directPlace = (channel: string): PlaceId => placeId(`${CHANNEL}:dm:${channel}`);
export const sharedPlace = (channel: string): PlaceId => placeId(`${CHANNEL}:${channel}`);

/** Discord's own id in a place or message id of ours. */
export const snowflakeOf = (id: string): string => id.slice(id.lastIndexOf(':') + 1);

/**
 * Ends with who caused it: a private answer finds its reader by it, even in the next run.
 * `interaction:1180…:2201…`
 */
export const eventOf = (kind: string, id: string, user: string): string => `${kind}:${id}:${user}`;

/** Who caused an event, where its id says so. */
export const causeOf = (eventId: string): string | undefined =>
  /^(?:interaction|message|edit|reaction):\d+:(\d+)(?::|$)/.exec(eventId)?.[1];
