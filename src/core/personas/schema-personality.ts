import { z } from 'zod';
import { part } from './schema-parts.ts';
import { type StandardTrait, standardTraits } from './traits.ts';

const influence = z.strictObject({
  behavior: part.line().min(1).describe('What the trait makes the persona do, e.g. "tease".'),
  impact: z.number().min(-100).max(100).describe('How much: -100 (far less) to 100 (far more).'),
  context: part.word().exactOptional().describe('Only while talking in this context; absent: everywhere.'),
});

const customTrait = z.strictObject({
  name: part.word().describe('Name of the trait.'),
  value: part.percent().describe('Strength, 0–100.'),
  description: part.line().default('').describe('What the trait means, in words.'),
  category: part.line().default('').describe('Your own grouping, e.g. "style".'),
  influences: z.array(influence).max(50).default([]).describe('Behaviours the trait changes.'),
});

const meaning: Readonly<Record<StandardTrait, string>> = {
  openness: 'Openness to new things and ideas.',
  conscientiousness: 'Care, order and reliability.',
  extraversion: 'Energy drawn from company.',
  agreeableness: 'Kindness and cooperation.',
  neuroticism: 'How easily upset or worried.',
  creativity: 'Originality of ideas and wording.',
  curiosity: 'How much it asks and wants to know.',
  empathy: 'How much it feels with the other.',
  humor: 'How much it jokes.',
  assertiveness: 'How firmly it holds an opinion.',
  adaptability: 'How readily it follows the other’s style.',
  technicalFocus: 'How technical its answers are.',
  socialOrientation: 'How much the person matters to it, beyond the matter.',
  taskOrientation: 'How much it drives at getting things done.',
};

const standard = Object.fromEntries(
  standardTraits.map((name) => [name, part.percent().exactOptional().describe(`${meaning[name]} 0–100.`)]),
) as Record<StandardTrait, z.ZodExactOptional<z.ZodNumber>>;

/** `personality`: traits on the 0–100 scale. Names beyond the fourteen are welcome. */
export const personalitySchema = z
  .object({
    ...standard,
    customTraits: z.array(customTrait).max(100).exactOptional().describe('Traits of your own invention.'),
  })
  .catchall(part.percent());
