import { irregularForms } from './irregular-forms.ts';
import { stemEnglish } from './stem-english.ts';
import { stemSpanish } from './stem-spanish.ts';
import { stopWords } from './stop-words.ts';

/** Characters of a text that are looked at; a message beyond a Discord or Telegram page is rarely one thought. */
const maxCharacters = 8000;
/** Longer runs are links, keys or noise; their beginning tells them apart well enough. */
const maxWordLength = 32;
/** Distinct words whose stem is remembered; a language's everyday vocabulary is well below. */
const maxRemembered = 20_000;

const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const marks = /[\u0300-\u036f]/g;
const contraction = /['’](?:s|m|re|ve|ll|d|t)\b/giu;

// A pure function's memo: the same word always gives the same stem, so sharing it changes nothing but time.
const remembered = new Map<string, string>();

/**
 * What a text is looked up by: its words in order, folded (lower case, no accents, NFKC), without the English
 * and Spanish stop words, stemmed, irregular forms joined. Index and query must both use it. Scripts without
 * spaces give pairs of characters. Reads the first 8,000 characters; never throws.
 *
 * @example words('¿Recuerdas a mis perros?') // ['record', 'perr']
 */
export function words(text: string): string[] {
  const found: string[] = [];
  const readable = text.slice(0, maxCharacters).normalize('NFKC').toLowerCase().replace(contraction, ' ');
  for (const [match] of readable.matchAll(wordPattern)) {
    if (unspaced.test(match)) {
      found.push(...pairs(match.slice(0, maxWordLength * 8)));
      continue;
    }
    const stem = remember(match.slice(0, maxWordLength));
    if (stem !== '') found.push(stem);
  }
  return found;
}

/** The distinct words of a text, in order of appearance: what `MessageRepository.search` takes. */
export function stems(text: string): string[] {
  return [...new Set(words(text))];
}

function remember(word: string): string {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const stem = stemOf(word);
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(word, stem);
  return stem;
}

/** Empty for a stop word. */
function stemOf(word: string): string {
  const folded = word.normalize('NFD').replace(marks, '').normalize('NFC');
  if (stopWords.has(folded) || (folded.length === 1 && !/\p{N}/u.test(folded))) return '';
  const joined = irregularForms.get(folded);
  const stem = stemSpanish(joined ?? word, joined ?? folded) ?? stemEnglish(joined ?? folded);
  // The last vowel is gender in Spanish and silent in English; recomiendo and recomendar share all but a stressed vowel.
  const root = stem.length > 3 ? stem.replace(/[aeo]$/, '') : stem;
  return root.length > 4 ? root.replace(/ie(?=[^aeiou])/, 'e').replace(/([^gq])ue(?=[^aeiou])/, '$1o') : root;
}

function pairs(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}
