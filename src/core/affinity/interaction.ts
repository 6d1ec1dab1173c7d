import { type Clause, clausesOf } from './clauses.ts';
import { fold } from './fold.ts';
import { findHostility } from './hostility.ts';
import { findPraise } from './praise.ts';
import { withoutQuotes } from './quotes.ts';

/** What a person did by writing a message. `message` is everything that is nothing else. */
export type InteractionKind =
  | 'message'
  | 'compliment'
  | 'insult'
  | 'affection'
  | 'apology'
  | 'thanks'
  | 'greeting';

export interface Interaction {
  readonly kind: InteractionKind;
  /** The words that decided, as they were written; absent for `message`. */
  readonly evidence?: string;
}

/**
 * Says what the writer of `text` did to the persona they talk to, in English or Spanish. Meant for people's
 * words only: text a model wrote must never come here, or it could earn affinity for its reader.
 *
 * Precision before recall: denied, quoted, reported, asked, wished or ironic praise is a plain message. Where a
 * message does several things, the first of insult, compliment, affection, apology, thanks, greeting counts.
 * Never throws; reads the first 4,000 characters.
 *
 * @example classifyInteraction('Eres linda') // { kind: 'compliment', evidence: 'Eres linda' }
 */
export function classifyInteraction(text: string): Interaction {
  const { written, folded } = fold(text);
  if (JOKING.test(folded)) return { kind: 'message' };
  const isIronic = IRONIC.test(folded);
  const clauses = clausesOf(withoutQuotes(folded)).slice(0, MOST_CLAUSES);
  for (const { kind, find } of KINDS) {
    if (isIronic && WARM.has(kind)) continue;
    for (const clause of clauses) {
      const span = clause.text.length > LONGEST_CLAUSE ? undefined : find(clause, written);
      if (span === undefined) continue;
      return { kind, evidence: written.slice(clause.start + span[0], clause.start + span[1]) };
    }
  }
  return { kind: 'message' };
}

/** Bounds the work on text that is not talk; nobody writes a sentence of 600 characters without a comma. */
const LONGEST_CLAUSE = 600;
const MOST_CLAUSES = 60;

const JOKING =
  /\b(?:just kidding|only joking|i'?m kidding|just joking|jk|es broma|era broma|solo bromeo|estoy bromeando)\b/;
const IRONIC =
  /🙄|(?:^|\s)\/s(?:\s|$)|\byeah,? right\b|\bas if\b|\b(?:said|says) no ?(?:one|body)(?: ever)?\b|[\s,.]not ?!*$|\bsure you are\b|\b(?:si,? claro|si,? como no|aja,? si|claro que no|no es cierto|no es verdad|mentira)\b|\b(?:for a (?:bot|robot|machine|program|computer)|para ser (?:un|una) (?:bot|robot|maquina|ia|programa))\b|\bthanks for nothing\b|\bgracias por nada\b/;

const WARM: ReadonlySet<InteractionKind> = new Set(['compliment', 'affection', 'thanks']);

type Find = (clause: Clause, written: string) => readonly [number, number] | undefined;

const AFFECTION =
  /(?:\bi(?: (?:really|just|do|so|truly|still|also|always|will always|think i|fucking))* |^(?:really )?(?!like\b))(?:love|luv|adore|miss(?:ed)?|like) (?:you|u|ya)(?: (?:so|very|too|alicia|my|a|much|lots?|more|all|baby|babe|dear|tho|always|forever|already|today|and|both|guys|tons|lol|haha|xoxo|with|to|from)\b|$)|\bte (?:quiero|amo|adoro|extrano|extrane|aprecio|necesito|echo de menos)\b(?! (?:preguntar|decir|contar|pedir|ver|comentar|hacer|mostrar|invitar|saber|dar|ensenar|proponer|recordar|matar|que\b))|\bme (?:gustas|encantas|fascinas)\b|\b(?:you are|you'?re) (?:the love of my life|my (?:best friend|everything|soulmate|world))\b|\b(?:hugs|un abrazo|abrazos|besos|kisses|te mando (?:un )?(?:abrazo|beso|besos|abrazos)|i(?:'m| am) in love with you|estoy enamorad[oa] de ti)\b/;
const APOLOGY =
  /^(?:(?:oh|hey|ok|okay|ay|uy|no|please|por favor|alicia|im|i am|i'm|really|so|very|but|pero|and) )*(?:sorry|my apologies|my bad|apologies|forgive me|pardon me|i apologi[sz]e|perdon|perdoname|disculpa|disculpame|disculpas|lo siento|lo lamento|mil disculpas|te pido perdon|te pido disculpas)\b(?! (?:for your loss|to hear|about your loss|not sorry|por tu perdida|por la perdida))|\bi(?: am|'m)(?: (?:so|really|very|truly))? sorry\b|\bi (?:want to |would like to |have to |do )?apologi[sz]e\b|\b(?:lo siento (?:mucho|tanto)|te (?:pido|debo) (?:perdon|una disculpa|disculpas))\b/;
const THANKS =
  /\b(?:thank (?:you|u|ya)|thanks|thnx|thx|tysm|i(?: really)? appreciate (?:it|you|that|your)|muchas gracias|mil gracias|gracias|te (?:lo )?agradezco|grax)\b(?! (?:to (?:my|the|his|her|them|him|our|a|god)|a (?:mi|la|el|los|las|un|una|su|dios|que)|giving))|^ty\b/;
const GREETING =
  /^(?:(?:oh|well|ah|ay|pues|bueno) )?(?:hello|hi+|hey+|heya|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|hola+|holi|holis|ola|buen(?:os|as)? (?:dias?|tardes|noches)|buenas|que tal|que onda|how are you|what'?s up|sup|saludos|como estas|como andas|morning)\b/;

const isDenied = (before: string): boolean =>
  /\b(?:not|never|don'?t|didn'?t|doesn'?t|no|nunca|tampoco|ya no|said|told|says|if|si|would|dij[oe]|dice|who|nobody|nadie)(?: \w+){0,2} ?$/.test(
    before,
  );

const direct =
  (pattern: RegExp): Find =>
  (clause) => {
    const match = pattern.exec(clause.text);
    if (match === null || isDenied(clause.text.slice(0, match.index))) return undefined;
    return [match.index, match.index + match[0].length];
  };

const stated =
  (pattern: RegExp): Find =>
  (clause, written) =>
    clause.isQuestion ? undefined : direct(pattern)(clause, written);

/** In the order of what counts first. */
const KINDS: readonly { readonly kind: InteractionKind; readonly find: Find }[] = [
  { kind: 'insult', find: findHostility },
  { kind: 'compliment', find: findPraise },
  { kind: 'affection', find: stated(AFFECTION) },
  { kind: 'apology', find: stated(APOLOGY) },
  { kind: 'thanks', find: stated(THANKS) },
  { kind: 'greeting', find: direct(GREETING) },
];
