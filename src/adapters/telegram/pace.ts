import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** How fast Telegram lets a bot write to one chat. */
export interface Pace {
  /**
   * Resolves when something may be written to a chat.
   * @throws KithError `channel.failed` while Telegram wants to be left alone for longer than anybody should wait
   */
  turn(chat: number, kind: 'message' | 'edit', signal?: AbortSignal): Promise<void>;
  /** Telegram wants to be left alone in a chat for so long, ms. */
  bar(chat: number, ms: number): void;
  /** How long still, ms. */
  barred(chat: number): number;
}

interface Lane {
  /** When the next one may be written if none had been saved up, ms since the epoch. */
  earned: number;
  barredUntil: number;
  /** What was written to a group in the last minute, in order. */
  recent: readonly number[];
}

/** Messages and edits at once, then one a second. */
const BURST = 4;
const SECOND = 1_000;
const MINUTE = 60_000;
/** Telegram lets twenty a minute into a group, edits among them; edits leave room for the messages at the end. */
const PER_MINUTE = { message: 19, edit: 14 };
/**
 * Longest a write is held back before Telegram has said anything, ms: a sentence a little late is better than a minute
 * of silence, and where it was one too many Telegram says how long to wait.
 */
const MOST_HELD = 3_000;
/** More lanes than that are swept of those at rest. */
const MANY = 1_000;

/** @param mostMs longest that is waited where Telegram asked to be left alone */
export function createPace(clock: Clock, mostMs: number): Pace {
  const lanes = new Map<number, Lane>();

  function laneOf(chat: number): Lane {
    const known = lanes.get(chat);
    if (known !== undefined) return known;
    if (lanes.size > MANY) {
      const rest = clock.now() - MINUTE;
      for (const [id, { earned, barredUntil }] of lanes)
        if (Math.max(earned, barredUntil) < rest) lanes.delete(id);
    }
    const made: Lane = { earned: 0, barredUntil: 0, recent: [] };
    lanes.set(chat, made);
    return made;
  }

  /** The next moment something may be written, taken. */
  function reserve(lane: Lane, chat: number, kind: 'message' | 'edit'): number {
    const now = clock.now();
    let at = Math.max(now, lane.earned - (BURST - 1) * SECOND);
    if (chat < 0) {
      const recent = lane.recent.filter((each) => each > now - MINUTE);
      const before = recent.at(-PER_MINUTE[kind]);
      if (before !== undefined) at = Math.max(at, Math.min(before + MINUTE, now + MOST_HELD));
      lane.recent = [...recent, at].toSorted((a, b) => a - b);
    }
    lane.earned = Math.max(lane.earned, at) + SECOND;
    return at;
  }

  return {
    async turn(chat, kind, signal) {
      const lane = laneOf(chat);
      const left = lane.barredUntil - clock.now();
      if (left > mostMs)
        throw new KithError('channel.failed', 'Telegram wants no more messages in this chat for now.', {
          retryable: true,
          details: { status: 429, retryAfterMs: left },
        });
      const at = reserve(lane, chat, kind);
      for (;;) {
        const wait = Math.max(at, lane.barredUntil) - clock.now();
        if (wait <= 0) return;
        await clock.sleep(wait, signal);
      }
    },
    bar(chat, ms) {
      const lane = laneOf(chat);
      lane.barredUntil = Math.max(lane.barredUntil, clock.now() + ms);
      // Nothing is saved up in a chat that had too much.
      lane.earned = Math.max(lane.earned, lane.barredUntil + (BURST - 1) * SECOND);
    },
    barred: (chat) => Math.max(0, (lanes.get(chat)?.barredUntil ?? 0) - clock.now()),
  };
}
