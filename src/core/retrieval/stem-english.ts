const vowel = /[aeiouy]/;
const doubled = /([bdfgmnprt])\1$/;

/** Endings that make another word of a root, longest first, and what the shortest root may measure. */
const derivations: readonly (readonly [ending: string, shortestRoot: number])[] = [
  ['ization', 3],
  ['fulness', 3],
  ['ousness', 3],
  ['iveness', 3],
  ['ational', 4],
  ['ation', 3],
  ['ition', 4],
  ['ment', 4],
  ['ness', 3],
  ['able', 4],
  ['ible', 4],
  ['ance', 4],
  ['ence', 4],
  ['ling', 5],
  ['ful', 3],
  ['ous', 4],
  ['ive', 4],
  ['ize', 4],
  ['ise', 4],
  ['ist', 4],
  ['ism', 4],
  ['ate', 4],
  ['ent', 5],
  ['ant', 5],
  ['ity', 4],
  ['iti', 4],
  ['ion', 4],
  ['ic', 4],
  ['al', 4],
  ['er', 4],
  ['or', 5],
];

/**
 * Joins the regular forms of an English word: plural, past, -ing, the common derivations. In the spirit of
 * Porter (1980), shorter: what it cuts need not be a word, it must only be the same for both sides of a search.
 */
export function stemEnglish(word: string): string {
  if (word.length < 4) return word;
  let stem = inflection(word);
  if (stem.length > 6 && stem.endsWith('ly')) stem = stem.slice(0, -2);
  for (const [ending, shortestRoot] of derivations) {
    if (stem.length - ending.length >= shortestRoot && stem.endsWith(ending)) {
      if (ending === 'ion' && !/[st]ion$/.test(stem)) break;
      stem = stem.slice(0, -ending.length);
      if (ending === 'er' && doubled.test(stem)) stem = stem.slice(0, -1);
      break;
    }
  }
  if (stem.length > 2 && /[^aeiou]y$/.test(stem)) stem = `${stem.slice(0, -1)}i`;
  return stem;
}

function inflection(word: string): string {
  let stem = word;
  if (stem.endsWith('sses')) stem = stem.slice(0, -2);
  else if (stem.endsWith('ies') && stem.length > 4) stem = `${stem.slice(0, -3)}y`;
  else if (/(?:x|ch|sh|z)es$/.test(stem)) stem = stem.slice(0, -2);
  else if (/[^sui]s$/.test(stem)) stem = stem.slice(0, -1);

  if (stem.endsWith('ied') && stem.length > 4) return `${stem.slice(0, -3)}y`;
  if (stem.endsWith('eed')) return stem.slice(0, -1);
  for (const ending of ['ing', 'ed']) {
    const root = stem.slice(0, -ending.length);
    if (stem.endsWith(ending) && root.length > 2 && vowel.test(root)) {
      return doubled.test(root) ? root.slice(0, -1) : root;
    }
  }
  return stem;
}
