import { factCategories } from './fact-categories.ts';
import { stems } from './words.ts';

export interface Intent {
  /** Asks for something said or lived before: calls for episodes and for the messages themselves. */
  readonly asksAboutPast: boolean;
  /** Calls for what was said before, though not for what happened: "¿Cuándo es mi examen?", "What's my dog's name?". */
  readonly needsMessages: boolean;
  /** Fact categories to bring; `*` alone means all. */
  readonly categories: readonly string[];
  /** Whose earlier messages the question is about. */
  readonly aboutSelf: 'user' | 'bot' | undefined;
  /** Stems of what is asked for, without the asking itself ("do you remember when I told you"). */
  readonly subject: readonly string[];
}

export interface IntentOptions {
  /** What the two are called; naming one is asking about their messages. */
  readonly names?: { readonly user?: string; readonly persona?: string };
}

/** Characters that are looked at; what a message asks for stands near its beginning or is asked again. */
const maxCharacters = 4000;
/** Brought whatever is talked about: who they are, what they like, how they want to be spoken to. */
const alwaysCategories = ['personal_info', 'preferences', 'instructions'] as const;

// All patterns read folded text: lower case, no accents, spaces single. Bounded gaps keep them linear.
const asksForMemory =
  /\b(?:recuerd|recorda|recorde|te acorda|te acuerd|os acorda|se acuerda|acordaste)|\bacuerdate|\bno (?:te )?olvid(?:es|aste)|\bla (?:ultima|otra|primera) vez\b|\bque (?:te|os) (?:conte|dije|habia dicho|habia contado|he contado|he dicho)\b|\bcuando (?:te|os|me|nos) (?:cont|dij|habl|mencion|conoc|vi\b)|\b(?:de|en) que (?:hablamos|estabamos hablando)|\bhablamos (?:de|ayer|antes|la)|\byeah? te (?:conte|dije)|\bya te (?:conte|dije|habia)|\bme (?:dijiste|contaste|recomendaste|prometiste|sugeriste|aconsejaste)\b/;
const asksForMemoryEnglish =
  /\bremember|\brecall\b|\bremind me (?:what|when|how|who|where|of)|\b(?:don't|did you) forget\b|\blast time\b|\bthe other (?:day|time)\b|\bfirst time we\b|\b(?:did|have) i (?:ever )?(?:tell|told|say|said|mention)|\bwhen i (?:told|said|mentioned)|\bi (?:already )?(?:told|mentioned to) you\b|\b(?:did|have) you (?:ever )?(?:tell|told|say|said|recommend|suggest|promise|mention)|\byou (?:once )?(?:told|said|recommended|suggested|promised|mentioned)\b|\b(?:did|have) we (?:ever )?(?:talk|talked|speak|spoke|discuss)|\bwe (?:talked|spoke|discussed|were talking)\b/;
const asksForAll =
  /\bwhat (?:do|did|else do) you know (?:about|of) me\b|\beverything you know\b|\btell me (?:what you know )?about (?:me|myself)\b|\bwho am i\b|\bque (?:mas )?(?:sabes|conoces|recuerdas) (?:de|sobre) mi\b|\btodo lo que sabes\b|\bquien soy\b|\bque sabes de mi\b/;
const asksWhen = /\b(?:cuando|desde cuando|when|since when|how long ago|hace cuanto)\b/;
const isQuestion = /[?¿]/;
// "when I get home" and "cuando llegue" state; "when is" and "cuando es" ask.
const startsLikeQuestion =
  /^\W{0,3}(?:what|where|who|which|do|did|donde|quien|cual|sabes|(?:when|since when) (?:is|was|are|were|did|do|does|will|have|has)|(?:desde )?cuando (?:es|fue|era|son|fueron|seran?))\b/;
const saidOrTold = /\b(?:told|said|tell|say|mentioned|conte|dije|dijiste|contaste|mencione|hable|hablamos)\b/;

const botSpoke =
  /\b(?:me|nos) (?:dijiste|contaste|recomendaste|prometiste|sugeriste|aconsejaste|mencionaste|explicaste|hablaste|respondiste|escribiste|llamaste)\b|\b(?:dijiste|recomendaste|prometiste|sugeriste|aconsejaste|mencionaste)\b|\bdid you (?:say|tell|recommend|suggest|promise|mention|write|answer|explain|call)\b|\byou (?:once |just |already )?(?:said|told|recommended|suggested|promised|mentioned|wrote|answered|explained|called)\b/;
const userSpeaks =
  /\b(?:i|i'm|i've|i'd|i'll|my|me|mine|myself|yo|mi|mis|mio|mia|mios|mias|conmigo|conte|dije|hable|mencione|tengo|tuve|fui|hice|soy|estoy|quiero|vivo|llamo|trabajo)\b/;
const notAboutUser = /\b(?:tell|give|show|help|cuenta|di|dime|ayuda) me\b/g;

/** Words of asking and telling: they say that something is sought, not what. */
const askingStems: ReadonlySet<string> = new Set(
  stems(`remember recall remind forget told tell said say talk talked speak spoke mention discuss know time last other day first
    ever once already thing something anything everything recuerdas recordar acuerdas acordar olvidar conté contar cuéntame dije decir hablamos
    hablar mencionar sabes saber vez última otra primera cosa algo conoces favor please`),
);

/**
 * What a message calls for besides the recent conversation, read from its words alone: English and Spanish, any
 * case, with or without accents. Looks at the first 4,000 characters.
 */
export function readIntent(text: string, { names = {} }: IntentOptions = {}): Intent {
  const folded = fold(text);
  const wantsAll = asksForAll.test(folded);
  const asksAboutPast = wantsAll || asksForMemory.test(folded) || asksForMemoryEnglish.test(folded);
  const aboutSelf = aboutWhom(folded, names);
  const asks = isQuestion.test(text.slice(0, maxCharacters)) || startsLikeQuestion.test(folded);
  const needsMessages =
    asksAboutPast ||
    (asksWhen.test(folded) && (asks || saidOrTold.test(folded))) ||
    (asks && aboutSelf !== undefined);
  return {
    asksAboutPast,
    needsMessages,
    categories: asksAboutPast ? ['*'] : [...new Set([...alwaysCategories, ...factCategories(text)])],
    aboutSelf,
    subject: stems(text.slice(0, maxCharacters)).filter((stem) => !askingStems.has(stem)),
  };
}

function aboutWhom(folded: string, names: NonNullable<IntentOptions['names']>): Intent['aboutSelf'] {
  if (botSpoke.test(folded)) return 'bot';
  if (userSpeaks.test(folded.replace(notAboutUser, ' '))) return 'user';
  if (isNamed(folded, names.user)) return 'user';
  return isNamed(folded, names.persona) ? 'bot' : undefined;
}

function isNamed(folded: string, name: string | undefined): boolean {
  const wanted = name === undefined ? '' : fold(name).trim();
  return wanted !== '' && ` ${folded.replace(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(` ${wanted} `);
}

function fold(text: string): string {
  return text
    .slice(0, maxCharacters)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ');
}
