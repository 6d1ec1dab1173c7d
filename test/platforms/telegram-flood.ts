import { Refusal } from './telegram-refusal.ts';
import type { Place } from './telegram-world.ts';

/** How much is let through; Telegram publishes no exact numbers, these are the ones its manual names. */
export interface FloodLimits {
  /** Messages to one chat at once; then one a second is earned back. Default 10. */
  readonly burst: number;
  /** Messages to one group in a minute. Default 20. */
  readonly perGroupMinute: number;
  /** Edits in one group in a minute. Default 20. */
  readonly editsPerGroupMinute: number;
}

const DEFAULTS: FloodLimits = { burst: 10, perGroupMinute: 20, editsPerGroupMinute: 20 };
const MINUTE = 60_000;

/** Flood control. `admit` throws 429 with `retry_after`; calling again before that is a fault. */
export function createFlood(limits: Partial<FloodLimits> | false = {}) {
  const { burst, perGroupMinute, editsPerGroupMinute } = {
    ...DEFAULTS,
    ...(limits === false ? undefined : limits),
  };
  const sent = new Map<string, readonly number[]>();
  const credit = new Map<string, { readonly left: number; readonly at: number }>();
  const barred = new Map<string, number>();

  const perMinute = (key: string, allowed: number, now: number): number => {
    const recent = (sent.get(key) ?? []).filter((at) => at > now - MINUTE);
    const first = recent[0];
    if (recent.length >= allowed && first !== undefined) return first + MINUTE - now;
    sent.set(key, [...recent, now]);
    return 0;
  };

  const perSecond = (key: string, now: number): number => {
    const last = credit.get(key) ?? { left: burst, at: now };
    const left = Math.min(burst, last.left + (now - last.at) / 1000);
    if (left < 1) return (1 - left) * 1000;
    credit.set(key, { left: left - 1, at: now });
    return 0;
  };

  return {
    /** Bars a chat for some seconds, as after a 429. */
    bar(token: string, place: Place | undefined, seconds: number): void {
      if (place !== undefined) barred.set(`${token}/${place.chat.id}`, Date.now() + seconds * 1000);
    },
    admit(token: string, place: Place, what: 'message' | 'edit'): void {
      const now = Date.now();
      const chat = `${token}/${place.chat.id}`;
      const until = barred.get(chat) ?? 0;
      // Clients wait whole seconds with timers that may fire a little early.
      if (until - now > 50) throw tooMany(Math.ceil((until - now) / 1000), true);
      if (limits === false) return;
      const inGroup = place.person === undefined;
      const allowed = what === 'edit' ? editsPerGroupMinute : perGroupMinute;
      const wait = Math.max(
        perSecond(`${chat}/${what}`, now),
        inGroup ? perMinute(`${chat}/${what}`, allowed, now) : 0,
      );
      if (wait === 0) return;
      const seconds = Math.ceil(wait / 1000);
      barred.set(chat, now + seconds * 1000);
      throw tooMany(seconds, false);
    },
  };
}

export const tooMany = (seconds: number, isFault: boolean): Refusal =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, isFault, { retry_after: seconds });
