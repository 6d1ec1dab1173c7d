import { createHash } from 'node:crypto';
import type { Outgoing, Place, Sent } from '../../core/message.ts';
import type { LiveMessage, StreamOptions } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Ask } from './ask.ts';
import { type Body, type Page, withoutLooks } from './encode.ts';
import { detailsOf, isUnknown, refusedFor } from './failure.ts';
import { chatOf } from './ids.ts';
import type { Pace } from './pace.ts';
import type { Sending } from './post.ts';

export interface DraftsOptions {
  readonly ask: Ask;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
  /** Pause between two drafts, ms. */
  readonly everyMs: number;
  paginate(message: Outgoing): readonly Page[];
  encode(page: Page): Body;
  send(page: Page, place: Place, how: Sending): Promise<Sent>;
}

/** Longest a draft on its way holds up the answer, ms: one that came after it would stand below it for a while. */
const LAST_DRAFT_MS = 2_000;

/** Answers that grow in private chats, as a draft Telegram takes away by itself when the answer is posted. */
export function createDrafts(options: DraftsOptions) {
  const { ask, pace, clock, log, everyMs, paginate, encode, send } = options;
  /** A server that knows no drafts. */
  let isRefused = false;

  return function open(
    draft: Omit<Outgoing, 'text' | 'notice'>,
    place: Place,
    { key, onShown, ...how }: StreamOptions,
  ): LiveMessage {
    const where = chatOf(place.id);
    const over = new AbortController();
    const calledOff = new AbortController();
    let text = '';
    let seen = '';
    let shown = '';
    let hasLooks = true;
    let nextAt = 0;
    let working: Promise<void> | undefined;

    async function grow(): Promise<void> {
      while (seen !== text && !over.signal.aborted && !isRefused) {
        const early = Math.max(nextAt - clock.now(), pace.barred(where?.chat ?? 0));
        if (early > 0) await clock.sleep(early, over.signal).catch(() => {});
        if (over.signal.aborted) return;
        seen = text;
        const [page] = paginate({ ...draft, text });
        if (page !== undefined) await show(encode(page));
      }
    }

    async function show(body: Body): Promise<void> {
      const { text: words, entities } = hasLooks ? body : withoutLooks(body);
      if (where === undefined || where.chat < 0 || words === shown) return;
      try {
        await ask(
          'sendMessageDraft',
          {
            chat_id: where.chat,
            draft_id: draftId(key),
            text: words,
            entities,
            ...(where.topic === undefined ? {} : { message_thread_id: where.topic }),
          },
          { signal: calledOff.signal, isOnce: true },
        );
        shown = words;
        nextAt = clock.now() + everyMs;
      } catch (error) {
        const { status, reason, retryAfterMs = 0 } = detailsOf(error);
        if (hasLooks && refusedFor(error, 400, /entit/i)) hasLooks = false;
        else if (status === 403 || refusedFor(error, 400, /(?:chat|thread) not found/i)) over.abort();
        else if (isUnknown(error)) {
          isRefused = true;
          log.info('Telegram refuses drafts here; answers are posted when they are whole', { reason });
        }
        nextAt = clock.now() + Math.max(everyMs, retryAfterMs);
      }
    }

    async function rest(): Promise<void> {
      over.abort();
      if (working === undefined) return;
      const done = new AbortController();
      const patience = clock.sleep(LAST_DRAFT_MS, done.signal).catch(() => {});
      await Promise.race([working, patience]);
      done.abort();
      calledOff.abort();
    }

    return {
      append(delta) {
        text += delta;
        if (text.trim() === '' || over.signal.aborted || isRefused) return;
        working ??= grow().finally(() => {
          working = undefined;
        });
      },
      async finish(final) {
        await rest();
        const sent: Sent[] = [];
        for (const page of paginate(final)) {
          const one = await send(page, place, how);
          sent.push(one);
          onShown(one);
        }
        return sent;
      },
      // What is left of it goes by itself within half a minute.
      discard: rest,
    };
  };
}

/** Telegram tells drafts by a number other than zero; the same key is the same draft. */
function draftId(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) & 0x7fffffff || 1;
}
