import { fold } from '../affinity/fold.ts';
import { type EmotionType, emotions } from '../personas/emotions.ts';
import { EMOTION_MARKS } from './emotion-marks.ts';
import { EMOTION_WORDS_EN } from './emotion-words-en.ts';
import { EMOTION_WORDS_ES } from './emotion-words-es.ts';

/** How much a message shows of each emotion, and the words that show it. Emotions it shows none of are absent. */
export type EmotionScores = ReadonlyMap<
  EmotionType,
  { readonly score: number; readonly evidence: readonly string[] }
>;

/**
 * Adds up the signs of emotion in a message, English or Spanish: 1 for a word of the lists, less for a weak one
 * or an emoji; ×1.5 behind "very", ×0.6 behind "a bit", ×1.25 in capitals. Up to three words behind a denial a
 * word counts for its opposite (joy) or not at all. Reads the first 4,000 characters.
 */
export function scoreEmotions(text: string): EmotionScores {
  const { written, folded } = fold(text);
  const tally = new Map<EmotionType, { score: number; evidence: string[] }>();
  const add = (emotion: EmotionType, score: number, evidence: string): void => {
    const entry = tally.get(emotion) ?? { score: 0, evidence: [] };
    entry.score += score;
    if (entry.evidence.length < MOST_EVIDENCE && !entry.evidence.includes(evidence))
      entry.evidence.push(evidence);
    tally.set(emotion, entry);
  };
  scoreWords(written, folded, add);
  scoreMarks(folded, add);
  return tally;
}

type Add = (emotion: EmotionType, score: number, evidence: string) => void;

const MOST_EVIDENCE = 5;
const WEAK = 0.4;
const MARK = 0.7;
const MOST_MARKS = 3;
const DENIAL_REACH = 3;
/** "not happy" is a little sad, not as sad as "sad". */
const DENIED_JOY = 0.5;

const DENIALS = new Set(
  'not no never dont didnt doesnt isnt arent wasnt werent wont cant cannot couldnt wouldnt shouldnt aint without hardly nobody neither nor nunca jamas sin tampoco ni nadie'.split(
    ' ',
  ),
);
const BOOSTERS = new Set(
  'very so really extremely super absolutely totally incredibly completely too such fucking deeply truly muy tan super demasiado mucho mucha muchisimo muchisima re bien tremendamente totalmente completamente realmente bastante'.split(
    ' ',
  ),
);
const DAMPERS = new Set('bit little kinda slightly somewhat poco poquito algo apenas'.split(' '));

interface Word {
  readonly plain: string;
  readonly start: number;
  readonly end: number;
  /** A mark that ends a clause stands between this word and the one before. */
  readonly isFirst: boolean;
}

function scoreWords(written: string, folded: string, add: Add): void {
  const words = wordsOf(folded);
  for (let index = 0; index < words.length; index++) {
    const found = lookUp(words, index);
    if (found === undefined) continue;
    const last = words[index + found.length - 1]!;
    const evidence = written.slice(words[index]!.start, last.end);
    const isLoud =
      evidence.length > 2 && evidence === evidence.toUpperCase() && written !== written.toUpperCase();
    const factor = (isLoud ? 1.25 : 1) * degree(words, index);
    const isAsked = ASKED.test(folded.slice(last.end, last.end + 200));
    const isDenied = found.length === 1 && isBehindDenial(words, index);
    for (const { emotion, weight } of found.signs) {
      const share = isAsked && !ASKING.has(emotion) ? HALF : 1;
      if (!isDenied) add(emotion, weight * factor * share, evidence);
      else if (PLEASANT.has(emotion)) add('sadness', weight * DENIED_JOY, evidence);
    }
    index += found.length - 1;
  }
}

/** "Are you happy?" tells little of who asks; two such words still do. */
const HALF = 0.5;
const ASKED = /^[^.!?\n]*\?(?!!)/;
const ASKING: ReadonlySet<EmotionType> = new Set(['curiosity', 'surprise']);

const PLEASANT: ReadonlySet<EmotionType> = new Set(['joy', 'excitement', 'contentment']);

