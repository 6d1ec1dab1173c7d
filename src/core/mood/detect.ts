import type { InteractionKind } from '../affinity/interaction.ts';
import type { EmotionType } from '../personas/emotions.ts';
import { type DetectedEmotion, detectEmotion } from './emotion.ts';
import { emotionOfMoodName } from './mood-names.ts';

/** What a persona's moods say of how they come about. */
export type MoodsOf = Readonly<
  Record<string, { readonly on?: Readonly<Record<string, number>>; readonly emotion?: string | null }>
>;

export interface DetectedMood {
  /** One of the persona's own moods. */
  readonly label: string;
  /** 0–1. */
  readonly intensity: number;
}

/** How shy a compliment makes a persona whose author did not say. */
const SHYNESS = 0.3;
const GLADNESS = 0.5;

/** Where a persona has no mood of an emotion itself, a mood of this one fits. */
const NEAREST: Readonly<Partial<Record<EmotionType, EmotionType>>> = {
  excitement: 'joy',
  contentment: 'joy',
  frustration: 'anger',
};

/**
 * The mood a message puts a persona in, without a model; undefined leaves the mood as it is. Where any mood has
 * an `on` map, those maps alone decide: the kind of interaction before the emotion of the writer, `message` last.
 * Without any, a compliment makes shy (0.3), and an emotion brings the mood that stands for it, by its `emotion`
 * or its name. Only moods the persona defines come out.
 */
export function detectMood(
  text: string,
  moods: MoodsOf,
  { interaction }: { readonly interaction: InteractionKind },
): DetectedMood | undefined {
  const emotion = detectEmotion(text);
  const isRuled = Object.values(moods).some(({ on }) => on !== undefined && Object.keys(on).length > 0);
  if (isRuled) return ruledMood(moods, [interaction, emotion?.emotion, 'message']);
  return compliment(moods, interaction) ?? moodOfEmotion(moods, emotion);
}

/** The first trigger any mood answers to; the strongest where several do. */
function ruledMood(moods: MoodsOf, triggers: readonly (string | undefined)[]): DetectedMood | undefined {
  const specific = triggers.filter(
    (trigger, index) => trigger !== 'message' || index === triggers.length - 1,
  );
  for (const trigger of specific) {
    const answering = Object.entries(moods).flatMap(([label, { on }]) =>
      trigger !== undefined && on !== undefined && Object.hasOwn(on, trigger) && Number.isFinite(on[trigger])
        ? [{ label, intensity: within01(on[trigger]!) }]
        : [],
    );
    const [strongest] = answering.toSorted((a, b) => b.intensity - a.intensity);
    if (strongest !== undefined) return strongest;
  }
  return undefined;
}

function compliment(moods: MoodsOf, interaction: InteractionKind): DetectedMood | undefined {
  if (interaction !== 'compliment') return undefined;
  const label = Object.keys(moods).find((name) => SHY.test(name));
  if (label !== undefined) return { label, intensity: SHYNESS };
  // Whoever cannot be shy is glad of it.
  const glad = labelOf(moods, 'joy');
  return glad === undefined ? undefined : { label: glad, intensity: GLADNESS };
}

const SHY = /^(?:shy|timid[ao]?|tímid[ao]|bashful|flustered|vergonzos[ao])$/i;

function moodOfEmotion(moods: MoodsOf, found: DetectedEmotion | undefined): DetectedMood | undefined {
  if (found === undefined) return undefined;
  const label = labelOf(moods, found.emotion) ?? labelOf(moods, NEAREST[found.emotion]);
  return label === undefined ? undefined : { label, intensity: found.intensity };
}

function labelOf(moods: MoodsOf, emotion: EmotionType | undefined): string | undefined {
  if (emotion === undefined) return undefined;
  const entries = Object.entries(moods);
  const stated = entries.find(([, mood]) => mood.emotion === emotion);
  // null says "deliberately none", so the name does not count then.
  const named = entries.find(
    ([label, mood]) => mood.emotion === undefined && emotionOfMoodName(label) === emotion,
  );
  return (stated ?? named)?.[0];
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
