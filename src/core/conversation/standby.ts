import type { Incoming } from '../message.ts';
import type { Channel } from '../ports/channel.ts';
import { type ConnectionOptions, createConnection } from './connection.ts';

export interface StandbyOptions extends Omit<ConnectionOptions, 'channel' | 'connect' | 'disconnect'> {
  /** The same channel anew, not listening: one that was stopped cannot listen again. */
  readonly renew: () => Promise<Channel | undefined>;
}

/**
 * A channel that may listen in one process at a time: it listens while this process has the lease of its connection, and
 * stands by otherwise. What it sends goes out in either case, as far as the platform lets it.
 */
export function standingBy(first: Channel, options: StandbyOptions): Channel {
  let channel = first;
  let onIncoming: ((event: Incoming, onTaken?: () => void) => Promise<void>) | undefined;
  const connection = createConnection({
    ...options,
    channel: first.name,
    connect: async () => {
      if (onIncoming !== undefined) await channel.listen(onIncoming);
    },
    async disconnect() {
      await channel.stop();
      channel = (await options.renew()) ?? channel;
    },
  });

  /** Whatever the channel can do, done by the one there is now. */
  const able = Object.fromEntries(
    Object.entries(first).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'function'
        ? (...args: unknown[]) => {
            const does = Reflect.get(channel, name) as (...given: unknown[]) => unknown;
            return does(...args);
          }
        : value,
    ]),
  );
  return {
    ...first,
    ...able,
    async listen(listener) {
      onIncoming ??= listener;
      await connection.start();
    },
    async stop() {
      const stopped = channel.stop();
      await connection.stop(stopped);
      await stopped;
    },
    health() {
      const since = connection.standbySince();
      const says =
        'Another process of this deployment has the connection; this one takes it over when that is gone.';
      if (since !== undefined) return { state: 'standby', since, says };
      return channel.health?.() ?? { state: 'ready', since: 0 };
    },
  };
}
