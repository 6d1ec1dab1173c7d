import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepAffinity } from '../../../src/core/affinity/step.ts';
import { personId } from '../../../src/core/ids.ts';
import { bands, points } from '../../store/samples.ts';

const ana = personId('ana');
const step = (before: number, delta: number, dailyCap = 0, gainedToday = 0) =>
  stepAffinity({
    held: { points: before, level: 'stranger' },
    gainedToday,
    change: points(ana, delta, { dailyCap }),
  });

describe('a step of affinity', () => {
  test('a first message makes 0 into 1, and a compliment after it makes 3', () => {
    const first = stepAffinity({ held: undefined, gainedToday: 0, change: points(ana, 1) });
    expect(first).toMatchObject({
      before: 0,
      after: 1,
      delta: 1,
      levelBefore: 'stranger',
      levelAfter: 'stranger',
    });
    expect(step(first.after, 2)).toMatchObject({ before: 1, after: 3, delta: 2 });
  });
  test('reaching a band shows in the row', () => {
    expect(step(40, 5)).toMatchObject({ levelBefore: 'acquaintance', levelAfter: 'friend', after: 45 });
    expect(step(41, -1)).toMatchObject({ levelBefore: 'friend', levelAfter: 'acquaintance' });
  });
  test('points stop at zero and the row says what was really taken', () => {
    expect(step(3, -10)).toMatchObject({ after: 0, delta: -3, rule: 'affinity_rules.message' });
    expect(step(0, -10)).toMatchObject({ after: 0, delta: 0 });
  });
  test('the cap leaves what is left of the day, and says it was the cap', () => {
    expect(step(10, 5, 6, 4)).toMatchObject({ after: 12, delta: 2, rule: 'affinity.dailyCap' });
    expect(step(10, 5, 6, 6)).toMatchObject({ after: 10, delta: 0, rule: 'affinity.dailyCap' });
    expect(step(10, 2, 6, 4)).toMatchObject({ after: 12, delta: 2, rule: 'affinity_rules.message' });
  });
  test('losses are not capped', () => {
    expect(step(10, -5, 1, 1)).toMatchObject({ after: 5, rule: 'affinity_rules.message' });
  });
  test('without bands the level stays', () => {
    const change = points(ana, 5, { bands: [] });
    const held = { points: 1, level: 'friend' };
    expect(stepAffinity({ held, gainedToday: 0, change }).levelAfter).toBe('friend');
    expect(stepAffinity({ held: undefined, gainedToday: 0, change }).levelAfter).toBe('stranger');
  });
  test('whatever comes in, points are whole, not negative, and the delta is the difference', () => {
    const anything = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 2 ** 53));
    fc.assert(
      fc.property(fc.nat(), anything, fc.nat(200), fc.nat(200), (before, delta, cap, gained) => {
        const event = step(before, delta, cap, gained);
        expect(Number.isSafeInteger(event.after)).toBe(true);
        expect(event.after).toBeGreaterThanOrEqual(0);
        expect(event.after - event.before).toBe(event.delta);
        if (cap > 0) expect(event.delta).toBeLessThanOrEqual(Math.max(0, cap - gained));
      }),
    );
  });
  test('no order of steps ends below zero or off the sum of its rows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 60 }), (deltas) => {
        let at = 0;
        let sum = 0;
        for (const delta of deltas) {
          const event = step(at, delta);
          at = event.after;
          sum += event.delta;
        }
        expect(at).toBe(sum);
        expect(at).toBeGreaterThanOrEqual(0);
      }),
    );
  });
  test('the bands of the persona decide the name', () => {
    const change = points(ana, 0, { bands: [{ name: 'desconocida', min: 0 }, ...bands.slice(1)] });
    expect(stepAffinity({ held: undefined, gainedToday: 0, change }).levelAfter).toBe('desconocida');
  });
});
