import type { Incoming } from '../message.ts';

/** What an event that was taken in is known by, the same over redeliveries. */
export interface WaitingKey {
  /** Who said it and where: events of a lane are dealt with in order. */
  readonly lane: string;
  readonly eventId: string;
}

export interface WaitingEvent extends WaitingKey {
  /** Process that deals with it. */
  readonly owner: string;
  readonly event: Incoming;
}

/** An event that was taken over, with the ids of what waits in its lane before it, oldest first. */
export interface TakenEvent extends WaitingEvent {
  readonly before: readonly string[];
}

/** What came of keeping an event. */
export interface Waits {
  /** False: it waits already, or is remembered as dealt with; nothing was kept. */
  readonly isNew: boolean;
  /** What waits in the lane before it, oldest first, without its content. */
  readonly before: readonly (WaitingKey & { readonly owner: string })[];
}

/**
 * Events that were taken in and not dealt with yet, in the order they came in by lane: what a process that dies leaves to
 * the others. An event id is known once in its lane, and a lane belongs to one channel.
 */
export interface WaitingRepository {
  /** Keeps an event behind everything that waits in its lane. 50 processes that bring the same one keep it once. */
  keep(event: WaitingEvent, now: number): Promise<Waits>;
  /** What waits before an event, oldest first. Empty when it does not wait. */
  before(key: WaitingKey): Promise<Waits['before']>;
  /** What is said by an event that still waits has changed. */
  revise(event: WaitingEvent): Promise<void>;
  /**
   * Removes events of `owner` that have been dealt with. Those in `remembered` are told as duplicates until `until`, ms
   * since the epoch; all are of one lane. Those of another owner stay.
   */
  done(
    lane: string,
    eventIds: readonly string[],
    owner: string,
    remember?: { readonly eventIds: readonly string[]; readonly until: number },
  ): Promise<void>;
  /** Everybody something waits for. */
  owners(): Promise<readonly string[]>;
  /** Lanes in which something of `owner` waits, at most `limit`. */
  lanes(owner: string, limit: number): Promise<readonly string[]>;
  /** Takes what waits for `from` in a lane over, oldest first; of several who try each event goes to one. */
  takeOver(lane: string, from: string, owner: string): Promise<readonly TakenEvent[]>;
  /** Forgets what was remembered until before `now`, and what is empty. */
  sweep(now: number): Promise<void>;
}
