import type { Lease } from '../ports/leases.ts';
import type { PresenceOptions } from './presence.ts';

export interface ConnectionOptions extends PresenceOptions {
  /** Name of the channel whose connection it is. */
  readonly channel: string;
  /** Resolves when the first attempt to connect is over. */
  readonly connect: () => Promise<void>;
  /** Ends the connection, so that it can be made again. */
  readonly disconnect: () => Promise<void>;
}

/** A connection of which a deployment has one: the process that holds its lease has it, the others stand by. */
export interface Connection {
  /** Since when this process stands by, ms; undefined when it has the connection. */
  standbySince(): number | undefined;
  /** Resolves when it is connected or stands by. @throws what `connect` throws */
  start(): Promise<void>;
  /** Looks after it no more; gives the lease back when `closed` resolves. */
  stop(closed: Promise<void>): Promise<void>;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { channel, leases, clock, log, owner, heartbeatMs, deadMs, mayLive, connect, disconnect } = options;
  const name = `connection:${channel}`;
  const ending = new AbortController();
  let lease: Lease | undefined;
  let standby: number | undefined;
  let running: Promise<void> | undefined;

  /** The lease, also of a holder of which it can be told at once that it is gone. */
  async function take(): Promise<Lease | undefined> {
    const taken = await leases.take(name, owner, clock.now(), deadMs);
    if (taken !== undefined) return taken;
    const holder = await leases.holder(name, clock.now());
    if (holder === undefined || mayLive(holder.owner)) return undefined;
    await leases.giveBack(holder);
    return leases.take(name, owner, clock.now(), deadMs);
  }

  /** Takes the lease, or keeps it. A store that is away for a moment takes nobody's connection away. */
  async function look(): Promise<void> {
    if (lease === undefined) {
      lease = await take();
      if (lease === undefined) {
        if (standby === undefined) log.info('Another process has the connection; standing by', { channel });
        standby ??= clock.now();
        return;
      }
      if (standby !== undefined) log.info('Taking the connection over', { channel });
      standby = undefined;
      await connect();
      return;
    }
    // Its own that has run out while nobody else wanted it is as good as held.
    const now = clock.now();
    if (await leases.renew(lease, now, deadMs)) return;
    const again = await take();
    if (again?.token === lease.token + 1) {
      lease = again;
      return;
    }
    log.warn('Another process took the connection over', { channel });
    lease = undefined;
    await disconnect();
    if (again === undefined) {
      standby = clock.now();
      return;
    }
    // It was another's in between, and is free again.
    lease = again;
    await connect();
  }

  async function keepOn(): Promise<void> {
    while (!ending.signal.aborted) {
      await clock.sleep(heartbeatMs, ending.signal).catch(() => {});
      if (ending.signal.aborted) return;
      await look().catch((error: unknown) =>
        log.warn('The connection could not be looked after', { channel, error }),
      );
    }
  }

  return {
    standbySince: () => standby,
    async start() {
      if (running !== undefined) return;
      try {
        await look();
      } finally {
        running = keepOn();
      }
    },
    async stop(closed) {
      ending.abort();
      await running;
      await closed.catch(() => {});
      if (lease !== undefined) await leases.giveBack(lease).catch(() => {});
    },
  };
}
