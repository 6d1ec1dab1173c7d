import { clausesOf } from '../affinity/clauses.ts';
import { fold } from '../affinity/fold.ts';

/** One clause a person stated, in both spellings; offsets of one hold in the other. */
export interface Statement {
  readonly folded: string;
  readonly written: string;
  /** Clauses after it in the same sentence, for lists: "pizza, sushi and tacos". */
  readonly following: readonly Statement[];
  /** Everything in capitals: they tell nothing. */
  readonly isShouted: boolean;
}

/** A fact as a pattern finds it, before it is judged. */
export interface Draft {
  readonly category: string;
  /** Language-neutral snake_case. */
  readonly key: string;
  /** Words of the person's own message. */
  readonly value: string;
  /** Language-neutral, e.g. `deceased`. */
  readonly qualifier?: string;
  /** The person says that it holds no more. */
  readonly ends?: boolean;
}

export type Finder = (statement: Statement) => readonly Draft[];

const MOST_CLAUSES = 80;
const LONGEST_CLAUSE = 400;

// "I'm Diego, and you?" asks nothing about Diego.
const ASKING_BACK =
  / (?:(?:y|and|what about|how about) )?(?:tu|vos|usted|ti|you|yours?)$|,? (?:verdad|no|right|ok|okay|sabes|you know)$/;

/** The clauses of a message that state something: questions are left out, a question tag is cut off. */
export function statementsOf(text: string): readonly Statement[] {
  const { written, folded } = fold(text);
  const isShouted = written === written.toUpperCase() && /\p{Lu}{2}/u.test(written);
  const clauses = clausesOf(folded.replace(/^ ?>[^\n]*$/gm, (line) => ';'.repeat(line.length)))
    .slice(0, MOST_CLAUSES)
    .filter((clause) => clause.text.length <= LONGEST_CLAUSE);
  const statements: Statement[] = [];
  for (const clause of clauses.toReversed()) {
    const next = clauses[clauses.indexOf(clause) + 1];
    const isListed = next !== undefined && /^ ?, ?$/.test(folded.slice(clause.end, next.start));
    const tag = clause.isQuestion ? ASKING_BACK.exec(clause.text) : null;
    if (clause.isQuestion && tag === null) continue;
    const end = clause.start + (tag?.index ?? clause.text.length);
    const heir = isListed ? statements[0] : undefined;
    statements.unshift({
      folded: folded.slice(clause.start, end),
      written: written.slice(clause.start, end),
      following: heir === undefined ? [] : [heir, ...heir.following].slice(0, 8),
      isShouted,
    });
  }
  return statements;
}

// What comes after these words no longer belongs to the value.
const STOPS =
  / (?:because|cuz|porque|since|desde|which|who|when|cuando|so|aunque|although|though|pero|but|mientras|while|donde|where|if|ya que|que|anymore|any more|any longer|now|ahora|right now|actualmente|currently|too|tambien|also|as well|a lot|mucho|muchisimo|so much|very much|these days|lately|actually|btw|by the way|lol|haha\w*|jaj\w*|xd|por cierto|por favor|please|hace|ago|y (?:tengo|vivo|soy|me|mi|mis|estoy|trabajo|estudio|tu|vos|no|ya|ella|el|es|tambien|nada|hablo|odio|amo|adoro|naci)|and (?:i|i'm|im|i'd|i've|my|you|we|he|she|it|they|that|then|am|have|live|work|also|her|his|its)|e (?:soy|ir))\b.*$/;

/** The words from `start` to where the value ends, as written; empty when nothing usable stands there. */
export function valueFrom({ folded, written }: Statement, start: number, stops: RegExp = STOPS): string {
  const space = folded.slice(start);
  const cut = ` ${space.trimStart()}`.replace(STOPS, '').replace(stops, '').trimEnd();
  const from = start + (space.length - space.trimStart().length);
  const value = written.slice(from, from + Math.max(0, cut.length - 1));
  return value.replace(/^[\s"'“”«»*_]+|(?:[\s"'“”«»*_.,:;\p{Extended_Pictographic}]|\u{FE0F})+$/gu, '');
}

/** What stands before a pattern makes it no plain statement about now. */
export function isHedged(before: string): boolean {
  return /\b(?:if|si|wish|ojala|would|could|might|may|said|says|told|dij\w+|dice|dicen|no|not|never|nunca|don'?t|didn'?t|think|thought|pretend|imagine|imagina|as if|como si|quisiera|dream\w*|sone|who|quien|where|donde|when|cuando)(?: \w+){0,2} ?$/.test(
    before,
  );
}

/** The written words from `start` that make a personal name, at most five; empty when there is none. */
export function nameFrom(statement: Statement, start: number, needsCapital: boolean): string {
  const rest = statement.written.slice(start).trimStart();
  const words = rest.split(/\s+/).slice(0, 8);
  const isCapital = (word: string | undefined): boolean => word !== undefined && /^\p{Lu}/u.test(word);
  const isWord = (word: string | undefined): boolean =>
    word !== undefined && /^[\p{L}][\p{L}\p{M}'’.-]*$/u.test(word);
  if (!isWord(words[0]) || (needsCapital && (statement.isShouted || !isCapital(words[0])))) return '';
  let count = 1;
  while (count < 5 && isWord(words[count]) && !statement.isShouted) {
    let next = count;
    while (PARTICLES.test(words[next] ?? '')) next++;
    if (next - count > 2 || !isWord(words[next]) || !isCapital(words[next])) break;
    count = next + 1;
  }
  // All in small letters: two words at the end of the clause are a double name.
  const isDouble =
    count === 1 && !isCapital(words[0]) && words.length === 2 && isWord(words[1]) && !JOINTS.test(words[1]!);
  return words
    .slice(0, isDouble ? 2 : count)
    .map((word) =>
      word.replace(/^\p{Ll}/u, (letter) => (PARTICLES.test(word) ? letter : letter.toUpperCase())),
    )
    .join(' ')
    .replace(/(?:['’]s)?[.'’-]*$/u, '')
    .replace(/\p{L}+/gu, (word) =>
      statement.isShouted ? word.slice(0, 1) + word.slice(1).toLowerCase() : word,
    );
}

const PARTICLES = /^(?:de|del|da|van|von|der|la|los)$/;

const JOINTS =
  /^(?:y|and|pero|but|from|de|tengo|soy|vivo|lol|xd|too|tambien|bro|man|please|btw|ya|jaja\w*|haha\w*|died|murio|is|es|now|here|aqui)$/i;
