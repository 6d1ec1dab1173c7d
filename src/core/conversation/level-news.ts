import { levelOf } from '../affinity/level.ts';
import type { Language } from '../message.ts';
import type { Persona } from '../personas/persona.ts';
import type { Affinity } from '../ports/records.ts';

/** The level the pair has risen to and the person has not been told of. */
export function levelNews(
  persona: Persona,
  affinity: Affinity,
  language: Language,
): { name: string; title: string } | undefined {
  const level = levelOf(affinity.points, persona.levels);
  const told = persona.levels.find((each) => each.name === affinity.toldLevel);
  if (told === undefined || level.min <= told.min) return undefined;
  const full = persona.levels.find((each) => each.name === level.name);
  return { name: level.name, title: full?.title?.[language] ?? level.name.replaceAll('_', ' ') };
}
