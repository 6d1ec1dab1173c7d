import { autoRetry } from '@grammyjs/auto-retry';
import { createConcurrentSink, createRunner, createSource } from '@grammyjs/runner';
import { Api, type ApiClientOptions, type Transformer } from 'grammy';
import type { Update } from 'grammy/types';
import type { Channel } from '../../core/ports/channel.ts';
import { createChannel, type Sdk, type TelegramOptions } from './channel.ts';
import { createPace, type Pace } from './pace.ts';
import { POLL_SECONDS } from './poll.ts';
import { type Leaving, nativeSignal, wire } from './wire.ts';

/** Show that something is coming; an answer waits no longer for them than this, ms. */
const SIGNS: ReadonlySet<string> = new Set(['sendChatAction', 'sendMessageDraft']);
const MOST_FOR_A_SIGN_MS = 5_000;
/** Tries after the first where Telegram asked to wait. */
const FLOOD_RETRIES = 3;

/**
 * A channel to Telegram: one bot, its private chats, groups and topics.
 * Nothing connects before `listen`.
 */
export function createTelegramChannel(options: TelegramOptions): Channel {
  const pace = createPace(options.clock, options.retryMaxMs);
  return createChannel(options, createSdk(options, pace), pace);
}

function createSdk({ token, apiRoot, requestMs, retryMaxMs, log }: TelegramOptions, pace: Pace): Sdk {
  const root = apiRoot.replace(/\/+$/, '');
  const clientOf = (leaving?: Leaving): ApiClientOptions => {
    const fetch = (...[url, init]: Parameters<typeof wire>) => wire(url, init, leaving);
    return {
      apiRoot: root,
      timeoutSeconds: requestMs / 1000,
      fetch: fetch as unknown as NonNullable<ApiClientOptions['fetch']>,
    };
  };
  // It remembers nothing from one request to the next: what else is meant for the chat waits with the pace.
  const noteFlood: Transformer = async (previous, method, payload, signal) => {
    const answer = await previous(method, payload, signal);
    const { chat_id: chat } = payload as { readonly chat_id?: unknown };
    const seconds = answer.ok ? undefined : answer.parameters?.retry_after;
    if (typeof chat === 'number' && seconds !== undefined)
      pace.bar(chat, Math.min(seconds * 1000, SIGNS.has(method) ? MOST_FOR_A_SIGN_MS : Infinity));
    return answer;
  };
  const patient = new Api(token, clientOf());
  patient.config.use(
    noteFlood,
    // Only where Telegram says that it did not take it; the rest is decided where it is known what may be said twice.
    autoRetry({
      maxRetryAttempts: FLOOD_RETRIES,
      maxDelaySeconds: retryMaxMs / 1000,
      rethrowHttpErrors: true,
      rethrowInternalServerErrors: true,
    }),
  );
  const plain = (leaving?: Leaving) => {
    const api = new Api(token, clientOf(leaving));
    api.config.use(noteFlood);
    return api.raw;
  };
  const polling = new Api(token, { ...clientOf(), timeoutSeconds: POLL_SECONDS + requestMs / 1000 });

  return {
    apis: { patient: patient.raw, plain: plain(), posting: plain },
    files: `${root}/file/bot${token}`,
    fetchUpdates: (parameters, signal) => polling.raw.getUpdates(parameters, signal as never),
    run(next, take) {
      const source = createSource<Update>({
        supply: (limit, signal) => next(limit, nativeSignal(signal)),
      });
      const sink = createConcurrentSink<Update>({ consume: async (update) => take(update) }, async (error) =>
        log.error('An update was not dealt with', { error }),
      );
      const runner = createRunner(source, sink);
      runner.start();
      runner.task()?.catch((error: unknown) => log.error('Updates are not fetched any more', { error }));
      return {
        async stop() {
          await runner.stop();
        },
      };
    },
  };
}
