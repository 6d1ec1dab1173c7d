import type { Outgoing, Place, Sent } from '../message.ts';
import type { Channel } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';

export interface SpeechOptions {
  readonly channel: Channel;
  readonly place: Place;
  readonly draft: Omit<Outgoing, 'text' | 'notice'>;
  /** Names this answer for ever; its pages are `key#0`, `key#1`, … Absent: the event it answers. */
  readonly key?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How often and when a page is tried again that surely was not taken. Absent: never. */
  readonly retry?: Retry;
  /** Aborts when nobody may wait for the platform any more. */
  readonly signal?: AbortSignal;
  /** What an earlier run may have shown of this answer. */
  readonly resumed?: Resumed;
  /** Keeps what the answer has become so far, for a run that may have to finish it. */
  onSpoken?(platformIds: readonly string[]): Promise<void>;
}

export interface Retry {
  readonly random: Random;
  /** Tries after the first. */
  readonly retries: number;
  /** First pause, ms; it doubles each time, with jitter. */
  readonly retryBaseMs: number;
  /** Longest pause, ms; a platform that asks for a longer one is given up. */
  readonly retryMaxMs: number;
}

export interface Resumed {
  /** As last kept by `onSpoken`. */
  readonly spoken: readonly string[];
  /** Whether the text was final by then: pages posted since are whole. */
  readonly isFinal: boolean;
}

/** How an answer goes out where the place has one kind of means. */
export interface Way {
  /** More of the answer. Never waits and never throws: what cannot be shown now is shown at the end. */
  append(delta: string): void;
  /**
   * Resolves when nothing half said is on its way any more, where that could be taken for the answer later. Nothing is
   * appended after it.
   */
  settled(): Promise<void>;
  /**
   * Makes the answer stand in full, once: the streamed message is finalised in place, what does not fit follows.
   * @throws KithError `channel.failed`
   */
  finish(final: Outgoing): Promise<readonly Sent[]>;
  /** Nothing will be said after all: what was half said is taken back. Does nothing once `finish` was called. */
  discard(): Promise<void>;
}

/** One answer on its way out, by whatever means the place has. */
export interface Speech extends Way {
  /** What it has become so far: platform ids in reading order, empty where nobody knows. */
  ids(): readonly string[];
}

/** A message of ours on the platform. */
export interface Standing {
  /** Empty: it may be there, nobody knows. */
  readonly id: string;
  /** What it shows, where that is known. */
  readonly page?: Outgoing;
  /** Whether it shows its page of the final text, whatever that is. */
  readonly isWhole?: boolean;
}
