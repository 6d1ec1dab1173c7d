import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativeAge } from '../../../src/core/retrieval/relative-time.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.UTC(2026, 2, 1, 12);

describe('relativeAge', () => {
  it.each([
    [0, 'just now', 'ahora mismo'],
    [59 * second, 'just now', 'ahora mismo'],
    [-5 * day, 'just now', 'ahora mismo'],
    [Number.NaN, 'just now', 'ahora mismo'],
    [Number.POSITIVE_INFINITY, 'just now', 'ahora mismo'],
    [minute, '1 minute ago', 'hace 1 minuto'],
    [5 * minute, '5 minutes ago', 'hace 5 minutos'],
    [hour, '1 hour ago', 'hace 1 hora'],
    [23 * hour, '23 hours ago', 'hace 23 horas'],
    [day, 'yesterday', 'ayer'],
    [3 * day, '3 days ago', 'hace 3 días'],
    [7 * day, '1 week ago', 'hace 1 semana'],
    [14 * day, '2 weeks ago', 'hace 2 semanas'],
    [29 * day, '4 weeks ago', 'hace 4 semanas'],
    [30 * day, '1 month ago', 'hace 1 mes'],
    [90 * day, '3 months ago', 'hace 3 meses'],
    [365 * day, '1 year ago', 'hace 1 año'],
    [800 * day, '2 years ago', 'hace 2 años'],
  ])('says %d ms as "%s" and "%s"', (age, en, es) => {
    expect(relativeAge(now - age, now, 'en')).toBe(en);
    expect(relativeAge(now - age, now, 'es')).toBe(es);
  });

  it('never counts one as many', () => {
    fc.assert(
      fc.property(fc.integer({ min: -day, max: 4000 * day }), (age) => {
        expect(relativeAge(now - age, now, 'en')).not.toMatch(/\b1 \w+s ago|\b0 /);
        expect(relativeAge(now - age, now, 'es')).not.toMatch(
          /\b1 (?:años|meses|semanas|días|horas|minutos)|\b0 /,
        );
      }),
    );
  });
});
