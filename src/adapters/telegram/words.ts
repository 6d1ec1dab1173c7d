import type { Language } from '../../core/message.ts';

/** What only Telegram makes Kith say, in its own voice. */
const en = {
  /** In a group, where an answer for one could not be given in the private chat. */
  openPrivately: 'That answer is only for you. Open our private chat and press Start to read it.',
  openButton: 'Open private chat',
};

export type Words = typeof en;

const es: Words = {
  openPrivately: 'Esa respuesta es solo para ti. Abre nuestro chat privado y pulsa Iniciar para leerla.',
  openButton: 'Abrir chat privado',
};

const wordsIn: Readonly<Record<Language, Words>> = { en, es };

/** In somebody's language; in both where nobody knows it. */
export function say(key: keyof Words, language: Language | undefined, between: string): string {
  return language === undefined ? [en[key], es[key]].join(between) : wordsIn[language][key];
}
