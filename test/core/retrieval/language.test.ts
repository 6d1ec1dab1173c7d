import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLanguage } from '../../../src/core/retrieval/language.ts';

const spanish = [
  'Hola',
  'Eres linda',
  '¿Qué tal?',
  'Mi perro Max murió ayer',
  'Recuerdas cuando te conté de Max?',
  'me llamo Diego',
  'no te acuerdas de mi',
  'estoy muy cansado hoy',
  'Gracias!',
  'quiero comer pizza',
  'trabajo en un banco',
  'buenos dias',
];
const english = [
  'Hello',
  "You're pretty",
  'My dog Max died yesterday',
  'Do you remember when I told you about Max?',
  "I'm Diego",
  'thanks a lot',
  'what do you know about me',
  'I work at a bank',
  'good morning',
  'no, I said no',
  'Don’t do that',
];

describe('detectLanguage', () => {
  it.each(spanish)('hears Spanish in "%s"', (text) => expect(detectLanguage(text, 'en')).toBe('es'));
  it.each(english)('hears English in "%s"', (text) => expect(detectLanguage(text, 'es')).toBe('en'));
  it.each(['', 'ok', 'jaja', 'Alicia', 'Max', '😀', '123', 'Inés', 'no', 'lol', '?', 'Beverly'])(
    'cannot tell from "%s" and keeps the language so far',
    (text) => {
      expect(detectLanguage(text, 'en')).toBe('en');
      expect(detectLanguage(text, 'es')).toBe('es');
    },
  );
  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        expect(['en', 'es']).toContain(detectLanguage(text, 'en'));
      }),
    );
    expect(detectLanguage("a'".repeat(50_000), 'es')).toBeDefined();
  });
});
