import { KithError } from '../../core/errors.ts';
import type { Outgoing, Place, Sent } from '../../core/message.ts';
import type { Attempts } from '../../core/ports/channel.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Ask, Payload } from './ask.ts';
import type { Prompt } from './commands.ts';
import { type Body, encode, type Page, withoutLooks } from './encode.ts';
import type { Formatted } from './encode-text.ts';
import { detailsOf, failureOf, refusedFor } from './failure.ts';
import { type Cause, causeOf, chatOf, messageOf, type Spot, spotOf } from './ids.ts';
import type { Origins } from './origin.ts';
import type { Pace } from './pace.ts';
import { say } from './words.ts';

export interface PostOptions {
  /** Name of the channel. */
  readonly name: string;
  readonly ask: Ask;
  readonly pace: Pace;
  readonly origins: Origins;
  readonly log: Log;
  /** The bot's user name; empty before it is known. */
  username(): string;
  /** The line above an answer of somebody else than the bot. */
  nameLine(page: Pick<Outgoing, 'speaker'>): Formatted;
}

/** How a page is posted. */
export interface Sending extends Attempts {
  readonly signal?: AbortSignal | undefined;
}

/** Writing to chats. Every method throws KithError `channel.failed` with what is known of the outcome. */
export interface Post {
  send(page: Page, place: Place, how: Sending): Promise<Sent>;
  edit(sent: Sent, page: Page, signal?: AbortSignal): Promise<void>;
  remove(sent: Sent): Promise<void>;
  /** Asks somebody, in their private chat, for what a command lacks. */
  prompt(prompt: Prompt, place: Place, cause: Cause): Promise<void>;
  /** A group has become another chat. */
  migrated(from: number, to: number): void;
}

type Message = Omit<Payload<'sendMessage'>, 'chat_id' | 'reply_markup'> & {
  readonly reply_markup?: Body['reply_markup'] | Prompt['reply_markup'] | Link;
};

interface Link {
  readonly inline_keyboard: { readonly text: string; readonly url: string }[][];
}

