import type { LiveMessage } from '../ports/channel.ts';
import { isInDoubt, pageKey, sending } from './post.ts';
import type { SpeechOptions, Way } from './speech.ts';
import type { Spoken } from './spoken.ts';
import { stand } from './stand.ts';

/** An answer in a place that streams; where it cannot after all, the answer is posted at the end. */
export function streamed(options: SpeechOptions, spoken: Spoken): Way {
  const { channel, place, draft, log, signal } = options;
  const isUnchecked = channel.capabilities(place).repeats === 'unchecked';
  const shown: string[] = [];
  let live: Promise<LiveMessage | undefined> | undefined;
  let pending = '';
  /** Pages the final text has, once it is known. */
  let pages = 0;

  /** On record with what stands: a page that is about to be posted where nobody could be asked for it afterwards. */
  const keep = () => spoken.keep(isUnchecked && shown.length < pages ? [...shown, ''] : [...shown]);
  const open = () => {
    live ??= channel.openStream!(draft, place, {
      ...sending(options, pageKey(options, 0), false),
      onShown({ platformId }) {
        if (shown.includes(platformId)) return;
        shown.push(platformId);
        void keep();
      },
    }).catch((error: unknown) => {
      log.warn('Stream could not be opened; posting instead', { error });
      return undefined;
    });
    return live;
  };
  return {
    append(delta) {
      pending += delta;
      open()
        .then((message) => {
          const more = pending;
          pending = '';
          if (more !== '') message?.append(more);
        })
        .catch((error: unknown) => log.warn('Partial answer could not be shown', { error }));
    },
    settled: async () => {},
    async finish(final) {
      const message = await live;
      const parts = channel.paginate(final, place);
      let unseen = 0;
      if (message !== undefined) {
        pages = parts.length;
        if (isUnchecked && shown.length < pages) await keep();
        try {
          return await message.finish(final);
        } catch (error) {
          if (signal?.aborted) throw error;
          log.warn('Stream could not be finished; posting instead', { error });
          if (isInDoubt(error)) unseen = parts.length;
        }
      }
      const found = shown.map((id) => ({ id }));
      if (isUnchecked && unseen > 0) found.push({ id: '' });
      return stand(options, parts, { pages: found, unseen, mayBeHalf: true }, spoken);
    },
    async discard() {
      await (await live)?.discard();
      if (shown.length > 0) void spoken.keep([]);
    },
  };
}
