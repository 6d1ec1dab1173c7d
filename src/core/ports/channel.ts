import type { Capabilities } from '../capabilities.ts';
import type { Incoming, Outgoing, Place, Sent } from '../message.ts';

/** A message that grows while the model speaks. */
export interface LiveMessage {
  /** Shows `delta` after what is there already. Must not wait for the platform's pace: it may coalesce. */
  append(delta: string): void;
  /**
   * Makes the message stand as `final` in full, correcting what was streamed; extra pages are posted after it.
   * Called at most once; every platform id in reading order.
   */
  finish(final: Outgoing): Promise<readonly Sent[]>;
  /** Takes the unfinished message back, leaving nothing "thinking…". Called instead of finish. */
  discard(): Promise<void>;
}

/** One way in and out: a platform, or the terminal. Owns encoding, pacing and connection, decides nothing. */
export interface Channel {
  /** Unique among the channels of a process; the first part of its place and account ids. */
  readonly name: string;
  capabilities(place: Place): Capabilities;
  /**
   * Connects and calls `onIncoming` for every event until `stop`. The callback returns at once; its promise resolves,
   * never rejects, when the event has been dealt with, for channels that take one line at a time.
   */
  listen(onIncoming: (event: Incoming) => Promise<void>): Promise<void>;
  /** Stops taking events in, lets sends under way finish, then disconnects. */
  stop(): Promise<void>;
  /** Pure. Pages in reading order, each within the place's limit after encoding; joined they lose nothing. */
  paginate(message: Outgoing, place: Place): readonly Outgoing[];
  /** Posts one page. Throws KithError `channel.failed`. */
  send(page: Outgoing, place: Place, signal?: AbortSignal): Promise<Sent>;
  /** Exists when `capabilities.stream` is `native`. */
  openStream?(draft: Omit<Outgoing, 'text' | 'notice'>, place: Place): Promise<LiveMessage>;
  /** Exists when `capabilities.stream` is `edit`: replaces the text of a page it sent. */
  edit?(sent: Sent, page: Outgoing, place: Place, signal?: AbortSignal): Promise<void>;
  /** Exists when `capabilities.typing`: shows activity until `signal` aborts. Never throws. */
  typing?(place: Place, signal: AbortSignal): void;
  /** Exists when `capabilities.announce`: one line of Kith's own, outside any answer. */
  announce?(line: string, place: Place): Promise<void>;
}
