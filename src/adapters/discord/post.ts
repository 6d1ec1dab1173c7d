import { createHash } from 'node:crypto';
import type { APIUser } from 'discord.js';
import { createBounded } from '../../core/bounded.ts';
import { KithError } from '../../core/errors.ts';
import type { Place, Sent } from '../../core/message.ts';
import type { SendOptions } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Random } from '../../core/ports/random.ts';
import type { Atlas } from './atlas.ts';
import { isOwn } from './decode.ts';
import { encode, type Page } from './encode.ts';
import { avatarOf, nameLineOf, webhookName } from './face.ts';
import { messageOf, snowflakeOf } from './ids.ts';
import { type Call, codeOf, type Rest } from './rest.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

/** Ordinary messages: by the webhook where personas have faces, else by the bot; never twice under one key. */
export interface Post {
  send(page: Page, place: Place, options?: Partial<SendOptions>): Promise<Sent>;
  edit(sent: Sent, page: Page, place: Place, signal?: AbortSignal): Promise<void>;
  remove(sent: Sent, place: Place): Promise<void>;
}

export interface PostOptions {
  readonly rest: Rest;
  readonly atlas: Atlas;
  readonly webhooks: Webhooks;
  readonly clock: Clock;
  readonly random: Random;
}

interface Owned {
  readonly channel: string;
  readonly webhook: Webhook | undefined;
}

interface RawMessage {
  readonly id: string;
  readonly content: string;
  readonly author: APIUser;
  readonly webhook_id?: string;
  readonly application_id?: string;
}

/** Looks back after nobody knows whether a message was taken. */
const LOOK_BACK = 50;
const ATTEMPTS = 3;
/** A face is not worth a longer wait: the answer then stands under the bot's name, ms. */
const PATIENCE_MS = 3_000;

