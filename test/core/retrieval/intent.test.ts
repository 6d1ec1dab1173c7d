import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIntent } from '../../../src/core/retrieval/intent.ts';

const past = [
  'Recuerdas cuando te conté de Max?',
  'RECUERDAS A MAX?',
  'recuerdas',
  '¿Te acuerdas de mi perro?',
  '¿Cuándo te conté lo de mi hermana?',
  'cuando te conte de max',
  '¿Puedes recordar qué dije?',
  '¿Qué te dije la última vez?',
  'de que hablamos ayer?',
  'Do you remember Max?',
  'DO YOU REMEMBER?',
  'Remember when we met?',
  'When did I tell you about my sister?',
  'what did I say about the exam',
  'What did we talk about last time?',
  'I told you about it',
  '¿Qué sabes de mí?',
  'What do you know about me?',
];
const present = [
  'Hola',
  'Hello',
  '¿Qué tal?',
  'Eres linda',
  "You're pretty",
  'How are you?',
  'ok',
  '',
  'When I get home I will sleep',
  'Cuando llegue a casa duermo',
  'estoy de acuerdo',
  'Good morning!',
  'Tell me a story',
];

describe('readIntent', () => {
  it.each(past)('hears that "%s" asks about the past', (text) => {
    expect(readIntent(text)).toMatchObject({ asksAboutPast: true, needsMessages: true, categories: ['*'] });
  });
  it.each(present)('hears nothing of the past in "%s"', (text) => {
    expect(readIntent(text)).toMatchObject({ asksAboutPast: false, needsMessages: false });
  });
  it.each(['¿Cuándo es mi examen?', 'cuando es mi cumpleaños', 'When is my exam?', "What's my dog's name?"])(
    'looks messages up for "%s", though nothing is remembered',
    (text) => {
      expect(readIntent(text)).toMatchObject({ asksAboutPast: false, needsMessages: true });
    },
  );

  it.each([
    ['my dog is sick', ['pets', 'health']],
    ['mi perro está enfermo', ['pets', 'health']],
    ['I had a fight with my mother', ['family']],
    ['mi madre perdió su trabajo', ['family', 'work']],
    ['tengo alergia a los gatos', ['pets', 'health']],
    ['I am allergic', ['health']],
  ])('brings the facts "%s" touches', (text, expected) => {
    const { categories } = readIntent(text);
    expect(categories).toEqual(
      expect.arrayContaining(['personal_info', 'preferences', 'instructions', ...expected]),
    );
  });
  it('brings only who they are and what they like for a greeting', () => {
    expect(readIntent('Hola').categories).toEqual(['personal_info', 'preferences', 'instructions']);
  });

  it.each([
    ['Recuerdas cuando te conté de Max?', 'user'],
    ['What is my favorite anime?', 'user'],
    ['¿Qué me dijiste de ese libro?', 'bot'],
    ['What did you say about the book?', 'bot'],
    ['¿Recuerdas que me recomendaste una serie?', 'bot'],
    ['What does Diego like?', 'user'],
    ['¿Qué le gusta a Alicia?', 'bot'],
    ['What is the capital of France?', undefined],
  ])('knows whose words "%s" is about', (text, aboutSelf) => {
    expect(readIntent(text, { names: { user: 'Diego', persona: 'Alicia' } }).aboutSelf).toBe(aboutSelf);
  });

  it('keeps what is asked for and drops the asking', () => {
    expect(readIntent('Recuerdas cuando te conté de Max?').subject).toEqual(['max']);
    expect(readIntent('Do you remember when I told you about Max?').subject).toEqual(['max']);
    expect(readIntent('Do you remember what we talked about?').subject).toEqual([]);
    expect(readIntent('¿Recuerdas de qué hablamos?').subject).toEqual([]);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 3000 }),
        fc.string({ unit: 'binary' }),
        (text, name) => {
          expect(
            readIntent(text, { names: { user: name, persona: name } }).categories.length,
          ).toBeGreaterThan(0);
        },
      ),
    );
    for (const piece of ['cuando te ', 'do you ', ' ', 'have i ever ', 'tell me what ', '\u0301', '¿']) {
      expect(readIntent(piece.repeat(20_000)).categories.length).toBeGreaterThan(0);
    }
  });
});