export function createPost({ name, ask, pace, origins, log, username, nameLine }: PostOptions): Post {
  /** Chats that groups have become. Kept for this process only. */
  const moved = new Map<number, number>();
  const complained = new Set<string>();
  const now = (chat: number): number => moved.get(chat) ?? chat;

  async function turn(
    chat: number,
    kind: 'message' | 'edit',
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await pace
      .turn(chat, kind, signal)
      .catch((error: unknown) => Promise.reject(failureOf('sendMessage', error)));
  }

  /** Posts a message, changed where Telegram will not have it as it is. */
  async function post(chat: number, message: Message, how: Sending = {}): Promise<Sent> {
    let body = message;
    for (let tries = 0; ; tries++) {
      const to = now(chat);
      await turn(to, 'message', how.signal);
      try {
        const payload = { ...body, chat_id: to } as Payload<'sendMessage'>;
        const { message_id } = await ask('sendMessage', payload, { signal: how.signal, attempts: how });
        return { platformId: messageOf(name, { chat: to, message: message_id }) };
      } catch (error) {
        const next = tries < MOST_CHANGES ? changed(body, error, to) : undefined;
        if (next === undefined) throw complain(error, to);
        body = next;
      }
    }
  }

  /** The same message as it may be taken after this error; undefined: nothing can be done. */
  function changed(body: Message, error: unknown, chat: number): Message | undefined {
    const { migratedTo } = detailsOf(error);
    if (migratedTo !== undefined) {
      moved.set(chat, migratedTo);
      // Its messages and topics are not in the new chat.
      const { reply_parameters: _, message_thread_id: __, ...rest } = body;
      return rest;
    }
    if (body.message_thread_id !== undefined && refusedFor(error, 400, /thread not found/i)) {
      const { message_thread_id: _, ...rest } = body;
      return rest;
    }
    if (body.reply_parameters !== undefined && refusedFor(error, 400, /repl/i)) {
      const { reply_parameters: _, ...rest } = body;
      return rest;
    }
    if ((body.entities?.length ?? 0) > 0 && refusedFor(error, 400, /entit/i)) {
      log.warn('Telegram refused the looks of a text; sent without them', {
        reason: detailsOf(error).reason,
      });
      return { ...body, ...withoutLooks(body as Body) };
    }
    return undefined;
  }

  /** Says once for each chat what the operator or the group can do about it. */
  function complain(error: unknown, chat: number): unknown {
    const { status, reason = '' } = detailsOf(error);
    const isMuted =
      status === 400 && /not enough rights|have no rights|WRITE_FORBIDDEN|RESTRICTED/i.test(reason);
    const key = `${chat}:${isMuted ? 'muted' : status}`;
    if ((!isMuted && status !== 403) || complained.has(key)) return error;
    if (complained.size > MANY) complained.clear();
    complained.add(key);
    if (isMuted)
      log.warn('Telegram lets nothing be written in a chat', { chat, permission: 'Send Messages', reason });
    else log.info('A chat is closed to the bot', { chat, reason });
    return error;
  }

  async function privately(page: Page, place: Place, cause: Cause | undefined, how: Sending): Promise<Sent> {
    if (cause === undefined)
      throw new KithError('channel.failed', 'Nobody knows for whom this private answer is; it was not sent.');
    const { user } = cause;
    const body = encode(page, nameLine(page), (command) => origins.seal(command, place, user));
    try {
      return (await inPlace(page, body, cause, how.signal)) ?? (await post(user, body, how));
    } catch (error) {
      if (!isClosed(error)) throw error;
      // The line stands already.
      return page.isContinuation === true ? { platformId: '' } : await point(place, cause, how);
    }
  }

  /** The answer to a button of ours in a private chat takes the place of the message it is under; undefined: it cannot. */
  async function inPlace(
    page: Page,
    body: Body,
    cause: Cause | undefined,
    signal?: AbortSignal,
  ): Promise<Sent | undefined> {
    if (cause?.kind !== 'press' || cause.chat !== cause.user || page.isContinuation === true)
      return undefined;
    try {
      await change(cause, body, signal);
      return { platformId: messageOf(name, cause) };
    } catch (error) {
      // Gone, or not to be edited any more: the answer comes below.
      if (detailsOf(error).status !== 400) throw error;
      return undefined;
    }
  }

  /** Says in the group, without the content, where the answer can be had. */
  async function point(
    place: Place,
    { kind, detail = '', language, ...cause }: Cause,
    how?: Sending,
  ): Promise<Sent> {
    const [command = ''] = detail.split(':');
    const start =
      (kind === 'command' || kind === 'press') && /^[\w-]{1,64}$/.test(command) ? `?start=${command}` : '';
    const button = { text: say('openButton', language, ' / '), url: `https://t.me/${username()}${start}` };
    const { chat, topic } = whereIs(place);
    return post(
      chat,
      {
        text: say('openPrivately', language, '\n'),
        link_preview_options: { is_disabled: true },
        ...(topic === undefined ? {} : { message_thread_id: topic }),
        ...replyTo(chat, cause),
        reply_markup: { inline_keyboard: [[button]] },
      },
      how,
    );
  }

  /** Makes a message show something else; one that shows it already is fine. */
  async function change({ chat, message }: Spot, body: Body, signal?: AbortSignal): Promise<void> {
    await turn(chat, 'edit', signal);
    try {
      await ask('editMessageText', { ...body, chat_id: chat, message_id: message }, { signal });
    } catch (error) {
      if (body.entities.length > 0 && refusedFor(error, 400, /entit/i))
        await change({ chat, message }, withoutLooks(body), signal);
      else if (!refusedFor(error, 400, /message is not modified/i)) throw error;
    }
  }

  return {
    async send(page, place, how) {
      const cause = causeOf(page.answers);
      if (page.visibleTo === 'author' && place.audience !== 'one') return privately(page, place, cause, how);
      const { chat, topic } = whereIs(place);
      const body = encode(page, nameLine(page));
      const changed = place.audience === 'one' ? await inPlace(page, body, cause, how.signal) : undefined;
      if (changed !== undefined) return changed;
      const answered = spotOf(page.replyTo ?? '') ?? cause;
      const isReply = place.audience !== 'one' && page.isContinuation !== true;
      return post(
        chat,
        {
          ...body,
          ...(topic === undefined ? {} : { message_thread_id: topic }),
          ...(isReply ? replyTo(chat, answered) : {}),
        },
        how,
      );
    },
    async edit(sent, page, signal) {
      const spot = spotOf(sent.platformId);
      if (spot === undefined)
        throw new KithError('channel.failed', 'Telegram gave this message no id to edit it by.');
      await change(spot, encode(page, nameLine(page)), signal);
    },
    async remove({ platformId }) {
      const spot = spotOf(platformId);
      if (spot === undefined) return;
      try {
        await ask('deleteMessage', { chat_id: spot.chat, message_id: spot.message });
      } catch (error) {
        if (!refusedFor(error, 400, /message to delete not found|message identifier/i)) throw error;
      }
    },
    async prompt({ text, reply_markup }, place, cause) {
      const isHere = place.audience === 'one';
      const { topic } = whereIs(place);
      try {
        await post(cause.user, {
          text,
          reply_markup,
          ...(isHere && topic !== undefined ? { message_thread_id: topic } : {}),
        });
      } catch (error) {
        if (isHere || !isClosed(error)) throw error;
        await point(place, cause);
      }
    },
    migrated: (from, to) => void moved.set(from, to),
  };
}

/** Chats whose troubles are remembered as said. */
const MANY = 1_000;
/** Thread gone, replied message gone, looks refused, group moved: each once. */
const MOST_CHANGES = 4;

/** The person has not opened the bot, or has blocked it. */
const isClosed = (error: unknown): boolean =>
  detailsOf(error).status === 403 || refusedFor(error, 400, /chat not found|PEER_ID_INVALID/i);

function whereIs(place: Place): { readonly chat: number; readonly topic?: number } {
  const where = chatOf(place.id);
  if (where === undefined) throw new KithError('channel.failed', `${place.id} is no place of Telegram's.`);
  return where;
}

const replyTo = (chat: number, answered: { readonly chat: number; readonly message: number } | undefined) =>
  answered === undefined || answered.chat !== chat
    ? {}
    : { reply_parameters: { message_id: answered.message, allow_sending_without_reply: true } };
