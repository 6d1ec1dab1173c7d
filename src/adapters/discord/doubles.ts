import { createBounded } from '../../core/bounded.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Message } from './packet.ts';

/**
 * Tells what people delete from what a proxy replaces: PluralKit and the like delete a message at once and say it again
 * by a webhook of their own, under another name.
 */
export interface Doubles {
  note(message: Message): void;
  /** Whether a webhook said the same just before, or says it within three seconds; at once for older messages. */
  isReplaced(message: string, channel: string): Promise<boolean>;
}

interface Said {
  readonly text: string;
  readonly channel: string;
  readonly at: number;
}

/** A proxy is quick; what is deleted later was deleted by somebody. */
const WINDOW_MS = 3_000;
const YOUNG_MS = 30_000;

export function createDoubles({ clock, stopping }: { clock: Clock; stopping: AbortSignal }): Doubles {
  const people = createBounded<Said>(500);
  const webhooks = createBounded<Said>(200);
  const waiting = new Set<{ readonly said: Said; readonly found: AbortController }>();

  // The proxy leaves its own tags out, so it says part of what was written.
  const isDouble = (said: Said, by: Said) =>
    by.channel === said.channel && by.text !== '' && said.text.includes(by.text);

  return {
    note({ id, content, channel_id: channel, webhook_id: webhook, author }) {
      if (author.bot === true && webhook === undefined) return;
      const said = { text: (content ?? '').trim(), channel, at: clock.now() };
      (webhook === undefined ? people : webhooks).set(id, said);
      if (webhook !== undefined) for (const one of waiting) if (isDouble(one.said, said)) one.found.abort();
    },
    async isReplaced(message, channel) {
      const said = people.get(message);
      const now = clock.now();
      if (said === undefined || said.channel !== channel || now - said.at > YOUNG_MS) return false;
      if (webhooks.values().some((by) => now - by.at <= WINDOW_MS && isDouble(said, by))) return true;
      const one = { said, found: new AbortController() };
      waiting.add(one);
      try {
        await clock.sleep(WINDOW_MS, AbortSignal.any([one.found.signal, stopping]));
        return false;
      } catch {
        return one.found.signal.aborted;
      } finally {
        waiting.delete(one);
      }
    },
  };
}
