import type { Voice, VoiceLines } from '../../core/personas/voice.ts';
import { foldText } from './words.ts';

/** The topic most of whose words the text holds, longer words counting more; undefined when none has any. */
export function findTopic(
  topics: NonNullable<Voice['topics']>,
  folded: string,
): { readonly key: string; readonly lines: VoiceLines } | undefined {
  let best: { key: string; lines: VoiceLines } | undefined;
  let bestWeight = 0;
  topics.forEach(({ words, lines }, index) => {
    const weight = [...(words.en ?? []), ...(words.es ?? [])].reduce(
      (sum, word) => sum + weigh(word, folded),
      0,
    );
    if (weight > bestWeight) {
      bestWeight = weight;
      best = { key: `topic ${index}`, lines };
    }
  });
  return best;
}

/** Letters of `word` when the text holds it, else 0. A final `*` lets the word go on. */
function weigh(word: string, folded: string): number {
  const bare = foldText(word).trimEnd();
  return bare.length > 1 && folded.includes(word.endsWith('*') ? bare : `${bare} `) ? bare.length : 0;
}
