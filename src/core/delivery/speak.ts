import type { Capabilities } from '../capabilities.ts';
import { type Found, foundBy } from './found.ts';
import { grown } from './grown.ts';
import type { Speech, SpeechOptions, Way } from './speech.ts';
import { createSpoken, type Spoken } from './spoken.ts';
import { stand } from './stand.ts';
import { streamed } from './streamed.ts';

/** Made once: an abort without a reason makes an exception each time. */
const SAID = new Error('The answer is there.');

/** Starts an answer: shows typing at once, then streams natively, by edits, or posts at the end. */
export function startSpeech(options: SpeechOptions): Speech {
  const { channel, place } = options;
  const capabilities = channel.capabilities(place);
  const typing = new AbortController();
  // A command is answered in a moment, and to one person: others must not wait for somebody to finish.
  if (capabilities.typing && options.draft.kind === 'reply') channel.typing?.(place, typing.signal);

  const spoken = createSpoken(options, options.log);
  const way = wayFor(options, capabilities, spoken);
  let isFinished = false;
  const end = async <T>(last: Promise<T>): Promise<T> => {
    try {
      return await last;
    } finally {
      typing.abort(SAID);
      await spoken.kept();
    }
  };
  return {
    append: way.append,
    settled: way.settled,
    ids: spoken.ids,
    finish(final) {
      isFinished = true;
      return end(way.finish(final));
    },
    discard: async () => {
      if (!isFinished) await end(way.discard());
    },
  };
}

function wayFor(options: SpeechOptions, capabilities: Capabilities, spoken: Spoken): Way {
  const { channel, resumed } = options;
  const { stream, repeats } = capabilities;
  const found = foundBy(options);
  if (stream === 'edit' && channel.edit !== undefined) return grown(options, found, spoken);
  // A stream that an earlier run opened cannot be gone on with: its message is edited, or found by its key.
  const mayBeOpen = resumed !== undefined && (found.pages.length > 0 || repeats !== 'safe');
  if (stream === 'native' && channel.openStream !== undefined && !mayBeOpen) return streamed(options, spoken);
  return posted(options, found, spoken);
}

function posted(options: SpeechOptions, found: Found, spoken: Spoken): Way {
  const { channel, place } = options;
  return {
    append: () => {},
    settled: async () => {},
    finish: async (final) => stand(options, channel.paginate(final, place), found, spoken),
    discard: async () => {},
  };
}
