import { wordsIn } from '../commands/words.ts';
import type { Language } from '../message.ts';
import type { Persona } from '../personas/persona.ts';

/** The persona's own words for "I cannot think just now", or honest ones of ours; the next ones each time. */
export function unavailable(persona: Persona, language: Language, count: number): string {
  const own = persona.unavailable[language] ?? [];
  const lines = own.length > 0 ? own : wordsIn[language].unavailable;
  return lines[count % lines.length]!;
}
