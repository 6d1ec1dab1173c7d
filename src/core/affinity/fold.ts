/** Longest stretch of a message that is looked at: everything people say of themselves fits, pasted logs do not. */
const LONGEST = 4_000;

/** A message as it is searched: both strings have the same length, so a match in one is a span of the other. */
export interface Folded {
  /** The first 4,000 characters, composed (NFC). */
  readonly written: string;
  /** Lower case, without accents; apostrophes are `'`, every kind of space is one space, line ends stay. */
  readonly folded: string;
}

/** Folds a message for searching. Never throws; takes time linear in at most 4,000 characters. */
export function fold(text: string): Folded {
  const written = text.slice(0, LONGEST).normalize('NFC').slice(0, LONGEST);
  let folded = '';
  for (const character of written) folded += foldCharacter(character);
  return { written, folded };
}

function foldCharacter(character: string): string {
  if (character >= 'a' && character <= 'z') return character;
  if (character === '\n' || character === '\r') return '\n';
  if (/[’‘´ʼ]/.test(character)) return "'";
  if (/[“”«»„]/.test(character)) return '"';
  if (/[\s\p{Cc}]/u.test(character)) return ' ';
  const plain = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.length === character.length ? plain : character;
}
