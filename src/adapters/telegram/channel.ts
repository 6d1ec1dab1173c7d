import type { Update } from 'grammy/types';
import type { Command } from '../../core/commands/command.ts';
import { doneWithin } from '../../core/delivery/done-within.ts';
import { KithError } from '../../core/errors.ts';
import type { PersonaName } from '../../core/ids.ts';
import { retryDelay } from '../../core/llm/retry-delay.ts';
import type { Outgoing, Place, Sent } from '../../core/message.ts';
import type { Channel } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Random } from '../../core/ports/random.ts';
import { createAdmins } from './admins.ts';
import { type Apis, createAsker } from './ask.ts';
import { direct, group } from './capabilities.ts';
import { setMenus } from './commands.ts';
import type { Own } from './decode-text.ts';
import { download } from './download.ts';
import { encode, NOTHING, nameLineOf, type Page, paginate } from './encode.ts';
import { examine } from './examine.ts';
import { failureOf, isTokenRefused, NEW_TOKEN } from './failure.ts';
import { createHealth } from './health.ts';
import { chatOf, spotOf } from './ids.ts';
import { createIncoming } from './incoming.ts';
import { createOrigins } from './origin.ts';
import type { Pace } from './pace.ts';
import { ALLOWED_UPDATES, createPoll, type Poll, type PollOptions } from './poll.ts';
import { createPost, type Sending } from './post.ts';
import { createDrafts } from './stream.ts';
import { createTyping } from './typing.ts';
import { webhookOf, webhookRoute } from './webhook.ts';

export interface TelegramOptions {
  /** Name of the channel. Default `telegram`; `telegram-mika` for a bot that is one persona. */
  readonly name?: string;
  /** Who answers here and nobody else. */
  readonly persona?: PersonaName;
  readonly token: string;
  /** Root of the Bot API: Telegram's own or that of a server of one's own. */
  readonly apiRoot: string;
  /** Pause between two drafts of a growing answer in a private chat, ms. */
  readonly draftEveryMs: number;
  /** Pause between two edits of a growing answer in a group, ms. */
  readonly editEveryMs: number;
  /** Longest one request may take, ms. */
  readonly requestMs: number;
  /** First pause before Telegram is tried again, ms; doubles each time, with jitter. */
  readonly retryBaseMs: number;
  /** Longest such pause, and longest that is waited where Telegram asks to, ms. */
  readonly retryMaxMs: number;
  /** Public URL of the HTTP port; empty: Telegram is asked for updates. */
  readonly webhookUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly commands: readonly Command[];
}

/** What the SDK does for the channel. */
export interface Sdk {
  readonly apis: Apis;
  readonly fetchUpdates: PollOptions['fetchUpdates'];
  /** `<apiRoot>/file/bot<token>` */
  readonly files: string;
  /** Fetches updates and hands them on in their order until stopped. */
  run(next: Poll['next'], take: (update: Update) => void): { stop(): Promise<void> };
}

/** How long the last word to Telegram may take, ms. */
const GOODBYE_MS = 2_000;
/** Longest a webhook is left unanswered until what it brought is on record, ms. */
const TAKEN_MS = 1_500;

