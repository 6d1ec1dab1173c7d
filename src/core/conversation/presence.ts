import type { Clock } from '../ports/clock.ts';
import type { Lease, LeaseRepository } from '../ports/leases.ts';
import type { Log } from '../ports/log.ts';

export interface PresenceOptions {
  readonly leases: LeaseRepository;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  /** Time between two signs of life, ms. */
  readonly heartbeatMs: number;
  /** Silence after which a process counts as dead, ms. */
  readonly deadMs: number;
  /** What can be told at once, of processes of this machine; true of all others. */
  readonly mayLive: (owner: string) => boolean;
}

/** Which processes of the deployment live, this one among them. */
export interface Presence {
  /** Gives the first sign of life, then one after the other until `stop`. Never throws. */
  start(): Promise<void>;
  /** From now on this process counts as gone. */
  stop(): Promise<void>;
  /** Never throws: who cannot be asked about counts as living, so that nobody's work is taken over by mistake. */
  isAlive(owner: string): Promise<boolean>;
  /**
   * Whether nobody can have taken this process for dead since `since`, ms: its signs of life came in time. By its own
   * memory, without asking anybody; what it did before `start` counts as unbroken.
   */
  isUnbroken(since: number): boolean;
}

/** Leases that tell of a process begin with this. */
const PREFIX = 'process:';
/** Signs of life of processes that ended are kept so long, ms. */
const KEPT_MS = 86_400_000;

/** Tells the living by a lease each of them renews: what a process that was killed or suspended no longer does. */
export function createPresence(options: PresenceOptions): Presence {
  const { leases, clock, log, owner, heartbeatMs, deadMs, mayLive } = options;
  const ending = new AbortController();
  let lease: Lease | undefined;
  let last = 0;
  let unbrokenSince = 0;
  let beating: Promise<void> | undefined;

  async function beat(): Promise<void> {
    // The time before the store is asked: others count from no later moment.
    const now = clock.now();
    try {
      const held = await leases.take(PREFIX + owner, owner, now, deadMs);
      if (held === undefined || ending.signal.aborted) return;
      if (lease !== undefined && held.token !== lease.token) {
        unbrokenSince = now;
        log.warn('This process gave no sign of life for too long: others may have taken its work over', {
          silentMs: now - last,
        });
      }
      lease = held;
      last = now;
    } catch (error) {
      log.debug('No sign of life could be given', { error });
    }
  }

  async function keepOn(): Promise<void> {
    while (!ending.signal.aborted) {
      await clock.sleep(heartbeatMs, ending.signal).catch(() => {});
      if (!ending.signal.aborted) await beat();
    }
  }

  return {
    async start() {
      if (beating !== undefined) return;
      await beat();
      beating = keepOn();
      await leases.forget(PREFIX, clock.now() - KEPT_MS).catch(() => {});
    },
    async stop() {
      ending.abort();
      await beating;
      if (lease !== undefined) await leases.giveBack(lease).catch(() => {});
    },
    async isAlive(other) {
      if (other === owner) return true;
      if (!mayLive(other)) return false;
      try {
        return (await leases.holder(PREFIX + other, clock.now())) !== undefined;
      } catch (error) {
        log.debug('Whether a process lives could not be asked', { error });
        return true;
      }
    },
    isUnbroken: (since) =>
      beating === undefined || (since >= unbrokenSince && clock.now() - last < deadMs - heartbeatMs),
  };
}
