import type { PlaceId } from '../ids.ts';
import type { Clock } from '../ports/clock.ts';

export interface BotCapOptions {
  readonly clock: Clock;
  /** Most answers in one place within the window. */
  readonly exchanges: number;
  readonly windowMs: number;
}

/** Counts what other bots were answered, so that two bots do not talk to each other for ever. */
export interface BotCap {
  /** Whether one more answer may be given there now; counts it when it may. */
  take(place: PlaceId): boolean;
}

/** Places remembered; one that is forgotten begins anew. */
const PLACES = 1_000;

export function createBotCap({ clock, exchanges, windowMs }: BotCapOptions): BotCap {
  const answered = new Map<PlaceId, readonly number[]>();
  return {
    take(place) {
      const now = clock.now();
      const recent = (answered.get(place) ?? []).filter((at) => now - at < windowMs);
      const isFree = recent.length < exchanges;
      answered.delete(place);
      answered.set(place, isFree ? [...recent, now] : recent);
      const [oldest] = answered.keys();
      if (answered.size > PLACES && oldest !== undefined) answered.delete(oldest);
      return isFree;
    },
  };
}
