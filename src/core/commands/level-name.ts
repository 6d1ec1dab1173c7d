import type { Language } from '../message.ts';
import type { Level } from '../personas/persona.ts';

/** The level's name, with its title in the reader's language where the author gave one. */
export function levelName(level: Level, language: Language): string {
  const title = level.title?.[language];
  return title === undefined || title.toLowerCase() === level.name.toLowerCase()
    ? level.name
    : `${title} (${level.name})`;
}