export function createPost({ rest, atlas, webhooks, clock, random }: PostOptions): Post {
  /** Messages that are ours, where they are, and the webhook that may change them; none for the bot's own. */
  const owned = createBounded<Owned>(5_000);
  const claimed = (id: string, channel: string, webhook?: Webhook): Sent => {
    owned.set(id, { channel, webhook });
    return { platformId: messageOf(id) };
  };

  async function faceOf({ speaker }: Page, place: Place, isRepeat: boolean): Promise<Webhook | undefined> {
    if (speaker === undefined || place.audience === 'one') return undefined;
    const webhook = webhooks.of(snowflakeOf(place.id));
    // What an earlier run posted has the face it had.
    if (isRepeat) return webhook;
    const enough = new AbortController();
    const patience = clock.sleep(PATIENCE_MS, enough.signal).then(
      () => undefined,
      () => undefined,
    );
    try {
      return await Promise.race([webhook, patience]);
    } finally {
      enough.abort();
    }
  }
  /** Kith's own voice has no name above it. */
  const lineOf = ({ kind, speaker }: Page) => (kind === 'reply' ? nameLineOf(speaker, atlas.self.name) : '');

  async function asBot(page: Page, place: Place, options: Partial<SendOptions>): Promise<Sent> {
    const channel = snowflakeOf(place.id);
    const body = encode(page, lineOf(page));
    const found = options.isRepeat === true ? await look(page, place, true) : undefined;
    if (found !== undefined) return complete(found, undefined, page, place, options.signal);
    const reply =
      page.replyTo === undefined || page.isContinuation === true || place.audience === 'one'
        ? {}
        : { message_reference: { message_id: snowflakeOf(page.replyTo), fail_if_not_exists: false } };
    const made = (await rest.ask({
      method: 'POST',
      path: `/channels/${channel}/messages`,
      body: { ...body, ...reply, nonce: nonceOf(options.key ?? random.id()), enforce_nonce: true },
      ...signalOf(options.signal),
    })) as RawMessage;
    return claimed(made.id, channel);
  }

  async function asPersona(
    page: Page,
    place: Place,
    options: Partial<SendOptions>,
    first: Webhook,
  ): Promise<Sent> {
    const channel = snowflakeOf(place.id);
    const speaker = page.speaker;
    if (speaker === undefined) return asBot(page, place, options);
    const avatar = avatarOf(speaker);
    const body = {
      ...encode(page, ''),
      username: webhookName(speaker),
      ...(avatar === undefined ? {} : { avatar_url: avatar }),
    };
    let webhook = first;
    let mayStand = options.isRepeat === true;
    for (let failures = 0; ; ) {
      if (mayStand) {
        const found = await look(page, place, failures === 0);
        if (found !== undefined) return complete(found, webhook, page, place, options.signal);
      }
      try {
        const made = (await rest.once({
          ...executeOf(webhook, channel, atlas),
          body,
          ...signalOf(options.signal),
        })) as RawMessage;
        return claimed(made.id, channel, webhook);
      } catch (error) {
        failures++;
        if (options.signal?.aborted === true) throw error;
        if (isRefused(error)) {
          // Deleted, perhaps: another is made. One that is refused as well is no use.
          if (failures === 1) webhooks.forget(channel);
          const next = failures === 1 ? await webhooks.of(channel) : undefined;
          if (next === undefined || next.token === webhook.token) return asBot(page, place, options);
          webhook = next;
        } else if ((error as KithError).details?.mayStand === true && failures < ATTEMPTS) {
          mayStand = true;
          await rest.pause(failures, options.signal).catch(() => {
            throw error;
          });
        } else throw error;
      }
    }
  }

  /** The message an earlier attempt may have left; in the next run also its streamed beginning. */
  async function look(page: Page, place: Place, isNextRun: boolean): Promise<RawMessage | undefined> {
    const channel = snowflakeOf(place.id);
    const unknown = (cause?: unknown) =>
      new KithError(
        'channel.failed',
        'Nobody knows whether Discord took a message: the channel’s latest ones cannot be read. Give the bot the permission Read Message History.',
        { details: { mayStand: true }, cause },
      );
    if (!atlas.may(channel, 'Read Message History')) throw unknown();
    const latest = await rest
      .ask({
        method: 'GET',
        path: `/channels/${channel}/messages`,
        query: {
          limit: String(LOOK_BACK),
          ...(page.replyTo === undefined ? {} : { after: snowflakeOf(page.replyTo) }),
        },
      })
      .catch((error: unknown) => {
        throw unknown(error);
      });
    const ours = (latest as readonly RawMessage[]).filter(
      (message) => isOwn(message, atlas) && !owned.has(message.id),
    );
    const isBegun = (message: RawMessage) =>
      message.content !== '' && wholeOf(page, message).startsWith(message.content);
    return (
      ours.find((message) => message.content === wholeOf(page, message)) ??
      (isNextRun ? ours.find(isBegun) : undefined)
    );
  }

  const isBots = ({ author }: RawMessage) => author.id === atlas.self.user;
  /** What a message of ours reads once it shows all of its page. */
  const wholeOf = (page: Page, message: RawMessage) =>
    encode(page, isBots(message) ? lineOf(page) : '').content.trim();

  async function complete(
    found: RawMessage,
    webhook: Webhook | undefined,
    page: Page,
    place: Place,
    signal?: AbortSignal,
  ): Promise<Sent> {
    const sent = claimed(found.id, snowflakeOf(place.id), isBots(found) ? undefined : webhook);
    if (wholeOf(page, found) !== found.content) await edit(sent, page, place, signal);
    return sent;
  }

  /** Who may change a message; asks Discord about one of an earlier run. */
  async function ownerOf(id: string, channel: string): Promise<Owned> {
    const known = owned.get(id);
    if (known !== undefined) return known;
    const raw = (await rest.ask({
      method: 'GET',
      path: `/channels/${channel}/messages/${id}`,
    })) as RawMessage;
    const ours = raw.webhook_id === undefined ? undefined : await webhooks.of(channel);
    const webhook = ours?.id === raw.webhook_id ? ours : undefined;
    owned.set(id, { channel, webhook });
    return { channel, webhook };
  }

  async function callOn(sent: Sent, place: Place): Promise<Pick<Call, 'path' | 'query' | 'auth'>> {
    const id = snowflakeOf(sent.platformId);
    const { channel, webhook } = await ownerOf(id, snowflakeOf(place.id));
    if (webhook === undefined) return { path: `/channels/${channel}/messages/${id}` };
    const { path, auth, query } = executeOf(webhook, channel, atlas);
    const { wait: _, ...thread } = query;
    return { path: `${path}/messages/${id}`, auth, query: thread };
  }

  async function edit(sent: Sent, page: Page, place: Place, signal?: AbortSignal): Promise<void> {
    const call = await callOn(sent, place);
    const line = call.auth === false ? '' : lineOf(page);
    await rest.ask({ ...call, method: 'PATCH', body: encode(page, line), ...signalOf(signal) });
  }

  return {
    async send(page, place, options = {}) {
      const webhook = await faceOf(page, place, options.isRepeat === true);
      return webhook === undefined ? asBot(page, place, options) : asPersona(page, place, options, webhook);
    },
    edit,
    async remove(sent, place) {
      try {
        await rest.ask({ ...(await callOn(sent, place)), method: 'DELETE' });
      } catch (error) {
        if (codeOf(error) !== 10008) throw error;
      }
    },
  };
}

/** Discord takes nothing by this webhook, be it gone or not what it was. */
const isRefused = (error: unknown): boolean => {
  const status = (error as KithError).details?.status;
  return typeof status === 'number' && status < 500 && codeOf(error) !== 10003;
};

const signalOf = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

function executeOf(webhook: Webhook, channel: string, atlas: Atlas) {
  return {
    method: 'POST' as const,
    path: `/webhooks/${webhook.id}/${webhook.token}` as const,
    auth: false,
    query: { wait: 'true', ...(atlas.isThread(channel) ? { thread_id: channel } : {}) } as Record<
      string,
      string
    >,
  };
}

/** At most 25 characters, the same for the same key for ever. */
const nonceOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 24);
