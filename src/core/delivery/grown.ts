import { KithError } from '../errors.ts';
import type { Outgoing } from '../message.ts';
import type { Found } from './found.ts';
import { attempts, isInDoubt, pageKey, sending, takeBack } from './post.ts';
import type { SpeechOptions, Standing, Way } from './speech.ts';
import type { Spoken } from './spoken.ts';
import { isSame, stand } from './stand.ts';

/** An answer in a place that edits: its first page is posted with the first words and grows from there. */
export function grown(options: SpeechOptions, found: Found, spoken: Spoken): Way {
  const { channel, place, draft, clock, log, retry, signal } = options;
  const { editEveryMs, repeats } = channel.capabilities(place);
  const isUnchecked = repeats === 'unchecked';
  const [first, ...further] = found.pages;
  const over = new AbortController();
  const waiting = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  let shown: Standing | undefined = first?.id === '' ? undefined : first;
  let mayBeMore = found.unseen > 0;
  let text = '';
  let seen = '';
  let nextAt = 0;
  let hasFailed = false;
  let working: Promise<void> | undefined;

  // One post or edit at a time, each with all there is by then: a slow platform gets fewer, larger steps.
  async function grow(): Promise<void> {
    while (seen !== text && !over.signal.aborted) {
      const early = nextAt - clock.now();
      if (early > 0) await clock.sleep(early, waiting).catch(() => {});
      if (waiting.aborted) return;
      seen = text;
      try {
        const page = channel.paginate({ ...draft, text }, place)[0];
        // A first page that is full stays as it is, and looking costs as much as the text is long.
        if (page !== undefined && !isSame(shown?.page, page))
          await (shown === undefined ? begin(page) : goOn(shown.id, page));
        nextAt = clock.now() + editEveryMs;
      } catch (error) {
        nextAt = clock.now() + Math.max(editEveryMs, patience(error, retry?.retryBaseMs));
        // Once is enough: it may go on like this until the answer ends.
        log[hasFailed ? 'debug' : 'warn']('Partial answer could not be shown', { error });
        hasFailed = true;
      }
    }
  }

  async function begin(page: Outgoing): Promise<void> {
    const how = { key: pageKey(options, 0), isRepeat: mayBeMore, ...attempts(options, spoken, []) };
    try {
      const sent = await channel.send(page, place, sending(options, how));
      // Without its id it can neither grow nor be finished: the answer is posted at the end.
      if (sent.platformId === '') return over.abort();
      // What was posted before, in doubt, may have been a shorter one.
      shown = mayBeMore ? { id: sent.platformId } : { id: sent.platformId, page };
      mayBeMore = false;
      void spoken.keep([sent.platformId]);
    } catch (error) {
      mayBeMore ||= isInDoubt(error);
      if (isUnchecked || isFinal(error)) over.abort();
      throw error;
    }
  }

  async function goOn(id: string, page: Outgoing): Promise<void> {
    shown = { id };
    try {
      await channel.edit!({ platformId: id }, page, place, signal);
      shown = { id, page };
    } catch (error) {
      if (isFinal(error)) over.abort();
      throw error;
    }
  }

  async function rest(): Promise<void> {
    over.abort();
    await working;
  }
  return {
    append(delta) {
      text += delta;
      if (text.trim() === '' || over.signal.aborted) return;
      working ??= grow().finally(() => {
        working = undefined;
      });
    },
    async settled() {
      if (!isUnchecked) return;
      await rest();
      if (shown === undefined && spoken.ids().length > 0) await spoken.keep([]);
    },
    async finish(final) {
      await rest();
      const pages = shown === undefined ? found.pages : [shown, ...further];
      const unseen = Math.max(found.unseen, mayBeMore ? 1 : 0);
      return stand(options, channel.paginate(final, place), { ...found, pages, unseen }, spoken);
    },
    async discard() {
      await rest();
      if (shown === undefined) return;
      const ids = [shown, ...further].map(({ id }) => id).filter((id) => id !== '');
      const gone = await Promise.all(ids.map((id) => takeBack(options, id)));
      if (gone.every(Boolean)) void spoken.keep([]);
    },
  };
}

/** No later try will fare better. */
const isFinal = (error: unknown): boolean =>
  error instanceof KithError && !error.retryable && error.details.mayStand !== true;

/** How long to leave the platform alone after a failure, ms. */
function patience(error: unknown, usualMs = 1_000): number {
  const asked = error instanceof KithError ? error.details.retryAfterMs : undefined;
  return typeof asked === 'number' ? asked : usualMs;
}