function wordsOf(folded: string): readonly Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const match of folded.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'_]*/gu)) {
    const gap = folded.slice(end, match.index);
    end = match.index + match[0].length;
    words.push({
      plain: match[0].replaceAll("'", ''),
      start: match.index,
      end,
      isFirst: /[.,;:!?\n()]/.test(gap),
    });
  }
  return words;
}

function isBehindDenial(words: readonly Word[], index: number): boolean {
  for (let back = 0; back < DENIAL_REACH; back++) {
    const word = words[index - back];
    if (word === undefined || word.isFirst) return false;
    const before = words[index - back - 1];
    if (before !== undefined && DENIALS.has(before.plain)) return true;
  }
  return false;
}

function degree(words: readonly Word[], index: number): number {
  const near = [words[index - 1]?.plain, words[index - 2]?.plain];
  if (words[index]!.isFirst || near[0] === undefined) return 1;
  if (BOOSTERS.has(near[0])) return 1.5;
  return DAMPERS.has(near[0]) || (near[0] === 'de' && near[1] === 'poco') ? 0.6 : 1;
}

interface Sign {
  readonly emotion: EmotionType;
  readonly weight: number;
}

interface Found {
  /** Words taken. */
  readonly length: number;
  readonly signs: readonly Sign[];
}

function lookUp(words: readonly Word[], index: number): Found | undefined {
  for (let length = LONGEST_PHRASE; length > 1; length--) {
    const phrase = words.slice(index, index + length);
    if (phrase.length < length || phrase.slice(1).some((word) => word.isFirst)) continue;
    const signs = PHRASES.get(phrase.map((word) => word.plain).join('_'));
    if (signs !== undefined) return { length, signs };
  }
  const { plain } = words[index]!;
  const signs =
    signsOf(plain) ??
    signsOf(plain.replace(/(.)\1{2,}/gu, '$1$1')) ??
    signsOf(plain.replace(/(.)\1+/gu, '$1'));
  return signs === undefined ? undefined : { length: 1, signs };
}

function signsOf(word: string): readonly Sign[] | undefined {
  const whole = WORDS.get(word);
  if (whole !== undefined) return whole;
  for (let length = Math.min(word.length, LONGEST_STEM); length >= 2; length--) {
    const signs = STEMS.get(word.slice(0, length));
    if (signs !== undefined) return signs;
  }
  return undefined;
}

function scoreMarks(folded: string, add: Add): void {
  let rest = folded;
  for (const { mark, emotion } of MARKS) {
    const parts = rest.split(mark);
    if (parts.length === 1) continue;
    const count = Math.min(parts.length - 1, MOST_MARKS);
    add(emotion, MARK * (1 + 0.25 * (count - 1)), mark);
    rest = parts.join(' ');
  }
  if (/\?!|!\?/.test(folded)) add('surprise', MARK, '?!');
}

const WORDS = new Map<string, Sign[]>();
const STEMS = new Map<string, Sign[]>();
const PHRASES = new Map<string, Sign[]>();
const LONGEST_STEM = 14;
const LONGEST_PHRASE = 4;

for (const list of [EMOTION_WORDS_EN, EMOTION_WORDS_ES]) {
  for (const emotion of emotions) {
    for (const entry of (list[emotion] ?? '').trim().split(/\s+/)) register(emotion, entry);
  }
}

function register(emotion: EmotionType, entry: string): void {
  const weight = entry.endsWith('~') ? WEAK : 1;
  const bare = entry.replace(/~$/, '');
  const word = bare.replace(/\*$/, '');
  const table = word.includes('_') ? PHRASES : bare.endsWith('*') ? STEMS : WORDS;
  const signs = table.get(word) ?? [];
  if (word !== '' && !signs.some((sign) => sign.emotion === emotion))
    table.set(word, [...signs, { emotion, weight }]);
}

// Longest first: ":'(" before ":(" would be found inside it.
const MARKS = Object.entries(EMOTION_MARKS)
  .flatMap(([emotion, marks]) => marks.map((mark) => ({ mark, emotion: emotion as EmotionType })))
  .toSorted((a, b) => b.mark.length - a.mark.length);
