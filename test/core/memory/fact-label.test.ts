import { describe, expect, it } from 'vitest';
import { factLabel, renderFact } from '../../../src/core/memory/fact-label.ts';

describe('facts for the eye', () => {
  it.each([
    ['name', 'Name', 'Nombre'],
    ['favorite_anime', 'Favorite anime', 'Anime favorito'],
    ['favorite_movie', 'Favorite movie', 'Película favorita'],
    ['dog_name', 'Dog', 'Perro'],
    ['likes_pizza', 'Likes', 'Le gusta'],
    ['dislikes_mondays', 'Dislikes', 'No le gusta'],
    ['allergy_nuts', 'Allergic to', 'Alergia a'],
    ['sister_name', 'Sister', 'Hermana'],
    ['shoe_size', 'Shoe size', 'Shoe size'],
  ])('labels %s', (key, english, spanish) => {
    expect(factLabel('any', key, 'en')).toBe(english);
    expect(factLabel('any', key, 'es')).toBe(spanish);
  });

  it('says the qualifier in the reader’s language', () => {
    const fact = { category: 'pets', key: 'dog_name', value: 'Max', qualifier: 'deceased' };
    expect(renderFact(fact, 'en')).toEqual({ label: 'Dog', text: 'Max (deceased)' });
    expect(renderFact(fact, 'es')).toEqual({ label: 'Perro', text: 'Max (fallecido)' });
    expect(renderFact({ ...fact, qualifier: 'in_spain' }, 'en').text).toBe('Max (in spain)');
  });

  it('renders any JSON value', () => {
    expect(renderFact({ category: 'x', key: 'y', value: ['a', 1, true] }, 'en').text).toBe('a, 1, true');
    expect(renderFact({ category: 'x', key: 'y', value: { city: 'Lima' } }, 'en').text).toBe('city: Lima');
    expect(renderFact({ category: 'x', key: '__proto__', value: null }, 'en').text).toBe('–');
  });
});
