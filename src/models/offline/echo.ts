import type { Language } from '../../core/message.ts';
import { quote } from './memory.ts';
import { foldText, shorten } from './words.ts';

/**
 * A piece of what was said, turned round so that it can be given back: "your sister", "tu hermana", else a
 * short quotation. Undefined when there is nothing worth taking up.
 */
export function echo(text: string, language: Language): string | undefined {
  const clause = text
    .split(/[.!?¡¿;:,\n]+| (?:pero|but|porque|because|and|y|e|when|cuando) /iu)
    .map((part) => part.trim())
    .filter((part) => part.split(' ').length > 2)[0];
  if (clause === undefined) return undefined;
  return thing(clause.split(' ').slice(0, 40), language) ?? statement(clause, language);
}

const BEFORE_NOUN = new Set(
  'little big old older younger new best first last whole own dear late favorite favourite mejor primer primera nuevo nueva ultimo ultima viejo vieja propio propia'.split(
    ' ',
  ),
);

/** "my older sister called" → "your older sister". */
function thing(words: readonly string[], language: Language): string | undefined {
  const mine = language === 'es' ? /^mis?$/ : /^my$/;
  const at = words.findIndex((word) => mine.test(foldText(word).trim()));
  if (at < 0) return undefined;
  const noun: string[] = [];
  for (const word of words.slice(at + 1, at + 4)) {
    noun.push(word.replace(/[^\p{L}\p{N}'’-]/gu, ''));
    if (!BEFORE_NOUN.has(foldText(word).trim())) break;
  }
  if (noun.join('').length < 3 || noun.join('').length > 40) return undefined;
  const plural = foldText(words[at]!).trim() === 'mis';
  return `${language === 'es' ? (plural ? 'tus' : 'tu') : 'your'} ${noun.join(' ')}`;
}

function statement(clause: string, language: Language): string | undefined {
  const letters = clause.replace(/[^\p{L}]/gu, '').length;
  // Noise (numbers, symbols, one endless word) is not worth giving back.
  if (letters < clause.length / 2 || clause.split(' ').some((word) => word.length > 30)) return undefined;
  const words = clause.split(' ');
  return quote(shorten(words.slice(0, 9).join(' ') + (words.length > 9 ? '…' : ''), 70), language);
}
