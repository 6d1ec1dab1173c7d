import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelOf, nextLevel, progress } from '../../../src/core/affinity/level.ts';

const bands = [
  { name: 'stranger', min: 0 },
  { name: 'acquaintance', min: 21 },
  { name: 'friend', min: 41 },
];

describe('levels of affinity', () => {
  it.each([
    [-5, 'stranger'],
    [0, 'stranger'],
    [20, 'stranger'],
    [21, 'acquaintance'],
    [45, 'friend'],
    [1_000_000, 'friend'],
  ])('calls %i points %s', (points, name) => {
    expect(levelOf(points, bands).name).toBe(name);
    expect(levelOf(points, bands.toReversed()).name).toBe(name);
  });

  it('knows what comes next and how far it is', () => {
    expect(nextLevel(0, bands)?.name).toBe('acquaintance');
    expect(nextLevel(41, bands)).toBeUndefined();
    expect(progress(31, bands)).toBe(0.5);
    expect(progress(0, bands)).toBe(0);
    expect(progress(41, bands)).toBe(1);
  });

  it('says so when there are no levels', () => {
    expect(() => levelOf(0, [])).toThrow(RangeError);
  });

  it('never lowers the level when points rise, and keeps progress within 0 and 1', () => {
    const anyBands = fc
      .array(fc.nat(200), { minLength: 1, maxLength: 6 })
      .map((mins) => mins.map((min) => ({ name: `b${min}`, min })));
    fc.assert(
      fc.property(anyBands, fc.integer({ min: -50, max: 300 }), fc.nat(50), (some, points, more) => {
        expect(levelOf(points + more, some).min).toBeGreaterThanOrEqual(levelOf(points, some).min);
        expect(progress(points, some)).toBeGreaterThanOrEqual(0);
        expect(progress(points, some)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
