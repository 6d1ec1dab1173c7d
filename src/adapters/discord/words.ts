import type { Language } from '../../core/message.ts';

/** What only Discord makes Kith say, in its own voice. */
const en = {
  rememberThis: 'Remember this',
  onlyYourOwn: 'I only remember what you wrote yourself.',
  nothingToRemember: 'There is no text in that message.',
  tooLate: 'That took too long and I stopped. Nothing was lost; please try again.',
  directClosed:
    'That answer is for you alone, and I may not write to you directly. Use the slash command here, or allow direct messages from this server.',
};

export type Words = typeof en;

const es: Words = {
  rememberThis: 'Recuerda esto',
  onlyYourOwn: 'Solo recuerdo lo que has escrito tú.',
  nothingToRemember: 'Ese mensaje no tiene texto.',
  tooLate: 'Ha tardado demasiado y lo he dejado. No se ha perdido nada; inténtalo de nuevo.',
  directClosed:
    'Esa respuesta es solo para ti y no puedo escribirte en privado. Usa aquí la orden con la barra, o permite mensajes directos de este servidor.',
};

export const wordsIn: Readonly<Record<Language, Words>> = { en, es };

/** `es-419` → `es`; everything that is not Spanish is spoken to in English. */
export const languageOf = (locale: string | undefined): Language =>
  locale?.toLowerCase().startsWith('es') === true ? 'es' : 'en';
