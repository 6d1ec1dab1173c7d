import {
  type AccountId,
  accountId,
  type MessageId,
  messageId,
  type PlaceId,
  placeId,
} from '../../core/ids.ts';

/** Slack's name in every id. */
export const CHANNEL = 'slack';

export const accountOf = (user: string): AccountId => accountId(`${CHANNEL}:${user}`);

/** A message is told by its time, which is unique within its channel only. */
export const messageOf = (channel: string, ts: string): MessageId => messageId(`${CHANNEL}:${channel}:${ts}`);

export const placeOf = (channel: string): PlaceId => placeId(`${CHANNEL}:${channel}`);

/** The Home tab of somebody. */
export const homeOf = (user: string): PlaceId => placeId(`${CHANNEL}:home:${user}`);

/** Slack's id of the channel of a place; undefined: a Home tab. */
export const channelOf = (place: PlaceId): string | undefined => /^slack:([^:]+)$/.exec(place)?.[1];

/** Whose Home tab a place is. */
export const homeOwnerOf = (place: PlaceId): string | undefined => /^slack:home:([^:]+)$/.exec(place)?.[1];

/** Channel and time of a message of this channel. */
export function partsOf(id: string): { readonly channel: string; readonly ts: string } | undefined {
  const [, channel, ts] = /^slack:([^:]+):([\d.]+)/.exec(id) ?? [];
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

/** Ends with who caused it: a private answer finds its reader by it, even in the next run. */
export const eventOf = (kind: string, id: string, user: string): string => `${kind}:${id}:${user}`;

/** Who caused an event, and with which message where it was one. */
export function causeOf(
  eventId: string,
): { readonly user: string; readonly ts: string | undefined } | undefined {
  const [, kind, id = '', user] = /^(message|command):(.+):([^:B][^:]*)$/.exec(eventId) ?? [];
  if (user === undefined) return undefined;
  return { user, ts: kind === 'message' ? id.slice(id.indexOf(':') + 1) : undefined };
}

/** When something with this timestamp happened, ms since the epoch. */
export const timeOf = (ts: string): number => Math.round(Number(ts) * 1_000);
