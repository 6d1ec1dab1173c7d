import { type Draft, type Finder, isHedged, nameFrom, type Statement, valueFrom } from './fact-statement.ts';
import { LANGUAGES, MONTHS, NATIONALITIES, NOT_NAMES, OCCUPATIONS } from './fact-words.ts';

const NAMED =
  /\b(?:my (?:full |real |first |given )?name(?:'s| is|s)|me llamo|mi nombre(?: completo| real)? es|i'?m called|i am called|i'?m named|i am named|the name'?s)(?: called)? /;
const I_AM =
  /^(?:(?:hola|hello|hi|hey|buenas|well|bueno|pues|and|y|so|ok|okay|oh|alicia) )*(?:(?:yo )?soy|i'?m|i am|im) /;
const CALL_ME =
  /\b(?:(?:you can |please |just )?call me|my friends call me|everyone calls me|llamame|puedes llamarme|(?:todos|mis amigos) me (?:dicen|llaman)|me dicen) /;
const AGE =
  /\b(?:i'?m|i am|im|i (?:just )?turned|soy de|tengo|acabo de cumplir|cumpli|voy a cumplir) (?:now |ya |just |only |solo )?(\d{1,3})(?= (?:years?|yrs?|anos?|yo|and|y|now|already)\b|$| ?y ?\/ ?o)/;
const LIVING =
  /\b(?:i(?: (?:currently|now|still|actually|also|just|really))* (?:live|reside)|i'?m (?:currently |now )?(?:living|based)|i am (?:currently |now )?(?:living|based)|(?:vivo|resido|estoy viviendo)(?: (?:ahora|actualmente|todavia|aun))?)(?: (?:alone|solo|sola|here|aqui|now))* (?:in|en) /;
const MOVED =
  /\b(?:i(?:'ve| have)? (?:just |recently )?moved(?: back)? to|me (?:acabo de mudar|mude|he mudado) a) /;
const LEFT =
  /\b(?:i (?:no longer|don'?t|do not|used to) live in|i (?:just |recently )?moved (?:out of|away from)|ya no vivo en|no vivo en|(?:yo )?(?:antes )?vivia en|deje de vivir en) /;
const FROM =
  /\b(?:i'?m|i am|im|i come|(?:yo )?soy|vengo) (?:originally |from the |oriundo |oriunda |originario |originaria )?(?:from|de) /;
const BORN = /\b(?:i was born (?:in|on|at)|naci (?:en|el|un)) /;
const BIRTHDAY =
  /\b(?:my (?:birthday|bday|b-day|birth ?date|date of birth) (?:is|'s|was|falls)(?: (?:on|in))?|my birthday's(?: on)?|mi cumple(?:anos)? (?:es|cae|fue)(?: (?:el|en))?|mi fecha de nacimiento es(?: el)?|cumplo(?: anos)?(?: (?:el|en))) (?:the )?/;
const DATE = new RegExp(`\\b(?:${MONTHS})\\b|\\d{1,2}[/.-]\\d{1,2}|\\b\\d{4}\\b`);
const SPEAKING =
  /\b(?:i (?:can |also |only |mostly )?speak|(?:yo )?(?:solo |tambien )?hablo|my (?:native|first) language is|mi (?:lengua|idioma) (?:materna|materno|nativo) es) /;
const RELATION =
  /\b(?:i'?m|i am|im|(?:yo )?(?:soy|estoy)) (?:happily |recently |felizmente |recien )?(married|single|divorced|engaged|widowed|casad[oa]|solter[oa]|divorciad[oa]|comprometid[oa]|viud[oa])\b/;

const NOWHERE =
  /^(?:fear|hope|peace|pain|denial|hell|paradise|the (?:past|moment|present|future|clouds|same)|a |an |my |your |this |that |love|sin|darkness|misery|poverty|general|fact|it|here|there|miedo|paz|las nubes|silencio|un[ao]? |mi |tu |el (?:pasado|presente|limbo|mismo)|la luna|pareja|familia|pecado|amor|esperanza|casa|home|house|bed|acuerdo|which|what|aqui|alli|negacion)/;
const PLACE_STOPS =
  / (?:with|con|for|por|and|y|near|cerca|at|together|alone|sol[oa]|all|toda|todo|from|desde|because|in a|en un[ao]?|as|como|like|to|para|until|hasta|right|very|muy|next|al lado|about|between|before|after|antes|these|last|this|el ano|este|la semana)\b.*$/;

const findName: Finder = (statement) => {
  const named = NAMED.exec(statement.folded);
  if (named !== null && !isHedged(statement.folded.slice(0, named.index))) {
    return nameFact(statement, named.index + named[0].length, false);
  }
  const called = CALL_ME.exec(statement.folded);
  if (called !== null && !isHedged(statement.folded.slice(0, called.index))) {
    return nameFact(statement, called.index + called[0].length, true, 'nickname');
  }
  const am = I_AM.exec(statement.folded);
  if (am === null) return [];
  const [fact] = nameFact(statement, am[0].length, true);
  if (fact === undefined) return [];
  const rest = statement.folded.slice(am[0].length + fact.value.length).trim();
  return rest === '' ||
    /^(?:and|y|from|de|nice|mucho|tu|your|encantad[oa]|un placer|by|por|btw|xd|jaja\w*|haha\w*|aqui|here|\p{Extended_Pictographic})(?!\p{L})/u.test(
      rest,
    )
    ? [fact]
    : [];
};

function nameFact(
  statement: Statement,
  start: number,
  needsCapital: boolean,
  key = 'name',
): readonly Draft[] {
  const whole = nameFrom(statement, start, needsCapital);
  // "Soy Ana de Lima" tells where from; "me llamo María de la Cruz" tells a name.
  const value = needsCapital ? whole.split(/ (?:de|del) /)[0]! : whole;
  const [first = ''] = foldWord(value).split(' ');
  const isOther =
    NOT_NAMES.has(first) ||
    (needsCapital &&
      (NATIONALITIES.has(first) ||
        OCCUPATIONS.has(first) ||
        first in LANGUAGES ||
        /(?:ing|ado|ido|ista)$/.test(first)));
  return value.length < 2 || isOther ? [] : [{ category: 'personal_info', key, value }];
}

const findAge: Finder = ({ folded, written }) => {
  const match = AGE.exec(folded);
  if (match === null || isHedged(folded.slice(0, match.index))) return [];
  if (match[0].startsWith('tengo') && !/^ anos?\b/.test(folded.slice(match.index + match[0].length)))
    return [];
  if (
    match[0].startsWith('voy') ||
    /^ (?:years?|anos?) (?:\w+ )?(?:younger|ago|late|trabajando|menor|de (?:experiencia|casad[oa]))/.test(
      folded.slice(match.index + match[0].length),
    )
  )
    return [];
  const age = Number(match[1]);
  const value = written.slice(
    match.index + match[0].length - match[1]!.length,
    match.index + match[0].length,
  );
  return age >= 4 && age <= 120 ? [{ category: 'personal_info', key: 'age', value }] : [];
};

const findPlaces: Finder = (statement) => {
  const places = [
    place(statement, LEFT, 'location', true),
    place(statement, MOVED, 'location') ?? place(statement, LIVING, 'location'),
    place(statement, FROM, 'hometown'),
    place(statement, BORN, 'hometown'),
  ];
  return places.filter((draft) => draft !== undefined);
};

function place(statement: Statement, pattern: RegExp, key: string, ends = false): Draft | undefined {
  const match = pattern.exec(statement.folded);
  if (match === null || isHedged(statement.folded.slice(0, match.index))) return undefined;
  const start = match.index + match[0].length;
  if (NOWHERE.test(statement.folded.slice(start))) return undefined;
  const value = valueFrom(statement, start, PLACE_STOPS);
  const words = value.split(/\s+/).length;
  const isSmall = !/^\p{Lu}|^(?:la|el|los|las|the) \p{Lu}/u.test(value);
  // Without a capital "soy de ciencias" is no town; "vivo en lima" is one.
  if (value === '' || words > 5 || /\d/.test(value) || (key === 'hometown' && isSmall)) return undefined;
  if (key === 'hometown' && new RegExp(`^(?:${MONTHS})\\b`).test(foldWord(value))) return undefined;
  return { category: 'personal_info', key, value, ...(ends ? { ends } : {}) };
}

const findBirthday: Finder = (statement) => {
  for (const pattern of [BIRTHDAY, BORN]) {
    const match = pattern.exec(statement.folded);
    if (match === null || isHedged(statement.folded.slice(0, match.index))) continue;
    const start = match.index + match[0].length;
    const value = valueFrom(statement, start, / (?:and|y|in (?!\d|the year)|at|en (?!\d|el)|a las)\b.*$/);
    if (DATE.test(foldWord(value)) && value.length <= 40)
      return [{ category: 'personal_info', key: 'birthday', value }];
  }
  return [];
};

const findLanguages: Finder = (statement) => {
  const match = SPEAKING.exec(statement.folded);
  if (match === null || isHedged(statement.folded.slice(0, match.index))) return [];
  const start = match.index + match[0].length;
  const spans = [statement, ...statement.following].map((part, index) => ({
    part,
    from: index === 0 ? start : 0,
  }));
  return spans.flatMap(({ part, from }) =>
    [...part.folded.slice(from, from + 80).matchAll(/\p{L}+/gu)]
      .filter(({ 0: word }) => Object.hasOwn(LANGUAGES, word))
      .slice(0, 6)
      .map(({ 0: word, index }) => ({
        category: 'personal_info',
        key: `speaks_${LANGUAGES[word]}`,
        value: part.written.slice(from + index, from + index + word.length),
      })),
  );
};

const findOrigin: Finder = ({ folded, written }) => {
  const match = /\b(?:i'?m|i am|im|(?:yo )?soy) (?:an? |half )?(\p{L}+)\b/u.exec(folded);
  if (match === null || !NATIONALITIES.has(match[1]!) || isHedged(folded.slice(0, match.index))) return [];
  const end = match.index + match[0].length;
  if (/^ \p{L}+ (?:teacher|student|professor)|^ (?:teacher|student)/u.test(folded.slice(end))) return [];
  return [
    { category: 'personal_info', key: 'nationality', value: written.slice(end - match[1]!.length, end) },
  ];
};

const findRelation: Finder = ({ folded, written }) => {
  const match = RELATION.exec(folded);
  if (match === null || isHedged(folded.slice(0, match.index))) return [];
  const end = match.index + match[0].length;
  return [{ category: 'family', key: 'marital_status', value: written.slice(end - match[1]!.length, end) }];
};

function foldWord(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Who the person is: name, age, places, birthday, languages, origin, marital status. */
export const selfFinders: readonly Finder[] = [
  findName,
  findAge,
  findPlaces,
  findBirthday,
  findLanguages,
  findOrigin,
  findRelation,
];
