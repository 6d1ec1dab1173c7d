import { classifyInteraction, type InteractionKind } from '../../core/affinity/interaction.ts';
import { PHRASES, type PhrasedMoment } from './phrases.ts';
import { foldText } from './words.ts';

/** What a message is, as far as the offline voice tells. */
export type Moment = PhrasedMoment | 'insult' | 'love' | 'compliment' | 'thanks' | 'apology' | 'greet';

/** What a message says, read without a model. */
export interface Reading {
  /** ` folded text ` (see foldText). */
  readonly folded: string;
  /** Every moment found, the one that most needs an answer first. */
  readonly moments: readonly Moment[];
  /** A name the person just gave as theirs. */
  readonly name?: string;
  readonly isQuestion: boolean;
  /** Whether the person speaks of themselves. */
  readonly isAboutSelf: boolean;
}

/** Reads a cleaned text (see cleanText). Spanish and English alike, whatever language was set. */
export function readMoment(text: string): Reading {
  const folded = foldText(text);
  const words = folded.trim() === '' ? 0 : folded.trim().split(' ').length;
  const name = givenName(text, words);
  const isQuestion = /[?¿]/.test(text) || QUESTION.test(folded);
  return {
    folded,
    moments: readMoments(text, folded, words),
    ...(name === undefined ? {} : { name }),
    isQuestion,
    isAboutSelf: SELF.test(folded),
  };
}

function readMoments(text: string, folded: string, words: number): readonly Moment[] {
  const phrased: readonly Moment[] = PHRASES.filter(
    ({ phrases, short }) =>
      (short === undefined || words <= short) && phrases.some((phrase) => holds(folded, phrase)),
  ).map(({ moment }) => moment);
  const { kind } = classifyInteraction(text);
  // Thanks, a sorry or a hello that opens a longer message is not what the message is about.
  const done = PASSING.has(kind) && words > 12 ? undefined : DEEDS[kind];
  if (done === undefined) return phrased;
  if (done === 'greet') return phrased.includes('greet') ? phrased : [...phrased, 'greet'];
  const outweighed = phrased.filter((moment) => HEAVIER.has(moment));
  return [...outweighed, done, ...phrased.filter((moment) => !HEAVIER.has(moment))];
}

const DEEDS: Readonly<Partial<Record<InteractionKind, Moment>>> = {
  insult: 'insult',
  affection: 'love',
  compliment: 'compliment',
  thanks: 'thanks',
  apology: 'apology',
  greeting: 'greet',
};
const PASSING: ReadonlySet<InteractionKind> = new Set<InteractionKind>(['thanks', 'apology', 'greeting']);
const HEAVIER: ReadonlySet<Moment> = new Set<Moment>(['knows', 'honest', 'sad', 'scared', 'angry']);

/** "…of me" is a whole question only at the end: "de mi" may go on as "de mi hermana". */
function holds(folded: string, phrase: string): boolean {
  return /(?:^|\s)(?:mi|me)$/.test(phrase) ? folded.endsWith(` ${phrase} `) : folded.includes(` ${phrase} `);
}

const QUESTION =
  /^ (?:y |and |so |pero |but )?(?:what|who|where|when|why|how|which|do you|does|are you|is it|can you|would you|have you|que|quien|donde|cuando|por que|como|cual|cuanto|sabes|tienes|puedes) /;
const SELF =
  / (?:i|im|ive|ill|id|my|me|mine|mi|mis|yo|soy|estoy|tengo|quiero|voy|vivo|trabajo|hago|creo|fui|tuve|hice|compre|conmigo|he|hoy) /;

/** Phrases that announce a name; after the loose ones only a capital letter makes it one. */
const SURE =
  /(?:\bme llamo|\bmi nombre es|\bpued[eo]s? llamarme|\bll[aá]mame|\bmy name is|\bmy name['’]s|\bcall me|\bname is)\s+(\p{L}[\p{L}'’-]{0,30})/iu;
const LOOSE =
  /^(?:(?:hola|hello|hi|hey|buenas)[\s,!.]+)?(?:soy|yo soy|i am|i['’]?m|it['’]s)\s+(\p{Lu}[\p{L}'’-]{1,30})[\s.!,]*$/iu;
const NOT_NAMES = new Set(
  'a an the un una el la asi como not no so very muy bien mal good bad fine ok sorry sad happy back here de so really just tired cansado cansada feliz triste yo it that tu mi maybe crazy loca loco later when if luego cuando si mas manana tomorrow please por whatever asi what'.split(
    ' ',
  ),
);

function givenName(text: string, words: number): string | undefined {
  const head = text.slice(0, 400);
  const sure = SURE.exec(head)?.[1];
  const loose = words <= 5 ? LOOSE.exec(head)?.[1] : undefined;
  const found = sure ?? (loose !== undefined && /^\p{Lu}/u.test(loose) ? loose : undefined);
  if (found === undefined || NOT_NAMES.has(foldText(found).trim())) return undefined;
  const name = found.replace(/['’-]+$/, '');
  return name.charAt(0).toLocaleUpperCase() + name.slice(1);
}
