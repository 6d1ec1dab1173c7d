/** Endings English does not share, longest first, and what the shortest root may measure. */
const endings: readonly (readonly [ending: string, shortestRoot: number])[] = (
  [
    [3, 'aciones uciones amientos imientos abamos aremos eremos iremos aramos ieramos'],
    [3, 'amiento imiento idades acion ucion iendo yendo ieron asteis isteis aramos'],
    [4, 'ciones mente'],
    [4, 'cion'],
    [3, 'adoras adores idad ando aban abas aron aste iste amos emos imos aran eran iran aria eria iria'],
    [4, 'adora ador edades edad itos itas ados adas idos idas'],
    [4, 'ito ita ado ada ido ida aba'],
    [4, 'an'],
    [3, 'ar ir'],
  ] as const
).flatMap(([shortestRoot, list]) => list.split(' ').map((ending) => [ending, shortestRoot] as const));

const byLength = [...endings].sort((one, other) => other[0].length - one[0].length);

/** Endings that only an accent tells from a noun: conté, contó, comí, murió, contaré, comía. */
const accented = /(?:ar|er|ir)(?:é|á|ás|án)$|(?:í|ío|ía|ías|ían|íamos|ió|é|ó|éis|áis)$/u;

/**
 * Cuts a Spanish verb or noun ending from `word`, lower-case and with its accents, or gives undefined when it
 * shows none that English lacks. Light by intent: gender, number and person go, meaning-changing prefixes stay.
 */
export function stemSpanish(word: string, folded: string): string | undefined {
  const accent = accented.exec(word);
  if (accent !== null && accent.index >= 3) return folded.slice(0, accent.index);
  if (accent !== null && accent.index === 2 && word.length <= 5) return folded.slice(0, 2);
  for (const [ending, shortestRoot] of byLength) {
    if (folded.length - ending.length >= shortestRoot && folded.endsWith(ending)) {
      return folded.slice(0, -ending.length);
    }
  }
  return undefined;
}
