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
const accented = /(?:ar|er|ir)(?:é|á|ás|án|ía|ías|ían|íamos)$|(?:í|ío|ía|ías|ían|íamos|ió|é|ó|éis|áis)$/u;

/** Pronouns written onto a verb: contarte, contándolo; and onto a command, which then shows its accent: cuéntame. */
const clitics = /^(\p{L}{2,}(?:[aeiáéí]r|[aá]ndo|[ié]ndo))(?:[mts]e|nos|l[aeo]s?)(?:l[ao]s?)?$/u;
const commandClitics = /^(\p{L}{1,8}[áéíóú]\p{L}{1,4})[aeo](?:[mts]e|nos|l[aeo]s?)$/u;

/**
 * Cuts a Spanish verb or noun ending from `word`, lower-case and with its accents, or gives undefined when it
 * shows none that English lacks. Light by intent: gender, number and person go, meaning-changing prefixes stay.
 */
export function stemSpanish(word: string, folded: string): string | undefined {
  const bare = clitics.exec(word)?.[1];
  if (bare !== undefined) return cut(bare, folded.slice(0, bare.length));
  const command = commandClitics.exec(word)?.[1];
  return command === undefined ? cut(word, folded) : folded.slice(0, command.length);
}

function cut(word: string, folded: string): string | undefined {
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
