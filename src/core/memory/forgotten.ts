import { fold } from '../affinity/fold.ts';
import type { Fact, PastFact } from '../ports/records.ts';

/** Something a person asked to forget: what mentions it and is not younger stays out of every prompt. */
export interface Forgotten {
  /** Folded words with one space round each, or '' for a value that cannot be looked for. */
  readonly words: string;
  readonly at: number;
}

/** What was forgotten on request and has not been told again since. */
export function forgottenOf(past: readonly PastFact[], held: readonly Fact[]): readonly Forgotten[] {
  return past
    .filter(({ endedBecause }) => endedBecause === 'forgotten')
    .map(({ category, key, value, endedAt }) => ({
      category,
      key,
      words: wordsOf(written(value)),
      at: endedAt,
    }))
    .filter(
      ({ category, key, words }) =>
        words !== '' &&
        !held.some(
          (fact) => fact.category === category && fact.key === key && wordsOf(written(fact.value)) === words,
        ),
    );
}

/** Whether a text said at `at` speaks of something forgotten since. */
export function mentionsForgotten(text: string, at: number, forgotten: readonly Forgotten[]): boolean {
  if (forgotten.length === 0) return false;
  const words = wordsOf(text);
  return forgotten.some((each) => at <= each.at && words.includes(each.words));
}

function wordsOf(text: string): string {
  const words = fold(text)
    .folded.split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return words.length === 0 ? '' : ` ${words.join(' ')} `;
}

const written = (value: Fact['value']): string => (typeof value === 'string' ? value : JSON.stringify(value));
