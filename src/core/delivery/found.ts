import type { SpeechOptions, Standing } from './speech.ts';

/** What is there of an answer before it is made to stand. */
export interface Found {
  readonly pages: readonly Standing[];
  /** How many pages after those may have been posted without our knowing. */
  readonly unseen: number;
  /** Whether what was posted first may be a part of the text only. */
  readonly mayBeHalf: boolean;
}

/** What an earlier run left of the answer, as far as it is on record. */
export function foundBy({ channel, place, resumed }: SpeechOptions): Found {
  const { stream, repeats } = channel.capabilities(place);
  const mayBeHalf = stream !== 'none';
  if (resumed === undefined) return { pages: [], unseen: 0, mayBeHalf };
  const { spoken, isFinal } = resumed;
  // Streams nobody can be asked about are drafts that go by themselves: what is on record was posted.
  const isPosted = stream === 'none' || (stream === 'native' && repeats === 'unchecked');
  // While it grows only its first page is shown, and the second is posted when the first is whole.
  const isWhole = isFinal && (isPosted || spoken.length > 1);
  const pages = spoken
    // Half an answer nobody can find again is no answer: the whole one is said.
    .filter((id) => isFinal || id !== '')
    .map((id): Standing => ({ id, isWhole }));
  // The record runs beside the talking: more than one page may be ahead of it.
  return { pages, unseen: Number.POSITIVE_INFINITY, mayBeHalf };
}
