import { Refusal } from './refusal.ts';
import type { Place } from './world.ts';

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

/** What is asked to be written where; `what` tells a request from the next. */
export interface Asked {
  readonly token: string;
  readonly place: Place;
  readonly kind: 'message' | 'edit';
  readonly what: string;
}

/** Flood control. `admit` throws 429 with `retry_after`; asking for the same again before that is a fault. */
export function createFlood(limits: Partial<FloodLimits> | false = {}, now: () => number = Date.now) {
  const { burst, perGroupMinute, editsPerGroupMinute } = {
    ...DEFAULTS,
    ...(limits === false ? undefined : limits),
  };
  const sent = new Map<string, readonly number[]>();
  const credit = new Map<string, { readonly left: number; readonly at: number }>();
  const barred = new Map<string, { readonly until: number; readonly asked: readonly string[] }>();

  const perMinute = (key: string, allowed: number): number => {
    const recent = (sent.get(key) ?? []).filter((at) => at > now() - MINUTE);
    const first = recent[0];
    if (recent.length >= allowed && first !== undefined) return first + MINUTE - now();
    sent.set(key, [...recent, now()]);
    return 0;
  };

  const perSecond = (key: string): number => {
    const last = credit.get(key) ?? { left: burst, at: now() };
    const left = Math.min(burst, last.left + (now() - last.at) / 1000);
    if (left < 1) return (1 - left) * 1000;
    credit.set(key, { left: left - 1, at: now() });
    return 0;
  };

  /** Refuses for some seconds what was just asked for. */
  const bar = (key: string, what: string, seconds: number): void => {
    const { asked = [] } = barred.get(key) ?? {};
    barred.set(key, { until: now() + seconds * 1000, asked: [...asked, what] });
  };

  return {
    /** After a 429 from elsewhere. */
    bar: ({ token, place, kind, what }: Asked, seconds: number): void =>
      bar(`${token}/${place.chat.id}/${kind}`, what, seconds),
    admit({ token, place, kind, what }: Asked): void {
      const at = now();
      const key = `${token}/${place.chat.id}/${kind}`;
      const { until = 0, asked = [] } = barred.get(key) ?? {};
      // Clients wait whole seconds with timers that may fire a little early.
      if (until - at > 50) {
        const isImpatient = asked.includes(what);
        bar(key, what, (until - at) / 1000);
        throw tooMany(Math.ceil((until - at) / 1000), isImpatient);
      }
      barred.delete(key);
      if (limits === false) return;
      const allowed = kind === 'edit' ? editsPerGroupMinute : perGroupMinute;
      const inGroup = place.person === undefined;
      const wait = Math.max(perSecond(key), inGroup ? perMinute(key, allowed) : 0);
      if (wait === 0) return;
      const seconds = Math.ceil(wait / 1000);
      bar(key, what, seconds);
      throw tooMany(seconds, false);
    },
  };
}

export const tooMany = (seconds: number, isFault: boolean): Refusal =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, isFault, { retry_after: seconds });
