import { slug } from './fact-patterns-slug.ts';
import { type Draft, type Finder, isHedged, type Statement, valueFrom } from './fact-statement.ts';
import { FAVOURITES } from './fact-words.ts';

const ADVERBS = '(?:(?:really|just|absolutely|also|still|totally|truly|always|actually|so|kinda|do) )*';
const LIKING = new RegExp(
  `\\bi ${ADVERBS}(?:love|like|enjoy|adore)(?: (?:eating|listening to|watching) (?=\\w+$))? |\\bi'?m (?:a (?:\\w+ )?fan of|into|obsessed with) |\\bi am (?:a (?:\\w+ )?fan of|into|obsessed with) |\\b(?:a mi )?me (?:gustan?|encantan?|fascinan?|apasionan?)(?: (?:mucho|muchisimo|demasiado|tambien|un monton|bastante))* |\\b(?:yo )?(?:adoro|amo) |\\bsoy (?:muy |super |re |un gran |una gran )?(?:fan|aficionad[oa]) (?:de|a|del|al) `,
);
const DISLIKING = new RegExp(
  `\\bi ${ADVERBS}(?:hate|dislike|detest|loathe|can'?t stand|cannot stand) |\\bi (?:don'?t|do not|never) (?:really )?(?:like|enjoy|love) |\\b(?:a mi )?no me (?:gustan?|encantan?)(?: (?:nada|mucho|para nada))* |\\b(?:yo )?(?:odio|detesto|aborrezco) |\\bme (?:disgustan?|desagradan?) |\\bno soporto `,
);
const NO_MORE =
  /\bi (?:no longer|used to|stopped) (?:like|love|enjoy|liking|loving) |\bya no me (?:gustan?|encantan?) |\b(?:antes )?me (?:gustaban?|encantaban?) |\bdejo de gustarme /;
const ANYMORE = /\b(?:any ?more|any longer|ya no)\b/;
const OBJECT =
  /^(?:you|u|it|he|him|his|she|her|them|their|our|this|that|these|those|us|me|myself|how|when|what|who|where|why|to (?:think|say|know|hear|see|be (?:honest|with you)|believe)|hear(?:ing)?|see(?:ing)? (?:you|it|that|this)|your|yours|tus?|su|sus|eso|esto|ese|esa|esos|esas|este|esta|como|cuando|ella|el que|lo que|que|si|te|se|no|verte|hablar contigo|estar contigo|everything|nothing|something|todo|nada|algo|more|most|mas|both|being (?:here|with you)|talking (?:to|with) you|chatting with you|my (?:life|self)|mi vida|the (?:way|idea|fact)|la idea|ti|vos|usted|here|aqui|and|y|so|too|a|ser|estar (?:aqui|contigo))(?![\p{L}\p{N}])/u;
/** "the connection it brings" is no thing of its own. */
const RELATIVE = / (?:it|you|u|he|she|they|we|i|that|your|te) /;
const TASTE_STOPS =
  / (?:in the (?:morning|evening|night)|every|cada|con (?:mi|mis)|with my|at|por la|en la|para|more than|mas que|than|anyway|tbh|honestly|siempre|always)\b.*$/;
