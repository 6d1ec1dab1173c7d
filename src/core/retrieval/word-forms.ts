import { words } from './words.ts';

/** As many as retrieval/words looks at. */
const maxCharacters = 8000;
const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const marks = /[\u0300-\u036f]/g;

/**
 * The words of a text as they are written, lower case and without accents, in order; those without a stem, and those
 * whose stems are not wanted, left out.
 */
export function wordForms(text: string, isWanted: (stem: string) => boolean = () => true): string[] {
  const folded = text.slice(0, maxCharacters).normalize('NFKD').replace(marks, '').normalize('NFC');
  return (folded.toLowerCase().match(wordPattern) ?? []).filter((form) => words(form).some(isWanted));
}