/** The parts of the channel, joined. */
export function createChannel(options: TelegramOptions, sdk: Sdk, pace: Pace): Channel {
  const { name = 'telegram', persona, clock, random, log, commands, retryMaxMs } = options;
  const health = createHealth(clock, log);
  const stopping = new AbortController();
  const { ask, idle } = createAsker({
    ...options,
    apis: sdk.apis,
    onRefused: (refusal) => health.is('refused', refusal.message),
  });
  const webhook = options.webhookUrl === '' ? undefined : webhookOf(options.token, options.webhookUrl);
  let own: (Own & { readonly name: string }) | undefined;
  let listener: Parameters<Channel['listen']>[0] | undefined;
  let running: { stop(): Promise<void> } | undefined;
  let stopped: Promise<void> | undefined;
  const underWay = new Set<Promise<unknown>>();

  const nameLine = ({ speaker }: Pick<Outgoing, 'speaker'>) =>
    persona === undefined ? nameLineOf(speaker, own?.name) : NOTHING;
  const pagesOf = (message: Outgoing) => paginate(message, nameLine(message));
  const origins = createOrigins(options.token);
  const post = createPost({ name, ask, pace, origins, log, nameLine, username: () => own?.username ?? '' });
  const typing = createTyping({ ask, pace, clock, stopping: stopping.signal });
  const admins = createAdmins(ask, clock, stopping.signal);
  const take = createIncoming({
    name,
    persona,
    ask,
    post,
    admins,
    origins,
    commands,
    clock,
    log,
    own: () => own,
    tell(event, onTaken) {
      listener?.(event, onTaken).catch((error: unknown) =>
        log.error('An event was not dealt with', { error }),
      );
    },
  });
  const poll = createPoll({
    ...options,
    health,
    fetchUpdates: sdk.fetchUpdates,
    async dropWebhook(signal) {
      await ask('deleteWebhook', {}, { signal });
    },
  });
  const openDraft = createDrafts({
    ask,
    pace,
    clock,
    log,
    everyMs: options.draftEveryMs,
    paginate: pagesOf,
    encode: (page) => encode(page, nameLine(page)),
    send,
  });

  /** Waited for when the channel stops. */
  function finishing<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => {},
      () => {},
    );
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
    return work;
  }

  async function writing<T>(chat: number | undefined, work: () => Promise<T>): Promise<T> {
    const paused = typing.pause(chat ?? 0);
    try {
      return await finishing(work());
    } finally {
      paused.resume();
    }
  }

  function send(page: Page, place: Place, how: Sending = {}): Promise<Sent> {
    return writing(chatOf(place.id)?.chat, () => post.send(page, place, how));
  }

  async function connect(): Promise<void> {
    const { signal } = stopping;
    const me = await ask('getMe', {}, { signal });
    own = { id: me.id, username: me.username ?? '', name: me.first_name };
    if (webhook === undefined) {
      // Where it cannot be done and is needed, asking for updates says so.
      await ask('deleteWebhook', {}, { signal, isOnce: true }).catch((error: unknown) =>
        log.debug('The webhook could not be removed', { error }),
      );
      if (signal.aborted) return;
      running = sdk.run(poll.next, (update) => poll.await(take(update)));
      await poll.begun;
    } else {
      const { url, secret } = webhook;
      await ask('setWebhook', { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES }, { signal });
      health.is('ready');
    }
    void finishing(setMenus(ask, commands, signal)).then((error) => {
      if (error !== undefined && !signal.aborted)
        log.warn('The menu of commands could not be set; commands work all the same', { error });
    });
  }

  /** Why it could not connect; a token that is not even shaped like one is an unknown path to Telegram. */
  function whyNot(error: unknown): KithError {
    const failure = failureOf('getMe', error);
    const isRefused = isTokenRefused(failure);
    const why = isRefused
      ? new KithError('channel.refused', `Telegram refuses the token. ${NEW_TOKEN}`)
      : failure;
    health.is(isRefused ? 'refused' : 'connecting', why.message);
    return why;
  }

  async function keepConnecting(first: KithError): Promise<void> {
    let last = first;
    for (let tries = 0; !stopping.signal.aborted; tries++) {
      await clock.sleep(retryDelay(last, tries, options, random) ?? retryMaxMs, stopping.signal);
      try {
        return await connect();
      } catch (error) {
        if (!stopping.signal.aborted) last = whyNot(error);
      }
    }
  }

  async function end(): Promise<void> {
    listener = undefined;
    stopping.abort();
    await running?.stop();
    if (running !== undefined) await poll.confirm(AbortSignal.timeout(GOODBYE_MS));
    while (underWay.size > 0) await Promise.all(underWay);
    await idle();
    health.is('stopped');
  }

  return {
    name,
    capabilities: ({ audience }) =>
      (audience === 'one' ? direct : group)(options.editEveryMs, persona !== undefined),
    async listen(onIncoming) {
      if (listener !== undefined || stopping.signal.aborted) return;
      listener = onIncoming;
      try {
        await connect();
      } catch (error) {
        if (stopping.signal.aborted) return;
        const why = whyNot(error);
        if (why.code === 'channel.refused') {
          listener = undefined;
          throw why;
        }
        finishing(keepConnecting(why)).catch(() => {});
      }
    },
    stop: () => (stopped ??= end()),
    paginate: pagesOf,
    send,
    openStream: async (draft, place, streaming) => openDraft(draft, place, streaming),
    edit: (sent, page, _, signal) =>
      writing(spotOf(sent.platformId)?.chat, () => post.edit(sent, page, signal)),
    remove: (sent) => finishing(post.remove(sent)),
    typing: typing.start,
    download: (attachment, limit, signal) => download({ ask, files: sdk.files }, attachment, limit, signal),
    health: health.now,
    examine: () => examine({ name, ask, commands, webhook }),
    // Telegram lets one poller at a time have the updates; anybody may send.
    ...(webhook === undefined
      ? { listensAlone: true, sendsApart: true }
      : {
          routes: [
            webhookRoute(webhook, async (update) => {
              if (listener === undefined || own === undefined) return false;
              const isTaken = await doneWithin(TAKEN_MS, take(update), clock);
              // Later it waits in memory; with what stops it would be lost.
              return isTaken || listener !== undefined;
            }),
          ],
        }),
  };
}
