import type { Place } from '../../core/message.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Ask } from './ask.ts';
import { detailsOf, isUnknown } from './failure.ts';
import { chatOf } from './ids.ts';
import type { Pace } from './pace.ts';

/** Telegram shows activity for five seconds. */
const EVERY_MS = 4_000;

/** What is answered sooner, as most commands are, shows none: it would stay behind the answer. */
const AFTER_MS = 250;

/** Shows activity until its signal aborts. Never throws. */
export interface Typing {
  start(place: Place, signal: AbortSignal): void;
  /** While something is written to a chat none is shown: it would stay behind what was written. */
  pause(chat: number): { resume(): void };
}

export function createTyping(options: {
  readonly ask: Ask;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}): Typing {
  const { ask, pace, clock, stopping } = options;
  const writing = new Map<number, number>();
  const showing = new Map<number, Set<AbortController>>();

  async function show(place: Place, signal: AbortSignal): Promise<void> {
    const where = chatOf(place.id);
    if (where === undefined) return;
    const { chat, topic } = where;
    await clock.sleep(AFTER_MS, signal);
    while (!signal.aborted) {
      let pause = EVERY_MS;
      if (!writing.has(chat) && pace.barred(chat) === 0) {
        const one = new AbortController();
        const shown = showing.get(chat) ?? new Set();
        showing.set(chat, shown.add(one));
        const payload = {
          chat_id: chat,
          action: 'typing' as const,
          ...(topic === undefined ? {} : { message_thread_id: topic }),
        };
        const asked = AbortSignal.any([signal, one.signal]);
        const error: unknown = await ask('sendChatAction', payload, { signal: asked, isOnce: true }).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        shown.delete(one);
        if (shown.size === 0) showing.delete(chat);
        if (isUnknown(error)) return;
        pause = Math.max(EVERY_MS, detailsOf(error).retryAfterMs ?? 0);
      }
      await clock.sleep(pause, signal);
    }
  }

  return {
    start(place, signal) {
      const until = AbortSignal.any([signal, stopping]);
      void show(place, until).catch(() => {});
    },
    pause(chat) {
      writing.set(chat, (writing.get(chat) ?? 0) + 1);
      for (const one of showing.get(chat) ?? []) one.abort();
      return {
        resume() {
          const left = (writing.get(chat) ?? 1) - 1;
          if (left > 0) writing.set(chat, left);
          else writing.delete(chat);
        },
      };
    },
  };
}
