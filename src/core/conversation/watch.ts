import type { Conversation } from './conversation.ts';
import { channelOf } from './inbox.ts';
import type { Parts } from './parts.ts';
import { canSpeak, recoverTurns } from './recover.ts';

/** Looks after what processes that are gone left: events that wait, and turns half-way. */
export interface Watch {
  /** One look, now; another one under way is waited for first. Never throws. */
  look(): Promise<void>;
  /** Looks again and again until `stop`. */
  start(): void;
  stop(): void;
}

/** Lanes of one process taken over at one look; the next one takes the rest. */
const MOST = 1_000;
/** Looks after which what is remembered too long is swept away. */
const SWEEP_EVERY = 20;

export function createWatch(parts: Parts, conversation: Conversation, lookMs: number): Watch {
  const { store, clock, log, owner, presence, rules } = parts;
  const ending = new AbortController();
  let looks = 0;
  let isRecovering = false;
  let looking: Promise<void> = Promise.resolve();

  async function once(): Promise<void> {
    try {
      for (const other of await store.waiting.owners())
        if (!(await presence.isAlive(other))) await inherit(other);
      // Answering takes as long as it takes: the next look must not wait for it.
      if (!isRecovering) void finishTurns();
      if (looks++ % SWEEP_EVERY === 0) await store.waiting.sweep(clock.now());
    } catch (error) {
      if (!ending.signal.aborted) log.error('What other processes left could not be looked at', { error });
    }
  }

  async function finishTurns(): Promise<void> {
    isRecovering = true;
    try {
      await recoverTurns(parts, presence.isAlive, conversation.within);
    } catch (error) {
      log.error('Turns of other processes could not be finished', { error });
    }
    isRecovering = false;
  }

  /** Takes up the lanes of a process that is gone, as far as their channels can speak here. */
  async function inherit(other: string): Promise<void> {
    for (const lane of await store.waiting.lanes(other, MOST)) {
      if (ending.signal.aborted || parts.stopping.aborted) return;
      if (!canSpeak(parts.channel(channelOf(lane)))) continue;
      const events = await store.waiting.takeOver(lane, other, owner);
      if (events.length === 0) continue;
      log.info('Events taken over from a process that is gone', { events: events.length });
      const oldest = clock.now() - rules.recover.maxAgeHours * 3_600_000;
      conversation.adopt(
        lane,
        events.filter(({ event }) => event.at >= oldest),
      );
      const late = events.filter(({ event }) => event.at < oldest).map(({ eventId }) => eventId);
      if (late.length > 0) await store.waiting.done(lane, late, owner);
    }
  }

  function look(): Promise<void> {
    looking = looking.then(() => (ending.signal.aborted ? undefined : once()));
    return looking;
  }

  return {
    look,
    start() {
      const keepOn = async () => {
        while (!ending.signal.aborted) {
          await clock.sleep(lookMs, ending.signal).catch(() => {});
          await look();
        }
      };
      void keepOn();
    },
    stop: () => ending.abort(),
  };
}
