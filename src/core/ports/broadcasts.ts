import type { PersonId, PlaceId } from '../ids.ts';
import type { Language, Place } from '../message.ts';
import type { Json } from './records.ts';

/** What is announced, as whoever wrote it wrote it. */
export interface Announcement {
  readonly announcement: string;
  readonly details?: string;
}

/**
 * `draft`: shown to its author, waits for their word. `confirmed`: to be sent, its places are being listed. `sending`:
 * they are listed. The others are ends.
 */
export type BroadcastState = 'draft' | 'confirmed' | 'sending' | 'done' | 'cancelled' | 'expired';

export interface Broadcast extends Announcement {
  /** Lower case letters and digits, short enough to be typed. */
  readonly id: string;
  readonly state: BroadcastState;
  /** `priority`, `requires_action` and whatever else; comes back as it went in. */
  readonly metadata: Readonly<Record<string, Json>>;
  /** Which places it is for; compared, never taken apart. */
  readonly reach: string;
  readonly createdAt: number;
  /** When it reached its state. */
  readonly updatedAt: number;
  /** A draft: how long it waits for its author's word. Later: until when it may be posted. */
  readonly expiresAt: number;
}

/**
 * `claimed`: a process is about to post it and has not. `sending`: it may stand from now on. `unknown`: it may have been
 * posted, nobody can tell; it is never posted again.
 */
export type TargetState = 'waiting' | 'claimed' | 'sending' | 'sent' | 'skipped' | 'failed' | 'unknown';

/** One place a broadcast goes to. */
export interface BroadcastTarget {
  readonly broadcast: string;
  readonly place: PlaceId;
  readonly state: TargetState;
  /** Why it was skipped, failed or waits: a key of the words for reasons; empty: nothing to say. */
  readonly reason: string;
  /** Process that posts it, or did last; empty: nobody has begun. */
  readonly owner: string;
  /** Times somebody began to post it. */
  readonly attempts: number;
  /** Not before then, ms. */
  readonly notBefore: number;
  readonly updatedAt: number;
}

/** A step of a target, made only when it is still where `from` says. */
export interface TargetMove {
  readonly broadcast: string;
  readonly place: PlaceId;
  readonly from: { readonly state: TargetState; readonly owner: string };
  readonly to: Pick<BroadcastTarget, 'state' | 'reason' | 'owner' | 'attempts' | 'notBefore'>;
  readonly at: number;
}

export interface TargetPage {
  readonly state: TargetState;
  /** Those with an earlier `notBefore` only. */
  readonly readyAt?: number;
  /** Place id of the last one seen; empty: from the beginning. */
  readonly after: string;
  readonly limit: number;
}

export interface Tally {
  readonly state: TargetState;
  readonly reason: string;
  readonly count: number;
}

export interface BroadcastRepository {
  /** False: one of that id is there already, and stays as it is. */
  add(broadcast: Broadcast): Promise<boolean>;
  get(id: string): Promise<Broadcast | undefined>;
  /** Newest first, without drafts; of one reach, or of any. */
  latest(reach: string | undefined, limit: number): Promise<readonly Broadcast[]>;
  /** Confirmed or being sent, oldest first. */
  active(): Promise<readonly Broadcast[]>;
  /** False when it was in none of `from` any more. `expiresAt` absent: stays. */
  move(
    id: string,
    from: readonly BroadcastState[],
    to: { readonly state: BroadcastState; readonly at: number; readonly expiresAt?: number },
  ): Promise<boolean>;
  /** Deletes drafts that expired before `at`; how many. */
  dropDrafts(at: number): Promise<number>;
  /** Lists places, each waiting; those listed already stay as they are. */
  enrol(id: string, places: readonly PlaceId[], at: number): Promise<void>;
  /** By place id. */
  targets(id: string, page: TargetPage): Promise<readonly BroadcastTarget[]>;
  /** False: it was somewhere else already, and nothing is changed. */
  moveTarget(move: TargetMove): Promise<boolean>;
  /** How many targets are where, and why. */
  tally(id: string): Promise<readonly Tally[]>;
}

/** `weekly`: one a week at most. `gone`: the platform does not let us write there any more. */
export type SubscriptionState = 'on' | 'weekly' | 'off' | 'gone';

/** Hours in which nothing is posted, in a time zone of their own. */
export interface QuietHours {
  /** Minutes since midnight, 0–1439; `from` later than `to` spans midnight. */
  readonly from: number;
  readonly to: number;
  /** IANA name, e.g. `Europe/Madrid`. */
  readonly zone: string;
}

/** Whether a place wants broadcasts, and when. */
export interface Subscription {
  readonly place: Place;
  /** Which broadcasts beside those for everybody are for it. */
  readonly reach: string;
  readonly state: SubscriptionState;
  /** Whose direct chat it is: the row is theirs. */
  readonly person?: PersonId;
  /** Of Kith's own words there. */
  readonly language: Language;
  readonly quiet?: QuietHours;
  /** When the last broadcast was posted there, ms; 0: never. */
  readonly lastSentAt: number;
  /** Event that changed it last, so that the same one does not change it twice. */
  readonly changedBy: string;
  readonly updatedAt: number;
}

export interface SubscriptionRepository {
  get(place: PlaceId): Promise<Subscription | undefined>;
  /** Inserts or replaces, `lastSentAt` excepted: that only grows. */
  set(subscription: Subscription): Promise<void>;
  /** A broadcast was posted there. */
  posted(place: PlaceId, at: number): Promise<void>;
  /** The platform lets us write there no more; whoever subscribes again is listed again. */
  gone(place: PlaceId, at: number): Promise<void>;
  /** By place id, in any state; of one reach, or all there are. */
  list(options: {
    readonly reach?: string;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly Subscription[]>;
}
