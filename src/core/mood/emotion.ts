import type { EmotionType } from '../personas/emotions.ts';
import { scoreEmotions } from './emotion-scores.ts';

export interface DetectedEmotion {
  readonly emotion: EmotionType;
  /** 0–1: one plain word .5, one behind "very" .65, two words .75. */
  readonly intensity: number;
  /** The words and marks that showed it, as written. */
  readonly evidence: readonly string[];
}

/** Least score that counts as an emotion: one emoji does, one weak word ("good") does not. */
const LEAST = 0.6;

/**
 * The emotion a message shows most, by our own word lists in English and Spanish, or undefined for none.
 * Never throws; reads the first 4,000 characters.
 */
export function detectEmotion(text: string): DetectedEmotion | undefined {
  let best: DetectedEmotion | undefined;
  let most = 0;
  for (const [emotion, { score, evidence }] of scoreEmotions(text)) {
    if (score < LEAST || score <= most) continue;
    most = score;
    best = { emotion, intensity: Math.round((1 - 0.5 ** score) * 100) / 100, evidence };
  }
  return best;
}
