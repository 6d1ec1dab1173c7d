import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenCounter } from '../../src/models/tokens.ts';

const counter = createTokenCounter();

test('the tokens of ordinary sentences are those of the encoding', () => {
  expect(counter.count('')).toBe(0);
  expect(counter.count('Hello, world!')).toBe(4);
  expect(counter.count('Hola, ¿cómo estás?')).toBeGreaterThan(4);
  expect(counter.count('Hola, ¿cómo estás?')).toBeLessThan(9);
});

test('the names of special tokens are text like any other', () => {
  expect(counter.count('<|endoftext|> <|im_start|>')).toBeGreaterThan(2);
});

test('a text cut into pieces counts nearly as the whole', () => {
  const sentence = 'Ayer fuimos al parque y Max corrió detrás de la pelota hasta cansarse. ';
  const six = counter.count(sentence.repeat(6));
  expect(counter.count(sentence.repeat(120)) / (six * 20)).toBeCloseTo(1, 1);
  expect(counter.count(sentence.repeat(2_400)) / (six * 400)).toBeCloseTo(1, 1);
});

test.each(['a', 'ñ', '😀', '漢', '\u0301', ' ', '\ud83d', '\0', 'ab1!', '!'])(
  '100,000 times %j are counted in a moment',
  (unit) => {
    expect(counter.count(unit.repeat(100_000))).toBeGreaterThan(0);
  },
);

test('counting never throws', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
      (text) => {
        expect(counter.count(text)).toBeGreaterThanOrEqual(text === '' ? 0 : 1);
      },
    ),
  );
});
