import { type Draft, type Finder, isHedged, nameFrom, type Statement } from './fact-statement.ts';
import { ANIMALS, RELATIVES } from './fact-words.ts';

const KIN = Object.keys({ ...RELATIVES, ...ANIMALS }).join('|');
const CALLED =
  "(?:(?:is |who is |that is |that's )?(?:called|named)|name(?:'s| is| was)|(?:que )?se llama(?:ba)?|llamad[oa]|es) ";
/** "my sister Ana", "mi gato se llama Luna", "I have a cat called Luna", "my dog's name is Max". */
const NAMED = new RegExp(
  `\\b(?:my|mi|our|nuestr[oa]|i (?:also )?have an?|i've got an?|i (?:just )?(?:got|adopted) an?|(?:yo )?tengo un[ao]?|adopte (?:a )?un[ao]?|y un[ao]?|and an?)(?: (?:\\w+))? (${KIN})(?:'s)?(?: ${CALLED}| (?:\\w+ )?(?:called|named|llamad[oa]|que se llama) | )`,
  'g',
);
const NAME_OF = new RegExp(`\\b(?:the name of my|el nombre de mi) (${KIN}) (?:is|es) `, 'g');
/** "Max is my dog". */
const IS_MY = new RegExp(
  `^(?:(?:and|y|hola|hello) )*(\\p{L}+) (?:is|was|es|era|fue) (?:my|mi) (?:\\w+ )?(${KIN})\\b`,
  'u',
);
const HAVE = new RegExp(
  `\\b(?:i (?:also |still )?have|i've got|(?:yo )?tengo) ((?:an?|one|two|three|four|five|un[ao]?|dos|tres|cuatro|cinco|\\d) (?:\\w+ )?(?:${KIN}|kids?|children|siblings|sisters|brothers|sons|daughters|dogs|cats|birds|rabbits|hijos|hijas|hermanos|hermanas|perros|perras|gatos|gatas|ninos|peces|pajaros|conejos|mascotas|pets))\\b`,
);
const LOST = new RegExp(`\\b(?:my|mi|our) (?:\\w+ )?(${KIN})\\b`);
const DEATH =
  /\b(?:died|passed away|is dead|has died|was put (?:down|to sleep)|had to be put (?:down|to sleep)|is gone forever|murio|fallecio|ha (?:muerto|fallecido)|esta muert[oa]|se (?:me )?murio|partio de este mundo)\b/;
const LATE = /\b(?:my late|mi difunt[oa]|mi fallecid[oa]) /;
const NO_MORE = /\b(?:i no longer have|i don'?t have|ya no tengo|no tengo)\b/;

const PLURAL: Readonly<Record<string, readonly [category: string, key: string]>> = {
  kid: ['family', 'children'],
  kids: ['family', 'children'],
  children: ['family', 'children'],
  ninos: ['family', 'children'],
  hijos: ['family', 'children'],
  siblings: ['family', 'siblings'],
  hermanos: ['family', 'siblings'],
  sisters: ['family', 'sisters'],
  hermanas: ['family', 'sisters'],
  brothers: ['family', 'brothers'],
  sons: ['family', 'sons'],
  daughters: ['family', 'daughters'],
  hijas: ['family', 'daughters'],
  dogs: ['pets', 'dogs'],
  perros: ['pets', 'dogs'],
  perras: ['pets', 'dogs'],
  cats: ['pets', 'cats'],
  gatos: ['pets', 'cats'],
  gatas: ['pets', 'cats'],
  birds: ['pets', 'birds'],
  pajaros: ['pets', 'birds'],
  rabbits: ['pets', 'rabbits'],
  conejos: ['pets', 'rabbits'],
  peces: ['pets', 'fish'],
  pets: ['pets', 'pets'],
  mascotas: ['pets', 'pets'],
};

const findNamed: Finder = (statement) => {
  const named = namedIn(statement).map(({ kin, value }) => relation(statement, kin, value));
  if (named.length > 0) return named;
  const isMy = IS_MY.exec(statement.folded);
  if (isMy === null || isHedged(isMy[0].replace(isMy[1]!, ''))) return [];
  const value = nameFrom(statement, isMy[0].indexOf(isMy[1]!), true).split(' ')[0]!;
  return value === '' || NOT_NAMED.test(value) ? [] : [relation(statement, isMy[2]!, value)];
};

interface Named {
  readonly kin: string;
  readonly value: string;
  readonly index: number;
}

function namedIn(statement: Statement): readonly Named[] {
  const matches = [...statement.folded.matchAll(NAMED), ...statement.folded.matchAll(NAME_OF)].slice(0, 4);
  return matches.flatMap((match) => {
    if (isHedged(statement.folded.slice(0, match.index))) return [];
    const isStated = STATED.test(match[0]);
    const value = nameFrom(statement, match.index + match[0].length, !isStated);
    return value === '' || NOT_NAMED.test(value) ? [] : [{ kin: match[1]!, value, index: match.index }];
  });
}

/** Said to be a name, so that small letters will do. */
const STATED = /(?:called|named|name|llama(?:ba)?|llamad[oa])(?:'s| is| was| es)? $|\bnombre\b/;

const NOT_NAMED =
  /^(?:i|he|she|it|this|that|who|and|in|is|was|has|esta|este|eso|el|ella|y|en|mi|my|the|a|an|un|una|no|not|ya|yo|very|muy|really|so|tan|died|murio|lives|vive|today|hoy|yesterday|ayer|everything|god)$/i;

const findDead: Finder = (statement) => {
  if (!DEATH.test(statement.folded) && !LATE.test(statement.folded)) return [];
  if (findNamed(statement).length > 0) return [];
  const match = LOST.exec(statement.folded);
  if (match === null || isHedged(statement.folded.slice(0, match.index))) return [];
  const end = match.index + match[0].length;
  const value = statement.written.slice(end - match[1]!.length, end);
  const [category, key] = kinOf(match[1]!);
  return [{ category, key, value, qualifier: 'deceased' }];
};

const findCounted: Finder = (statement) => {
  const match = HAVE.exec(statement.folded);
  if (match === null || namedIn(statement).some(({ index }) => index === match.index)) return [];
  const isOver = NO_MORE.test(statement.folded);
  if (!isOver && isHedged(statement.folded.slice(0, match.index))) return [];
  const end = match.index + match[0].length;
  const value = statement.written.slice(end - match[1]!.length, end);
  const noun = match[1]!.split(' ').at(-1)!;
  const [category, key] = PLURAL[noun] ?? kinOf(noun);
  return [{ category, key, value, ...(isOver ? { ends: true } : {}) }];
};

function relation(statement: Statement, kin: string, value: string): Draft {
  const [category, key] = kinOf(kin);
  const isDead = DEATH.test(statement.folded) || LATE.test(statement.folded);
  return { category, key: `${key}_name`, value, ...(isDead ? { qualifier: 'deceased' } : {}) };
}

function kinOf(word: string): readonly [category: string, key: string] {
  return Object.hasOwn(ANIMALS, word) ? ['pets', ANIMALS[word]!] : ['family', RELATIVES[word] ?? 'relative'];
}

/** Family and pets. */
export const householdFinders: readonly Finder[] = [findNamed, findDead, findCounted];
