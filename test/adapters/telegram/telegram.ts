import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { createTelegramChannel, type TelegramOptions } from '../../../src/adapters/telegram/index.ts';
import { commands } from '../../../src/core/commands/table.ts';
import type { KithError } from '../../../src/core/errors.ts';
import type { Incoming, Outgoing, Place } from '../../../src/core/message.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import type { Log } from '../../../src/core/ports/log.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { systemRandom } from '../../../src/system/random.ts';
import {
  startTelegramServer,
  TELEGRAM_TEST_TOKEN,
  type TelegramServer,
  type TelegramServerOptions,
} from '../../platforms/telegram/server.ts';

export interface Logged {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: unknown;
}

/** The channel, listening, on a local Telegram of its own. */
export interface Driven extends AsyncDisposable {
  readonly server: TelegramServer;
  readonly channel: Channel;
  readonly heard: Incoming[];
  readonly logs: Logged[];
  /** Waits for the next event nobody waited for yet. */
  hear(): Promise<Incoming>;
  place(where: string, who?: string): Promise<Place>;
  /** Methods that were called, in order, with their parameters. */
  called(method: string): readonly Readonly<Record<string, unknown>>[];
}

export interface DriveOptions extends TelegramServerOptions {
  readonly channel?: Partial<TelegramOptions>;
  /** Called for every event; what it returns is awaited as core's work. */
  readonly onIncoming?: (event: Incoming, channel: Channel) => Promise<void>;
  /** Whether to listen at once. Default: yes. */
  readonly isListening?: boolean;
}

export function channelOn(
  server: TelegramServer,
  options: Partial<TelegramOptions> = {},
  logs: Logged[] = [],
): Channel {
  return createTelegramChannel({
    token: TELEGRAM_TEST_TOKEN,
    apiRoot: server.environment.TELEGRAM_API_ROOT ?? '',
    draftEveryMs: 50,
    editEveryMs: 500,
    requestMs: 2_000,
    retryBaseMs: 10,
    retryMaxMs: 2_000,
    webhookUrl: '',
    clock: systemClock,
    random: systemRandom,
    log: logInto(logs),
    commands,
    ...options,
  });
}

export async function drive(options: DriveOptions = {}): Promise<Driven> {
  const { channel: settings, onIncoming, isListening = true, ...world } = options;
  const server = await startTelegramServer(world);
  const logs: Logged[] = [];
  const heard: Incoming[] = [];
  const channel = channelOn(server, settings, logs);
  let awaited = 0;
  if (isListening) {
    await channel.listen(async (event, onTaken) => {
      heard.push(event);
      onTaken?.();
      await onIncoming?.(event, channel);
    });
    await server.ready();
  }
  const hear = async () => {
    const index = awaited++;
    return until(() => heard[index], 'nothing was heard');
  };
  return {
    server,
    channel,
    heard,
    logs,
    hear,
    async place(where, who = 'Ana') {
      await server.say({ who, where, text: 'here', mentions: where !== 'direct' });
      return (await hear()).place;
    },
    called: (method) => server.calls.filter((call) => call.method === method).map(({ params }) => params),
    async [Symbol.asyncDispose]() {
      await channel.stop();
      await server.stop();
    },
  };
}

/** Waits until something is there. @throws Error after `ms`. */
export async function until<T>(look: () => T | undefined | false, otherwise: string, ms = 4_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(otherwise);
    await new Promise((next) => setTimeout(next, 5));
  }
}

/** A port nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const mika = { persona: 'mika' as never, displayName: 'Mika' };

export const reply = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'reply',
  text,
  visibleTo: 'place',
  ...more,
});

export const aside = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'command',
  text,
  visibleTo: 'author',
  ...more,
});

/** What some work fails with. */
export const failure = (work: Promise<unknown>): Promise<KithError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: KithError) => error,
  );

export const sending = { key: 'turn#0' };

function logInto(logs: Logged[]): Log {
  const at = (level: Logged['level']) => (event: string, fields?: unknown) =>
    void logs.push({ level, event, fields });
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return log;
}
