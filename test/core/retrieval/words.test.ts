import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stems, words } from '../../../src/core/retrieval/words.ts';

const joined = [
  'adopt adoption adopting adopted adopts',
  'run running ran runs runner',
  'study studies studied studying',
  'go went gone goes',
  'write wrote written writing writes',
  'favorite favourite favorita',
  'perro perros perra perrito perritos',
  'conté contó contar cuento contaste contaba contando contaré conte contado',
  'cuéntame contarte contándolo contártelo contar',
  'recomiendo recomendar recomiéndame recomendaste',
  'gustaría gusta gustar',
  'duermo dormir duerme',
  'murió murio MURIÓ muere morir muerto murieron',
  'fui fue fueron ir voy',
  'trabajo trabajar trabajé trabajaba trabajos trabajador',
  'comí comió comer comiendo',
  'May mayo',
  'Friday viernes',
];
const apart = ['movie move', 'universe family', 'perro pera', 'hermano hermoso', 'son soon', 'dance Daniel'];

describe('words', () => {
  it.each(joined)('looks up under one stem: %s', (family) => {
    const found = new Set(family.split(' ').flatMap((form) => words(form)));
    // "fue" is both to go and to be, so it may be dropped as grammar; nothing may differ.
    expect(found.size).toBe(1);
  });

  it.each(apart)('keeps apart: %s', (pair) => {
    const [one = '', other = ''] = pair.split(' ');
    expect(words(one)).not.toEqual(words(other));
  });

  it('drops grammar of both languages and keeps the subject', () => {
    expect(words('¿Qué tal? ¿Cómo estás?').length).toBeLessThanOrEqual(1);
    expect(words('What is it that you have been?')).toEqual([]);
    expect(words('Mi perro Max murió ayer')).toEqual(['perr', 'max', 'mor', 'ayer']);
    expect(words("I'm sure it's Max's")).toContain('max');
    expect(words('my son lives by the sea')).toContain('son');
  });

  it('reads accents, case and width as the same', () => {
    expect(words('CANCIÓN')).toEqual(words('cancion'));
    expect(words('Ｍａｘ')).toEqual(['max']);
    expect(words('año')).toEqual(words('ANO'));
  });

  it('finds words inside scripts without spaces', () => {
    expect(words('東京タワー')).toEqual(['東京', '京タ', 'タワ', 'ワー']);
  });

  it('takes any text, bounded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        for (const word of words(text)) expect(word.length).toBeLessThanOrEqual(80);
      }),
    );
    for (const text of [
      '',
      '\0',
      '\ud800',
      'a'.repeat(100_000),
      'é'.repeat(100_000),
      "'s".repeat(50_000),
      '\u0301'.repeat(100_000),
    ]) {
      expect(words(text).length).toBeLessThanOrEqual(8000);
    }
  });

  it('is the same for a text and the text said twice, as stems', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(stems(`${text} ${text}`)).toEqual(stems(text));
      }),
    );
  });
});
