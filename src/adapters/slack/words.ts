import type { Language } from '../../core/message.ts';

/** What only Slack makes Kith say, in its own voice. */
const en = {
  onlyYourOwn: 'I only remember what you wrote yourself.',
  nothingToRemember: 'There is no text in that message.',
  tooLate: 'That took too long and I stopped. Nothing was lost; please try again.',
  privateFailed: 'That answer is for you alone, and I cannot show it here. Ask me in a direct message.',
  save: 'Save',
  cancel: 'Cancel',
  home: 'Home',
  thinking: 'is thinking…',
  loading: ['is thinking…', 'is looking for words…', 'is still here…'],
  prompts: [
    { title: 'Say hello', message: 'Hello! Who are you?' },
    { title: 'What do you know about me?', message: 'What do you know about me?' },
    { title: 'How close are we?', message: '/affinity' },
    { title: 'Who else is here?', message: '/persona list' },
  ],
};

export type Words = typeof en;

const es: Words = {
  onlyYourOwn: 'Solo recuerdo lo que has escrito tú.',
  nothingToRemember: 'Ese mensaje no tiene texto.',
  tooLate: 'Ha tardado demasiado y lo he dejado. No se ha perdido nada; inténtalo de nuevo.',
  privateFailed:
    'Esa respuesta es solo para ti y aquí no puedo mostrártela. Pregúntame en un mensaje directo.',
  save: 'Guardar',
  cancel: 'Cancelar',
  home: 'Inicio',
  thinking: 'está pensando…',
  loading: ['está pensando…', 'busca las palabras…', 'sigue aquí…'],
  prompts: [
    { title: 'Saludar', message: '¡Hola! ¿Quién eres?' },
    { title: '¿Qué sabes de mí?', message: '¿Qué sabes de mí?' },
    { title: '¿Cuánta confianza hay?', message: '/afinidad' },
    { title: '¿Quién más está aquí?', message: '/persona list' },
  ],
};

export const wordsIn: Readonly<Record<Language, Words>> = { en, es };

/** `es-419` → `es`; everything that is not Spanish is spoken to in English. */
export const languageOf = (locale: string | undefined): Language =>
  locale?.toLowerCase().startsWith('es') === true ? 'es' : 'en';
