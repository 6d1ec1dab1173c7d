import { createDiscordChannel, type DiscordOptions } from '../../../src/adapters/discord/index.ts';
import type { Command } from '../../../src/core/commands/command.ts';
import { commands } from '../../../src/core/commands/table.ts';
import type { Incoming, Outgoing, Place } from '../../../src/core/message.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import type { Clock } from '../../../src/core/ports/clock.ts';
import type { Log } from '../../../src/core/ports/log.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { systemRandom } from '../../../src/system/random.ts';
import {
  type DiscordServer,
  type DiscordServerOptions,
  startDiscordServer,
} from '../../platforms/discord/server.ts';

export interface Logged {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: unknown;
}

/** The channel, listening, on a local Discord of its own. */
export interface Driven extends AsyncDisposable {
  readonly server: DiscordServer;
  readonly channel: Channel;
  readonly heard: Incoming[];
  readonly logs: Logged[];
  /** Waits for the first event that `isIt`. */
  hear<Event extends Incoming>(isIt: (event: Incoming) => event is Event): Promise<Event>;
  hear(isIt?: (event: Incoming) => boolean): Promise<Incoming>;
  place(where: string, who?: string): Promise<Place>;
}

export interface DriveOptions extends DiscordServerOptions {
  readonly channel?: Partial<DiscordOptions>;
  /** Called for every event; what it returns is awaited as core's work. */
  readonly onIncoming?: (event: Incoming, channel: Channel) => Promise<void>;
  /** Whether to listen at once. Default: yes. */
  readonly isListening?: boolean;
}

export function channelOn(server: DiscordServer, options: Partial<DiscordOptions> = {}, logs: Logged[] = []) {
  return createDiscordChannel({
    token: server.token,
    apiUrl: server.url,
    messageContent: 'auto',
    editEveryMs: 1_200,
    requestMs: 1_000,
    retryBaseMs: 20,
    retryMaxMs: 200,
    clock: systemClock,
    random: systemRandom,
    log: logInto(logs),
    commands,
    suggest: () => ['alicia', 'mika'],
    ...options,
  });
}

export async function drive(options: DriveOptions = {}): Promise<Driven> {
  const { channel: settings, onIncoming, isListening = true, ...world } = options;
  const server = await startDiscordServer(world);
  const logs: Logged[] = [];
  const heard: Incoming[] = [];
  const channel = channelOn(server, settings, logs);
  if (isListening)
    await channel.listen(async (event) => {
      heard.push(event);
      await onIncoming?.(event, channel);
    });
  const hear = (isIt: (event: Incoming) => boolean = () => true) =>
    until(() => heard.find(isIt), 'the event was not heard');
  return {
    server,
    channel,
    heard,
    logs,
    hear: hear as Driven['hear'],
    async place(where, who = 'Ana') {
      const before = heard.length;
      await server.say({ who, where, text: 'here', mentions: where !== 'direct' });
      return (await until(() => heard[before], `nothing was heard in ${where}`)).place;
    },
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

export const alicia = { persona: 'alicia' as never, displayName: 'Alicia', isDefault: true };
export const mika = {
  persona: 'mika' as never,
  displayName: 'Mika',
  avatar: 'https://example.org/mika.png',
};

export const reply = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'reply',
  text,
  visibleTo: 'place',
  speaker: mika,
  ...more,
});

export const aside = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'command',
  text,
  visibleTo: 'author',
  ...more,
});

/** A command of the table with other fields. */
export const commandLike = (name: string, more: Partial<Command>): Command => {
  const found = commands.find((command) => command.name === name);
  if (found === undefined) throw new Error(`there is no command ${name}`);
  return { ...found, ...more };
};

/** A clock that moves when it is told to. */
export function movable() {
  let now = 1_000_000;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
  };
  const move = (ms: number) => {
    now += ms;
    for (const sleeper of sleepers) if (sleeper.at <= now) sleeper.wake();
  };
  return { clock, move };
}

export function logInto(logs: Logged[]): Log {
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
