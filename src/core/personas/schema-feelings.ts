import { z } from 'zod';
import { emotions } from './emotions.ts';
import { part } from './schema-parts.ts';

/** One entry of `levels`. */
export const levelSchema = z.strictObject({
  name: part.word().describe('Name of the level, unique: "friend".'),
  min: part.count(1_000_000).describe('Points of affinity from which it holds; the first level has 0.'),
  modifiers: part.modifiers().exactOptional().describe('Added to the traits at this level, -1 to 1 each.'),
  set: part
    .traits()
    .exactOptional()
    .describe('Traits fixed to a value at this level, after all else, 0–1 each.'),
  describe: part.line().exactOptional().describe('One line on how to treat somebody at this level.'),
  title: part
    .byLanguage(part.line().min(1))
    .exactOptional()
    .describe('The name of the level as members read it.'),
});

/** One entry of `moods`. */
export const moodSchema = z.strictObject({
  modifiers: part.modifiers().exactOptional().describe('Added to the traits in this mood, -1 to 1 each.'),
  emotion: z
    .enum(emotions)
    .nullable()
    .exactOptional()
    .describe('The one of the twelve emotions this mood stands for, or null.'),
  on: z
    .record(part.word(), part.fraction())
    .exactOptional()
    .describe('What brings the mood on: kind of interaction or emotion of the person → intensity 0–1.'),
  describe: part.line().exactOptional().describe('One line on how the mood shows.'),
});

/** `mood_policy`. */
export const moodPolicySchema = z.strictObject({
  initial: part.word().exactOptional().describe('Mood of a new session. Default "neutral".'),
  initialIntensity: part.fraction().exactOptional().describe('Its intensity, 0–1. Default 1.'),
  resetOnNewSession: z
    .boolean()
    .exactOptional()
    .describe('Whether a new session starts in the initial mood. Absent: the configuration decides.'),
  scaleByIntensity: z
    .boolean()
    .exactOptional()
    .describe('Whether a mood’s modifiers are multiplied by its intensity. Default false.'),
});

const trigger = z.looseObject({
  type: part.word().describe('What happens: a kind of interaction such as "compliment".'),
  emotion: z.enum(emotions).describe('The emotion it causes.'),
  intensity: part.percent().describe('Strength of the emotion, 0–100.'),
  duration: z.number().min(0).max(525_600).describe('How long it lasts, in minutes.'),
});

/** `emotions`. */
export const emotionsSchema = z.strictObject({
  baseline: z
    .partialRecord(z.enum(emotions), part.percent())
    .exactOptional()
    .describe('Emotions at rest, 0–100 each. Absent: made from the traits.'),
  triggers: z.array(trigger).max(100).exactOptional().describe('What causes which emotion.'),
});
