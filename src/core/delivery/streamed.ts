import type { LiveMessage } from '../ports/channel.ts';
import { attempts, isInDoubt, pageKey, sending } from './post.ts';
import type { SpeechOptions, Standing, Way } from './speech.ts';
import type { Spoken } from './spoken.ts';
import { stand } from './stand.ts';

/** An answer in a place that streams; where it cannot after all, the answer is posted at the end. */
export function streamed(options: SpeechOptions, spoken: Spoken): Way {
  const { channel, place, draft, log, signal } = options;
  const isUnchecked = channel.capabilities(place).repeats === 'unchecked';
  const shown: string[] = [];
  let live: Promise<LiveMessage | undefined> | undefined;
  let pending = '';
  /** Pages that may stand without our knowing. */
  let unseen = 0;

  const open = () => {
    live ??= channel.openStream!(draft, place, {
      ...sending(options, { key: pageKey(options, 0), ...attempts(options, spoken, shown) }),
      onShown({ platformId }) {
        if (shown.includes(platformId)) return;
        shown.push(platformId);
        void spoken.keep([...shown]);
      },
    }).catch((error: unknown) => {
      log.warn('Stream could not be opened; posting instead', { error });
      if (isInDoubt(error)) unseen = 1;
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
      const pages = channel.paginate(final, place);
      const [first] = pages;
      let found: readonly Standing[] = [];
      if (message !== undefined && first !== undefined) {
        try {
          // Where nobody can be asked for a page, the further ones are posted one by one.
          const sent = await message.finish(isUnchecked ? first : final);
          if (!isUnchecked || pages.length === 1) return sent;
          found = sent.map(({ platformId }) => ({ id: platformId, isWhole: true }));
        } catch (error) {
          if (signal?.aborted) throw error;
          log.warn('Stream could not be finished; posting instead', { error });
          if (isInDoubt(error)) unseen = pages.length;
          found = (isUnchecked && unseen > 0 && shown.length === 0 ? [''] : shown).map((id) => ({ id }));
        }
      }
      return stand(options, pages, { pages: found, unseen, mayBeHalf: true }, spoken);
    },
    async discard() {
      await (await live)?.discard();
      if (shown.length > 0) void spoken.keep([]);
    },
  };
}
