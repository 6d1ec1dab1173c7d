import { describe, expect, it } from 'vitest';
import { looksLikeFact } from '../../../src/core/memory/looks-like-fact.ts';

describe('whether a message looks like it tells a fact', () => {
  it.each([
    'My name is Diego',
    'Me llamo Diego',
    'Mi perro Max murió ayer',
    'Me encanta Naruto',
    'I love pizza',
    'Vivo en Lima',
    'I live in Boston with my parents',
    'my sister is getting married',
    'Mi hermana se casa',
    'I work as a nurse',
    'trabajo en un hospital',
    "I'm allergic to nuts",
    'soy alérgico al polen',
    'Tengo 27 años',
    'I am 27',
    'My birthday is in May',
    'Mi cumpleaños es el 3 de mayo',
    'recuerda que mañana tengo examen',
    'Hola, me llamo Diego, ¿y tú?',
    'Soy Diego',
    "I can't stand Mondays",
    'Max era mi mejor amigo, mi perro',
  ])('sees one in %j', (text) => {
    expect(looksLikeFact(text)).toBe(true);
  });

  it.each([
    'Hello',
    'Hola',
    'ok',
    '¿Qué tal?',
    'Message 7',
    'mensaje 3',
    'How are you?',
    "I'm fine",
    'Eres linda',
    "You're pretty",
    '¿Recuerdas a mi perro?',
    'Recuerdas cuando te conté de Max?',
    'Do you remember my dog?',
    'What is my name?',
    'I love you',
    'te amo',
    'me encanta tu voz',
    'Jajaja qué risa',
    'good night',
    'Buenas noches',
    'tell me a joke',
    'cuéntame un chiste',
    '',
    '\u0000\ud800',
  ])('sees none in %j', (text) => {
    expect(looksLikeFact(text)).toBe(false);
  });

  it.each(['my ', 'i am ', 'me gusta ', '?', 'soy '])(
    'reads 100,000 characters of %j without choking',
    (piece) => {
      expect(typeof looksLikeFact(piece.repeat(100_000 / piece.length))).toBe('boolean');
    },
  );
});
