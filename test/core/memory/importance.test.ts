import { describe, expect, it } from 'vitest';
import { importanceOf } from '../../../src/core/memory/importance.ts';

describe('importance of a message by rule', () => {
  it.each([
    ['Yesterday I moved to Boston to start working at the Franklin museum', 'ok'],
    ['Ayer me mudé a Lima para empezar a trabajar en el museo Larco', 'vale'],
    ['My sister Ana is getting married next June in Madrid', 'what about you, how was your morning then?'],
  ])('ranks %j above %j', (weighty, trivial) => {
    expect(importanceOf(weighty, [])).toBeGreaterThan(importanceOf(trivial, []));
  });

  it('lowers what has been said already, and stays within 0 and 10', () => {
    const text = 'I adopted a golden retriever called Biscuit last weekend';
    expect(importanceOf(text, [text])).toBeLessThan(importanceOf(text, []));
    expect(importanceOf('', [])).toBe(0);
    expect(importanceOf(`${text} `.repeat(2_000), [])).toBeLessThanOrEqual(10);
  });
});
