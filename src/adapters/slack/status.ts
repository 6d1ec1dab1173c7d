import type { Place } from '../../core/message.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { channelOf } from './ids.ts';
import { isDenied, isInDoubt, type Web } from './web.ts';
import type { Words } from './words.ts';

/** "is thinking…" under a thread, until an answer stands there or nobody thinks any more. */
export interface Status {
  show(place: Place, signal: AbortSignal, words: Words): void;
  /** A message of ours stands in a thread: Slack has taken the status away. */
  answered(channel: string, thread: string | undefined): void;
  /** Whether it is worth trying in a place. */
  isPossible(place: Place): boolean;
  /** Resolves when nothing shows any more. */
  stop(): Promise<void>;
}

/** Slack takes a status away after two minutes. */
const REFRESH_MS = 90_000;

interface Showing {
  /** An answer stands there, or a newer status does. */
  readonly answered: AbortController;
  readonly stopped: AbortController;
}

export function createStatus(web: Web, clock: Clock): Status {
  const shown = new Map<string, Showing>();
  const running = new Set<Promise<void>>();
  /** Kinds of place where Slack has none. */
  const impossible = new Set<Place['audience']>();

  async function run(place: Place, until: AbortSignal, answered: AbortSignal, words: Words): Promise<void> {
    const set = (status: string, patience?: AbortSignal) =>
      web.once(
        'assistant.threads.setStatus',
        {
          channel_id: channelOf(place.id),
          thread_ts: place.thread,
          status,
          ...(status === '' ? {} : { loading_messages: words.loading }),
        },
        undefined,
        patience,
      );
    let isLeft = false;
    try {
      while (!until.aborted) {
        await set(words.thinking, until);
        isLeft = true;
        // An answer that overtook it on its way took nothing away.
        if (until.aborted) break;
        await clock.sleep(REFRESH_MS, until).catch(() => undefined);
        isLeft = !answered.aborted;
      }
    } catch (error) {
      isLeft = isInDoubt(error) || (isLeft && !answered.aborted);
      if (isDenied(error)) impossible.add(place.audience);
    }
    if (isLeft) await set('').catch(() => undefined);
  }

  return {
    isPossible: ({ id, thread, audience }) =>
      channelOf(id) !== undefined && thread !== undefined && !impossible.has(audience),
    show(place, signal, words) {
      if (signal.aborted || place.thread === undefined || impossible.has(place.audience)) return;
      const key = `${channelOf(place.id)} ${place.thread}`;
      const own: Showing = { answered: new AbortController(), stopped: new AbortController() };
      shown.get(key)?.answered.abort();
      shown.set(key, own);
      const answered = own.answered.signal;
      const until = AbortSignal.any([signal, answered, own.stopped.signal]);
      const work: Promise<void> = run(place, until, answered, words).finally(() => {
        running.delete(work);
        if (shown.get(key) === own) shown.delete(key);
      });
      running.add(work);
    },
    answered: (channel, thread) => shown.get(`${channel} ${thread}`)?.answered.abort(),
    async stop() {
      for (const { stopped } of shown.values()) stopped.abort();
      await Promise.all(running);
    },
  };
}
