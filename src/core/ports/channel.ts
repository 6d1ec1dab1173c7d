import type { Capabilities } from '../capabilities.ts';
import type { Attachment, Incoming, Outgoing, Place, Sent } from '../message.ts';

/**
 * What goes on record of a page nobody can be asked about afterwards. Both are called where `repeats` is `unchecked`, and
 * awaited.
 */
export interface Attempts {
  /**
   * A request that may post the page is written next: nothing is waited for any more, neither the pace nor a connection.
   * Once for each such request. Rejects when it must not be any more: nothing is written, and `send` rejects with that.
   */
  onSending?(): Promise<void>;
  /** The platform surely did not take what `onSending` spoke of. Comes before anything else is waited for. */
  onRefused?(): Promise<void>;
}

export interface SendOptions extends Attempts {
  readonly signal?: AbortSignal;
  /** Names this page for ever, the same after a restart: what a platform that tells duplicates tells them by. */
  readonly key: string;
  /** An earlier run may have posted it: look first, where the platform can be asked. */
  readonly isRepeat?: boolean;
}

/** The attempts are those to post the pages `finish` makes stand. */
export interface StreamOptions extends Attempts {
  readonly signal?: AbortSignal;
  readonly key: string;
  /**
   * Called as soon as something stands that would outlive the process, so that a restart can finish or remove it; for
   * each further page `finish` posts as well.
   */
  onShown(sent: Sent): void;
}

/** A message that grows while the model speaks: one page, however much is appended. */
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

/** How a channel is doing, for the operator. */
export interface ChannelHealth {
  /**
   * `degraded`: it serves, but something is missing. `standby`: another process of the deployment listens. `refused`: the
   * platform will not have it until the operator acts.
   */
  readonly state: 'connecting' | 'ready' | 'degraded' | 'standby' | 'refused' | 'stopped';
  /** Since when, ms since the epoch. */
  readonly since: number;
  /** What is wrong and what to do, in the operator's words; no secrets. */
  readonly says?: string;
}

/** One thing that was looked at, and what to do about it. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'note' | 'FAIL';
  readonly says: string;
  readonly remedy?: string;
}

export interface WebRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came, unparsed: signatures are made over it. */
  readonly body: string;
}

export interface WebAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly body?: string;
  readonly contentType?: string;
}

/** Where a platform that calls us by HTTP finds the channel. */
export interface WebRoute {
  /** `/slack/events` */
  readonly path: string;
  answer(request: WebRequest): Promise<WebAnswer>;
}

/** One way in and out: a platform, or the terminal. Owns encoding, pacing and connection, decides nothing. */
export interface Channel {
  /** Unique among the channels of a process; the first part of its place ids. */
  readonly name: string;
  /** Several processes must not listen at the same time: the platform refuses it, or brings everything to each. */
  readonly listensAlone?: boolean;
  /** Whether it can send without listening, e.g. while another process does. */
  readonly sendsApart?: boolean;
  capabilities(place: Place): Capabilities;
  /**
   * Connects and calls `onIncoming` for every event until `stop`. The callback returns at once; its promise resolves,
   * never rejects, when the event has been dealt with, for channels that take one line at a time. `onTaken` is called once
   * the event would outlive the process: who can, acknowledges it then and not before. Resolves when the
   * first attempt to connect is over; a platform that cannot be reached is tried again, with pauses, until `stop`. A
   * second call does nothing.
   * @throws KithError `channel.refused` when the platform will not have us: a wrong token, a missing permission.
   */
  listen(onIncoming: (event: Incoming, onTaken?: () => void) => Promise<void>): Promise<void>;
  /** Stops taking events in, lets sends under way finish, then disconnects. Until it resolves, `send` works. */
  stop(): Promise<void>;
  /**
   * Pure. Pages in reading order, each within the place's limit after encoding; joined they lose nothing. A page gives
   * itself again.
   */
  paginate(message: Outgoing, place: Place): readonly Outgoing[];
  /**
   * Posts one page, at most once per key as far as the platform can tell. Waits where the platform asks to.
   * @throws KithError `channel.failed`; `details.mayStand` is true when nobody knows whether it was posted,
   * `details.isGone` when nobody is there any more, or nobody who wants us: nothing unasked is posted there again.
   */
  send(page: Outgoing, place: Place, options?: SendOptions): Promise<Sent>;
  /** Exists when some place's `capabilities.stream` is `native`. */
  openStream?(
    draft: Omit<Outgoing, 'text' | 'notice'>,
    place: Place,
    options: StreamOptions,
  ): Promise<LiveMessage>;
  /**
   * Exists when some place `edits`: replaces a page it sent, ending a stream an earlier run left open.
   * @throws KithError `channel.failed`; not `retryable` when the message is gone.
   */
  edit?(sent: Sent, page: Outgoing, place: Place, signal?: AbortSignal): Promise<void>;
  /** Exists where messages can be taken back. One that is gone already is no error. */
  remove?(sent: Sent, place: Place): Promise<void>;
  /** Exists when some place shows activity: shows it until `signal` aborts. Never throws. */
  typing?(place: Place, signal: AbortSignal): void;
  /** Exists when some place has `announce`: one line of Kith's own, outside any answer. */
  announce?(line: string, place: Place): Promise<void>;
  /** Exists when attachments come in. At most `limit` bytes. @throws KithError `channel.failed` */
  download?(attachment: Attachment, limit: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Absent: always ready. */
  health?(): ChannelHealth;
  /** Asks the platform what is missing: token, intents, scopes, permissions. Does not listen. */
  examine?(): Promise<readonly Finding[]>;
  /** Where the platform delivers events over HTTP instead of a connection of ours. */
  readonly routes?: readonly WebRoute[];
}
