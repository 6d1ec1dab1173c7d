import type { Message } from 'grammy/types';
import type { createFlood } from './flood.ts';
import type { Params } from './params.ts';
import { fault, forbidden, missing, Refusal } from './refusal.ts';
import type { Updates } from './updates.ts';
import type { Account, Person, Place, Post, World } from './world.ts';

/** A message being streamed into a private chat. */
export interface Draft {
  readonly account: Account;
  readonly place: Place;
  readonly thread: number | undefined;
  readonly id: number;
  readonly text: string;
  readonly raw: string;
  readonly pieces: number;
  readonly canStop: boolean;
  /** When its readers stop seeing it, in epoch milliseconds. */
  readonly until: number;
}

/** A press of a button. */
export interface Callback {
  readonly account: Account;
  readonly who: Person;
  readonly label: string;
  readonly at: number;
  isAnswered: boolean;
}

/** A notice shown to one person in answer to a press. */
export interface Toast {
  readonly who: string;
  readonly text: string;
  readonly isAlert: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Seconds {
  readonly callback: number;
  readonly typing: number;
  readonly draft: number;
  readonly ephemeral: number;
}

/** Everything the methods and the people act on. */
export interface Stage {
  readonly world: World;
  readonly flood: ReturnType<typeof createFlood>;
  readonly seconds: Seconds;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly updates: ReadonlyMap<Account, Updates>;
  readonly note: (violation: string) => void;
  /** End of the chat action by place, in epoch milliseconds. */
  readonly typing: Map<Place, number>;
  drafts: readonly Draft[];
  readonly callbacks: Map<string, Callback>;
  readonly toasts: Toast[];
  readonly files: Map<string, StoredFile>;
  /** When somebody last did something a bot saw, by chat and account id. */
  readonly acted: Map<string, number>;
}

/** The chat a bot means, if it may write there. @throws Refusal */
export function target({ world }: Stage, account: Account, id: unknown): Place {
  if (id === undefined || id === '') throw fault('chat_id is empty');
  const place = world.find(account, id);
  if (place === undefined || (place.person !== undefined && !place.isStarted)) {
    throw world.hasMet(account, Number(id))
      ? forbidden("bot can't initiate conversation with a user")
      : missing('chat not found');
  }
  if (place.formerIds.includes(Number(id))) {
    const moved = { migrate_to_chat_id: place.chat.id };
    throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', false, moved);
  }
  if (place.person !== undefined) {
    if (place.isBlocked) throw forbidden('bot was blocked by the user');
    return place;
  }
  const standing = place.bots.get(account.user.id) ?? 'outside';
  const kind = place.chat.type === 'group' ? 'group' : 'supergroup';
  if (standing === 'kicked') throw forbidden(`bot was kicked from the ${kind} chat`);
  if (standing === 'outside') throw forbidden(`bot is not a member of the ${kind} chat`);
  return place;
}

/** A message of the bot's own that can be edited. @throws Refusal */
export function ownPost(stage: Stage, account: Account, params: Params): Post {
  if (params.inline_message_id !== undefined) throw fault('inline messages are not played here');
  if (params.message_id === undefined) throw fault('message identifier is not specified');
  const place = target(stage, account, params.chat_id);
  const post = stage.world.inPlace(place, params.message_id);
  if (post === undefined) throw missing('message to edit not found');
  if (post.message.from?.id !== account.user.id) throw fault("message can't be edited");
  return post;
}

/** Telegram's thread of a message as fields of the message. */
export function threadFields(place: Place, thread: number | undefined, replied: Message | undefined): object {
  const isForum = place.topics.size > 0 || ('is_forum' in place.chat && place.chat.is_forum === true);
  const topic = thread ?? (isForum ? replied?.message_thread_id : undefined);
  if (topic !== undefined) return { message_thread_id: topic, is_topic_message: true };
  // In supergroups without topics a reply carries the id its thread began with, which cannot be written to.
  if (place.chat.type !== 'supergroup' || isForum || replied === undefined) return {};
  return { message_thread_id: replied.message_thread_id ?? replied.message_id };
}