const FAVOURITE_IS =
  /\b(?:my|mi) (?:all[ -]time |absolute )?(?:(?:favou?rite|fav|favorit[oa]|preferid[oa]) ((?:\p{L}+ )?\p{L}+)|(\p{L}+) (?:favorit[oa]|preferid[oa])) (?:of all time |de todos los tiempos |ever )?(is|are|es|son|was|era|isn'?t|is not|ya no es|no es|is no longer)(?: (?:called|named|probably|definitely|the anime|el anime|by far))* /u;
const IS_FAVOURITE =
  /^(?:(?:and|y|yes|si) )*(.{1,60}?) (is|are|es|son|isn'?t|no es|ya no es) (?:my|mi) (?:all[ -]time |absolute )?(?:(?:favou?rite|fav) ((?:\p{L}+ )?\p{L}+)|(\p{L}+) (?:favorit[oa]|preferid[oa]))/u;
const WHOLE =
  /^(?:rock and roll|rock n roll|mac and cheese|fish and chips|salt and pepper|dungeons and dragons|arroz y frijoles|rock y roll|peanut butter and jelly|rick and morty)$/;

const findTastes: Finder = (statement) => {
  const { folded } = statement;
  const ended = NO_MORE.exec(folded);
  if (ended !== null) return items(statement, ended, 'likes').map((draft) => ({ ...draft, ends: true }));
  const dislike = DISLIKING.exec(folded);
  if (dislike !== null && !isHedged(folded.slice(0, dislike.index))) {
    const found = items(statement, dislike, 'dislikes');
    return ANYMORE.test(folded) ? [...found.map(asEndedLike), ...found] : found;
  }
  const like = LIKING.exec(folded);
  if (like === null || isHedged(folded.slice(0, like.index))) return [];
  return items(statement, like, 'likes');
};

function asEndedLike(draft: Draft): Draft {
  return { ...draft, key: draft.key.replace('dislikes_', 'likes_'), ends: true };
}

/** What is liked, one draft per thing: "pizza, sushi and tacos" are three. */
function items(statement: Statement, match: RegExpExecArray, verb: 'likes' | 'dislikes'): readonly Draft[] {
  const start = match.index + match[0].length;
  const first = valueFrom(statement, start, TASTE_STOPS);
  const listed = [first];
  for (const next of statement.following) {
    const value = valueFrom(next, 0, TASTE_STOPS).replace(/^(?:and|y|e|or|o|ni) /i, '');
    if (value === '' || value.split(/\s+/).length > 3 || STARTS_SENTENCE.test(next.folded)) break;
    listed.push(value);
  }
  return listed
    .flatMap(splitList)
    .filter((value, index) => isThing(value, index > 0))
    .map((value) => ({
      category: 'preferences',
      key: `${verb}_${slug(value)}`,
      value: value.replace(/^to (?=\p{L})/u, ''),
    }))
    .slice(0, 8);
}

const STARTS_SENTENCE =
  /^(?:(?:and|y|so|pero|but|e) )?(?:i\b|i'|it'?s?\b|he\b|she\b|they\b|we\b|you\b|my\b|that\b|this\b|what\b|but\b|es\b|son\b|soy\b|me\b|mi\b|tengo\b|vivo\b|ella\b|el es\b|yo\b|no\b|porque\b|because\b|so\b|pero\b|especially\b|sobre todo\b|lol|haha|jaja|xd|thanks|gracias|hola|hello|alicia|right|verdad)/;

function splitList(value: string): readonly string[] {
  if (WHOLE.test(value.toLowerCase())) return [value];
  const parts = value.split(/ (?:and|y|e|or|o) (?:also |tambien |the |el |la |los |las )?/i);
  return parts.every((part) => part.split(/\s+/).length <= 3) ? parts : [value];
}

function isThing(value: string, isLater: boolean): boolean {
  const folded = value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  if (slug(value) === '' || value.split(/\s+/).length > 7) return false;
  return !RELATIVE.test(` ${folded} `) && (isLater || !OBJECT.test(folded));
}

const findFavourite: Finder = (statement) => {
  const { folded } = statement;
  const match = FAVOURITE_IS.exec(folded);
  if (match !== null && !isHedged(folded.slice(0, match.index))) {
    const value = valueFrom(
      statement,
      match.index + match[0].length,
      / (?:and (?:i|my)|y (?:mi|me)|of all|de todos|by far|lately)\b.*$/,
    );
    return favourite(match[1] ?? match[2]!, value, /n't|not|no/.test(match[3]!));
  }
  const turned = IS_FAVOURITE.exec(folded);
  if (turned === null || isHedged(turned[1]!)) return [];
  const at = turned.index + turned[0].indexOf(turned[1]!);
  const value = valueFrom(
    {
      ...statement,
      folded: folded.slice(0, at + turned[1]!.length),
      written: statement.written.slice(0, at + turned[1]!.length),
    },
    at,
  );
  if (OBJECT.test(turned[1]!) && !/^\p{Lu}/u.test(value)) return [];
  return favourite(turned[3] ?? turned[4]!, value, /n't|no/.test(turned[2]!));
};

function favourite(kind: string, value: string, isDenied: boolean): readonly Draft[] {
  const name = Object.hasOwn(FAVOURITES, kind) ? FAVOURITES[kind]! : slug(kind);
  const last = kind.split(' ').at(-1)!;
  const key = Object.hasOwn(FAVOURITES, kind) || !Object.hasOwn(FAVOURITES, last) ? name : slug(kind);
  if (value === '' || key === '' || value.split(/\s+/).length > 10) return [];
  return [{ category: 'preferences', key: `favorite_${key}`, value, ...(isDenied ? { ends: true } : {}) }];
}

const ALLERGIC =
  /\b(?:i'?m|i am|im|(?:yo )?soy) (?:\w+ )?(?:allergic to|alergic[oa] (?:a los|a las|a la|al|a)) |\btengo (?:una )?alergia (?:a los|a las|a la|al|a) /;
const HAS_ALLERGY = /\bi have an? (\p{L}+) allergy\b/u;
const CONDITION =
  /\b(?:i (?:have|suffer from|was diagnosed with|got diagnosed with)|(?:tengo|padezco(?: de)?|sufro de|me diagnosticaron)) (asthma|diabetes|adhd|autism|depression|anxiety|migraines?|epilepsy|cancer|insomnia|celiac disease|hypertension|asma|tdah|autismo|depresion|ansiedad|migranas?|epilepsia|insomnio|hipertension|celiaquia)\b/;
const DIET =
  /\b(?:i'?m|i am|im|(?:yo )?soy) (?:a )?(vegan|vegetarian|pescatarian|vegan[oa]|vegetarian[oa]|celiac[oa]?|lactose intolerant|intolerante a la lactosa)\b/;

const findHealth: Finder = (statement) => {
  const { folded, written } = statement;
  const allergic = ALLERGIC.exec(folded);
  if (allergic !== null && !isHedged(folded.slice(0, allergic.index))) {
    return items(statement, allergic, 'likes').map(({ value }) => ({
      category: 'health',
      key: `allergy_${slug(value)}`,
      value,
    }));
  }
  const [pattern, category, key] = ([
    [HAS_ALLERGY, 'health', 'allergy_'],
    [CONDITION, 'health', 'condition_'],
    [DIET, 'preferences', 'diet'],
  ].find(([candidate]) => (candidate as RegExp).test(folded)) as [RegExp, string, string] | undefined) ?? [
    undefined,
    '',
    '',
  ];
  const match = pattern?.exec(folded);
  if (match === null || match === undefined || isHedged(folded.slice(0, match.index))) return [];
  const from = match.index + match[0].indexOf(match[1]!, 4);
  const value = written.slice(from, from + match[1]!.length);
  return [{ category, key: key.endsWith('_') ? `${key}${slug(value)}` : key, value }];
};

/** Likes, dislikes, favourites; allergies, conditions and diet. */
export const tasteFinders: readonly Finder[] = [findFavourite, findTastes, findHealth];
