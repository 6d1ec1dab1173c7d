import type { Persona } from './persona.ts';

/** The fourteen traits every persona is shown with: the Big Five, six of an artificial mind, three of a domain. */
export const standardTraits = [
  'openness',
  'conscientiousness',
  'extraversion',
  'agreeableness',
  'neuroticism',
  'creativity',
  'curiosity',
  'empathy',
  'humor',
  'assertiveness',
  'adaptability',
  'technicalFocus',
  'socialOrientation',
  'taskOrientation',
] as const;

export type StandardTrait = (typeof standardTraits)[number];

/** A standard trait nobody declared: neither low nor high. */
const UNDECLARED = 50;

/** The fourteen standard traits of a persona, 0–100, declared or not. */
export function showTraits(persona: Pick<Persona, 'traits'>): Readonly<Record<StandardTrait, number>> {
  return Object.freeze(
    Object.fromEntries(
      standardTraits.map((name) => [
        name,
        Object.hasOwn(persona.traits, name) ? Math.round(persona.traits[name]! * 100) : UNDECLARED,
      ]),
    ) as Record<StandardTrait, number>,
  );
}
