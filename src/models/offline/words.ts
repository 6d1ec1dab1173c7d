/** Longest stretch of a message the offline voice reads; what people ask stands at the start. */
const READ = 1_500;

/** A message made safe to read and quote: one line, well formed, no controls, no `${`, bounded. */
export function cleanText(text: string): string {
  return text
    .slice(0, READ)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\uFFFD]+/gu, ' ')
    .replaceAll('${', '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Lower case, no accents, no apostrophes, words parted and surrounded by one space: ` que tal `. */
export function foldText(text: string): string {
  const bare = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}'’‘`´]+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  return ` ${bare.trim()} `;
}

const EMPTY_WORDS = new Set(
  `a about all am an and any are as at be been but by can could did do does for from had has have he her him his how i if im in is it its just
  know like me mine my no not of on or our out remember said say she so some tell that the their them then there they this to told us was we were what
  when where which who why will with would you your youre
  acuerdas al algo aquel aquella ayer como con contado conte cosa cual cuando de del dije donde el ella ellos en era eres es esa ese eso esta este esto fue ha
  hable habia hablamos han he la las le les lo los mas me mi mis muy nada ni nos o otra para pero por porque que quien recuerda recuerdas sabes se si sin
  sobre soy su sus te ti tienes todo tu tus un una unas unos vos y ya yo acordas recordas`.split(/\s+/),
);

/** The words of a folded text that say what it is about, at most 40. */
export function contentWords(folded: string): readonly string[] {
  return folded
    .split(' ')
    .filter((word) => word.length > 1 && !EMPTY_WORDS.has(word))
    .slice(0, 40);
}

/** `text` in at most `limit` characters, ended at a word and marked with an ellipsis when cut. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text
    .slice(0, limit - 1)
    .toWellFormed()
    .replaceAll('\uFFFD', '');
  const space = cut.lastIndexOf(' ');
  return `${space > limit / 2 ? cut.slice(0, space) : cut}…`;
}

/** FNV-1a over UTF-16 units: 32 bits, unsigned. */
export function hash(...parts: readonly (string | number)[]): number {
  let value = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0000`;
    for (let index = 0; index < text.length; index++) {
      value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
    }
  }
  // One more mix: FNV's low bits are weak, and choices are taken modulo small numbers.
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
}
