import type { SocketModeReceiver, webApi } from '@slack/bolt';
import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Line } from './connection.ts';
import type { Body } from './raw.ts';
import { type Answer, failureOf, refusal, slackErrorOf, type Wire } from './web.ts';

type Logger = NonNullable<webApi.WebClientOptions['logger']>;

/** The SDK's own log. What it says at lower levels holds messages whole; a cut connection is no error of ours. */
export function sdkLog(log: Log): Logger {
  const says = (...parts: readonly unknown[]) =>
    log.debug('Slack SDK', { says: parts.map(String).join(' ').replace(SECRETS, '[hidden]').slice(0, 500) });
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: says,
    error: says,
    setLevel: () => undefined,
    getLevel: () => 'warn' as ReturnType<Logger['getLevel']>,
    setName: () => undefined,
  };
}

const SECRETS = /xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=ticket=)[^&\s]+/g;

export const wireOf =
  (client: webApi.WebClient): Wire =>
  async (method, args) =>
    (await client.apiCall(method, { ...args })) as unknown as Answer;

export interface SocketLineOptions {
  readonly receiver: SocketModeReceiver;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest an attempt to connect may take, ms. */
  readonly requestMs: number;
  readonly isOpen: () => boolean;
  /** Resolves when Slack may be told that it was taken; false: it was not, and Slack is to tell it again. */
  readonly hear: (body: Body) => Promise<boolean>;
}

/** Longest a goodbye is waited for. */
const GOODBYE_MS = 1_000;

/** Socket Mode. */
export function socketLine({ receiver, clock, log, requestMs, isOpen, hear }: SocketLineOptions): Line {
  const { client } = receiver;
  let gone = Promise.resolve();

  client.on('slack_event', ({ ack, body }: { ack: () => Promise<void>; body: Body }) => {
    // Left unacknowledged it is told again, to whoever comes after us.
    if (!isOpen()) return;
    hear(body)
      .then((isTaken) => (isTaken ? ack() : undefined))
      .catch((error: unknown) => log.debug('An event could not be acknowledged', { error: String(error) }));
  });

  const within = async <T>(ms: number, work: Promise<T>, late: () => T): Promise<T> => {
    const over = new AbortController();
    const limit = clock.sleep(ms, over.signal).then(late);
    limit.catch(() => undefined);
    return Promise.race([work, limit]).finally(() => over.abort());
  };

  return {
    async open() {
      gone = new Promise((resolve) => client.once('disconnected', () => resolve()));
      try {
        await within(requestMs, client.start(), () => {
          throw new KithError('channel.failed', 'Slack did not greet us on its socket.', { retryable: true });
        });
      } catch (error) {
        if (error instanceof KithError) void client.disconnect().catch(() => undefined);
        throw socketFailure(error);
      }
    },
    lost: () => gone,
    close: () => within(GOODBYE_MS, client.disconnect(), () => undefined),
  };
}

/** Why the app-level token gets no connection. */
export function socketFailure(error: unknown): KithError {
  if (error === undefined)
    return new KithError('channel.failed', 'Slack closed the socket at once.', { retryable: true });
  const failure = failureOf(error, 'apps.connections.open');
  const code = slackErrorOf(failure);
  return typeof code === 'string' && !failure.retryable ? refusal(code, 'SLACK_APP_TOKEN') : failure;
}
