import type { Parts } from '../core/conversation/parts.ts';
import type { Lease } from '../core/ports/leases.ts';

export interface HoldOptions {
  /** How long the lease outlives its holder, ms. */
  readonly ttlMs: number;
  /** Called each time the lease was renewed: the work lives. */
  readonly onAlive?: (() => void) | undefined;
}

/** Work that needs to be alone. */
export interface Held {
  /** Aborts when another process has it. */
  readonly lost: AbortSignal;
  /** Gives it back. */
  release(): Promise<void>;
}

/** Takes a lease and renews it until it is released. Undefined: another process has it. */
export async function hold(
  { store, clock, log, owner }: Pick<Parts, 'store' | 'clock' | 'log' | 'owner'>,
  name: string,
  { ttlMs, onAlive }: HoldOptions,
): Promise<Held | undefined> {
  const { leases } = store;
  let lease = await leases.take(name, owner, clock.now(), ttlMs);
  if (lease === undefined) return undefined;
  const lost = new AbortController();
  const done = new AbortController();

  /** Whether it is still ours. One that ran out while the machine slept is, if nobody had it in between. */
  async function renew(held: Lease): Promise<boolean> {
    if (await leases.renew(held, clock.now(), ttlMs)) return true;
    const again = await leases.take(name, owner, clock.now(), ttlMs);
    if (again === undefined) return false;
    lease = again;
    return again.token <= held.token + 1;
  }

  async function keep(): Promise<void> {
    let heldUntil = clock.now() + ttlMs;
    for (;;) {
      await clock.sleep(ttlMs / 3, done.signal);
      try {
        const isOurs = lease !== undefined && (await renew(lease));
        if (!isOurs) return lost.abort();
        heldUntil = clock.now() + ttlMs;
        onAlive?.();
      } catch (error) {
        log.warn('Lease could not be renewed', { name, error });
        if (clock.now() >= heldUntil) return lost.abort();
      }
    }
  }
  const keeping = keep().catch(() => {});

  return {
    lost: lost.signal,
    async release() {
      done.abort();
      await keeping;
      if (lease !== undefined) await leases.giveBack(lease);
    },
  };
}
