import type { Attachment, IncomingMessage, Language } from '../message.ts';

/** What a person is told they sent, in both languages. */
const KINDS: Readonly<Record<Attachment['kind'], Readonly<Record<Language, string>>>> = {
  image: { en: 'picture', es: 'imagen' },
  voice: { en: 'voice note', es: 'nota de voz' },
  audio: { en: 'audio', es: 'audio' },
  video: { en: 'video', es: 'vídeo' },
  sticker: { en: 'sticker', es: 'sticker' },
  file: { en: 'file', es: 'archivo' },
  location: { en: 'location', es: 'ubicación' },
  other: { en: 'attachment', es: 'adjunto' },
};
/** Things of one message that are described; the platforms allow ten. */
const MOST = 10;
const LONGEST_NAME = 80;

/**
 * What a message says with all that came with it: its text, then a line for each thing, `[picture: cat.png]`. It is what
 * the persona reads and what is kept.
 */
export function heard(
  { text, attachments = [] }: Pick<IncomingMessage, 'text' | 'attachments'>,
  language: Language,
): string {
  if (attachments.length === 0) return text;
  const things = attachments.slice(0, MOST).map(({ kind, name = '' }) => {
    const shown = nameOf(name);
    return `[${KINDS[kind][language]}${shown === '' ? '' : `: ${shown}`}]`;
  });
  return [...(text.trim() === '' ? [] : [text]), ...things].join('\n');
}

const words = Object.values(KINDS).flatMap((of) => Object.values(of));
const THING = new RegExp(
  `(?:^|\\n)\\[(?:${[...new Set(words)].join('|')})(?:: [^\\[\\]\\n]{1,${LONGEST_NAME}})?\\]$`,
  'u',
);

/** The person's own words in what was heard: what a file is called is nothing they said. */
export function ownWords(text: string): string {
  let own = text;
  for (let count = 0; count < MOST && own.endsWith(']'); count++) {
    const [thing] = THING.exec(own) ?? [];
    if (thing === undefined) break;
    own = own.slice(0, -thing.length);
  }
  return own;
}

/** On one line, and never the end of its own bracket. */
function nameOf(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/[[\]]/g, '')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return [...plain].slice(0, LONGEST_NAME).join('').trim();
}
