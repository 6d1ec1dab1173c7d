/** A name held by one owner for a while. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  /** Grows with every new holder of the name and never falls: what is written under an older one can be told. */
  readonly token: number;
}

export interface HeldLease extends Lease {
  /** Until when, ms since the epoch. */
  readonly until: number;
}

/**
 * Names that one process of all holds at a time. Whoever asks brings the time: clocks of the machines of one deployment
 * must agree to about a second.
 */
export interface LeaseRepository {
  /**
   * Takes a name that is free, has run out, or is `owner`'s already, for `ttlMs` from `now`; undefined when another one
   * has it. A lease that was `owner`'s and had not run out keeps its token. Of 50 who ask at once one gets it.
   */
  take(name: string, owner: string, now: number, ttlMs: number): Promise<Lease | undefined>;
  /** Holds it `ttlMs` longer from `now`. False: it has run out or is another's; nothing changed. */
  renew(lease: Lease, now: number, ttlMs: number): Promise<boolean>;
  /** Gives it back at once, if it is still this one. Its tokens go on where they were. */
  giveBack(lease: Lease): Promise<void>;
  /** Who has it at `now`. */
  holder(name: string, now: number): Promise<HeldLease | undefined>;
  /** All held at `now` whose name begins with `prefix`, by name. */
  held(prefix: string, now: number): Promise<readonly HeldLease[]>;
  /** Removes leases whose name begins with `prefix` and that ran out before `before`; how many. Their tokens begin anew. */
  forget(prefix: string, before: number): Promise<number>;
}
