import { type Json, stringOf } from './world.ts';

/** Something Slack tells the app and wants acknowledged within three seconds. */
export interface Delivery {
  readonly kind: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: Json;
  readonly takesPayload: boolean;
}

/** How deliveries reach the app: a socket the app opened, or requests to its URL. */
export interface SlackLine {
  /**
   * Sends a delivery. Events are sent again up to three times if they are not acknowledged. Resolves with what came
   * with the acknowledgement, `undefined` where none came in time.
   */
  send(delivery: Delivery, retry?: number): Promise<Json | undefined>;
  ready(ms: number): Promise<void>;
  /** Breaks every connection without a word. */
  cut(): void;
  /** Not acknowledged promptly, or waiting for a connection. */
  pending(): readonly string[];
  /** The next acknowledgements are lost on the way, so that their events come again. */
  loseAcks(count: number): void;
  stop(): Promise<void>;
}

export interface LineOptions {
  /** Time for an acknowledgement, in milliseconds. */
  readonly ackMs: number;
  /** Wait before an event is sent again, in milliseconds. */
  readonly retryMs: number;
  violation(text: string): void;
}

export const RETRIES = 3;

/** A delivery in words, for violations. */
export function nameOf({ kind, payload }: Delivery): string {
  const event = payload.event as Json | undefined;
  const detail = event?.subtype ?? event?.type ?? payload.command ?? payload.type;
  return `${kind} ${stringOf(detail)}`;
}
