import {
  type AccountId,
  accountId,
  type MessageId,
  messageId,
  type PlaceId,
  placeId,
} from '../../core/ids.ts';
import type { Language } from '../../core/message.ts';

/** Telegram's name in every account id: whoever writes is the same person to all of our bots. */
export const TELEGRAM = 'telegram';

/** What has an id in a chat. Telegram writes chat ids as numbers and means 52 bits of them. */
export interface Spot {
  readonly chat: number;
  readonly message: number;
}

/** Where an event happened and who caused it; what its answer needs to find its reader, even in the next run. */
export interface Cause extends Spot {
  readonly kind: 'message' | 'edit' | 'command' | 'press' | 'reaction';
  readonly user: number;
  /** Language the person's app is set to, where Kith speaks it. */
  readonly language?: Language;
  /** Of a command or press: its name. Of the others: what else tells events apart. */
  readonly detail?: string;
}

export const accountOf = (user: number): AccountId => accountId(`${TELEGRAM}:${user}`);

/** Message ids count per bot in private chats and basic groups, so the bot's channel name is part of them. */
export const messageOf = (channel: string, { chat, message }: Spot): MessageId =>
  messageId(`${channel}:${chat}:${message}`);

export const placeOf = (channel: string, chat: number, topic?: number): PlaceId =>
  placeId(topic === undefined ? `${channel}:${chat}` : `${channel}:${chat}:${topic}`);

/** The chat and topic of a place id of ours; undefined: not one of ours. */
export function chatOf(place: string): { readonly chat: number; readonly topic?: number } | undefined {
  const [, chat, topic] = /^[^:]+:(-?\d+)(?::(\d+))?$/.exec(place) ?? [];
  if (chat === undefined) return undefined;
  return { chat: Number(chat), ...(topic === undefined ? {} : { topic: Number(topic) }) };
}

/** The chat and message of a message id of ours; undefined: not one of ours. */
export function spotOf(id: string): Spot | undefined {
  const [, chat, message] = /^[^:]+:(-?\d+):(\d+)$/.exec(id) ?? [];
  return chat === undefined ? undefined : { chat: Number(chat), message: Number(message) };
}

/** `telegram:command:-1001:42:7001:es:affinity` */
export const eventOf = (
  channel: string,
  { kind, chat, message, user, language = '' as Language, detail = '' }: Cause,
): string => [channel, kind, chat, message, user, language, detail].join(':');

/** What caused the event of this id; undefined: not one of ours. */
export function causeOf(eventId: string | undefined): Cause | undefined {
  const [, kind, chat, message, user, language, detail] =
    /^[^:]+:(message|edit|command|press|reaction):(-?\d+):(\d+):(\d+):(en|es)?:(.*)$/.exec(eventId ?? '') ??
    [];
  if (kind === undefined) return undefined;
  return {
    kind: kind as Cause['kind'],
    chat: Number(chat),
    message: Number(message),
    user: Number(user),
    ...(language === undefined ? {} : { language: language as Language }),
    ...(detail === undefined || detail === '' ? {} : { detail }),
  };
}
