import { z } from 'zod';
import { isValidTemplate } from './templates.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** Trait, mood, level and context names: readable words, also in Spanish, without control characters. */
const WORD = /^[\p{L}\p{N}_][\p{L}\p{N}_ .'-]{0,63}$/u;

const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/;

const formats: ReadonlyMap<string, string> = new Map([
  [String(NAME), 'a name of letters, digits, _ and - (no space), at most 64'],
  [String(WORD), 'a name of letters, digits, spaces, _ or -, at most 64'],
  [String(LANGUAGE), 'a language tag such as "es" or "en-GB"'],
]);

/** What a text that missed a pattern of these files should have looked like, in words. */
export function expectedFormat(pattern: string | undefined): string {
  return formats.get(pattern ?? '') ?? 'a text of another form';
}

/** The pieces the blocks of a persona file are made of. */
export const part = {
  personaName: () => z.string().regex(NAME),
  word: () => z.string().regex(WORD),
  language: () => z.string().regex(LANGUAGE),
  line: () => z.string().max(2_000),
  text: () => z.string().max(20_000),
  fraction: () => z.number().min(0).max(1),
  percent: () => z.number().min(0).max(100),
  count: (most: number) => z.int().min(0).max(most),
  traits: () => z.record(part.word(), part.fraction()),
  modifiers: () => z.record(part.word(), z.number().min(-1).max(1)),
  template: () =>
    z
      .string()
      .max(100_000)
      .refine(isValidTemplate, {
        params: { expected: `text whose every \${ opens a \${variable}; write $\${ for a literal \${` },
      }),
  /** Any JSON object; what is inside is the author's own. */
  free: () => z.record(z.string().max(200), z.json()),
  byLanguage: <Value extends z.ZodType>(value: Value) =>
    z.strictObject({
      en: value.exactOptional().describe('In English.'),
      es: value.exactOptional().describe('In Spanish.'),
    }),
} as const;
