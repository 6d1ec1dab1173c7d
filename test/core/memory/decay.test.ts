import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FadingMemory, fadesAt, halfLifeDays, strengthAt } from '../../../src/core/memory/decay.ts';
import { isFadingDue } from '../../../src/core/memory/schedule.ts';
import { fade, retentionOf, tierOf } from '../../../src/core/memory/tiers.ts';
import type { MemoryDecay } from '../../../src/core/personas/persona.ts';
import type { Tier } from '../../../src/core/ports/records.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 5, 10);
const functions = ['linear', 'exponential', 'logarithmic'] as const;

const rule = (other: Partial<MemoryDecay> = {}): MemoryDecay => ({
  enabled: true,
  decayFunction: 'exponential',
  decayRate: 0.05,
  exemptCategories: [],
  pinnedMemoriesExempt: true,
  highImportanceThreshold: 8,
  decaySchedule: 'daily',
  ...other,
});
const memory = (other: Partial<FadingMemory> = {}): FadingMemory => ({
  type: 'moment',
  tags: [],
  importance: 0,
  at: start,
  ...other,
});
const limits = { hotMemorySize: 100, warmMemorySize: 300, coldMemoryRetention: 90, maxMemories: 1000 };

const decays = fc.record({
  decayFunction: fc.constantFrom(...functions),
  decayRate: fc.double({ min: 0.001, max: 1, noNaN: true }),
});
const fading = fc.record({
  importance: fc.double({ min: 0, max: 7.9, noNaN: true }),
  at: fc.integer({ min: start - 400 * day, max: start }),
});

describe('the strength of a memory', () => {
  test('is what the curve leaves of it after that many days', () => {
    const left = (days: number, other: Partial<MemoryDecay>) =>
      strengthAt(memory(), rule(other), start + days * day);
    // ln 2 / 0.0231049 is a half-life of 30 days.
    const month = { decayRate: Math.LN2 / 30 };
    const table = functions.map((decayFunction) =>
      [1, 7, 30, 90, 365].map((days) => Number(left(days, { decayFunction, ...month }).toFixed(3))),
    );
    expect(table).toEqual([
      [0.983, 0.883, 0.5, 0, 0],
      [0.977, 0.851, 0.5, 0.125, 0],
      [0.955, 0.768, 0.5, 0.333, 0.212],
    ]);
    expect(functions.map((decayFunction) => left(10, { decayFunction }).toFixed(4))).toEqual([
      '0.6393',
      '0.6065',
      '0.5607',
    ]);
  });

  test('lasts longer the more it mattered and the oftener it came up', () => {
    expect(halfLifeDays(memory(), rule())).toBeCloseTo(13.863, 3);
    expect(halfLifeDays(memory({ importance: 5 }), rule())).toBeCloseTo(2 * 13.863, 2);
    const recalled = memory({ retention: { isPinned: false, recalls: 3 } });
    expect(halfLifeDays(recalled, rule())).toBeCloseTo(13.863 * (1 + 0.5 * Math.log(4)), 2);
    expect(halfLifeDays(memory(), rule({ decayRate: 0 }))).toBe(Number.POSITIVE_INFINITY);
    expect(strengthAt(memory(), rule({ decayRate: 0 }), start + 900 * day)).toBe(1);
  });

  test('never grows by itself, and is the same however often it was reckoned', () => {
    fc.assert(
      fc.property(
        decays,
        fading,
        fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 9 }),
        (own, of, days) => {
          const decay = rule(own);
          const strengths = days
            .toSorted((one, other) => one - other)
            .map((each) => strengthAt(memory(of), decay, start + each * day));
          for (const [index, strength] of strengths.entries()) {
            expect(strength).toBeGreaterThanOrEqual(0);
            expect(strength).toBeLessThanOrEqual(strengths[index - 1] ?? 1);
          }
        },
      ),
    );
  });

  test('orders the curves: before the half-life linear keeps most, after it logarithmic', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 20, noNaN: true }), (halfLives) => {
        const at = start + halfLives * 10 * day;
        const own = functions.map((decayFunction) =>
          strengthAt(memory(), rule({ decayFunction, decayRate: Math.LN2 / 10 }), at),
        );
        const [linear = 0, exponential = 0, logarithmic = 0] = halfLives <= 1 ? own : own.toReversed();
        expect(linear).toBeGreaterThanOrEqual(exponential - 1e-12);
        expect(exponential).toBeGreaterThanOrEqual(logarithmic - 1e-12);
      }),
    );
  });

  test('reaches what is left of it when it says it will', () => {
    fc.assert(
      fc.property(decays, fading, fc.double({ min: 0.15, max: 0.99, noNaN: true }), (own, of, left) => {
        const decay = rule(own);
        const at = fadesAt(memory(of), decay, left);
        expect(strengthAt(memory(of), decay, at)).toBeCloseTo(left, 6);
      }),
    );
  });

  test.each([
    ['pinned', { retention: { isPinned: true, recalls: 0 } }, {}],
    ['important enough', { importance: 8 }, {}],
    ['of an exempt kind', { type: 'loss' }, { exemptCategories: ['Loss'] }],
    ['with an exempt tag', { tags: ['Pet'] }, { exemptCategories: ['pet'] }],
    ['of a persona that forgets nothing', {}, { enabled: false }],
  ] as const)('stays after a year when it is %s, and its twin fades', (_, own, decay) => {
    const year = start + 365 * day;
    expect(strengthAt(memory(own), rule(decay), year)).toBe(1);
    expect(fade([memory(own)], { decay: rule(decay), limits }, year)).toEqual({
      moved: [],
      gone: [],
      tiers: { hot: 1, warm: 0, cold: 0 },
    });
    expect(strengthAt(memory(), rule(), year)).toBeLessThan(0.01);
  });
});

describe('tiers', () => {
  test('change five hundredths beyond their bounds', () => {
    const steps: readonly (readonly [number, Tier, Tier])[] = [
      [0.6, 'hot', 'hot'],
      [0.55, 'hot', 'hot'],
      [0.54, 'hot', 'warm'],
      [0.64, 'warm', 'warm'],
      [0.65, 'warm', 'hot'],
      [0.15, 'warm', 'warm'],
      [0.14, 'warm', 'cold'],
      [0.24, 'cold', 'cold'],
      [0.25, 'cold', 'warm'],
      [0.1, 'hot', 'cold'],
      [1, 'cold', 'hot'],
    ];
    for (const [strength, before, after] of steps)
      expect([strength, tierOf(strength, before)]).toEqual([strength, after]);
  });

  test('hold as many as the persona says, the strongest first', () => {
    const memories = [5, 1, 3, 2, 4].map((days) => memory({ at: start - days * day }));
    const small = { ...limits, hotMemorySize: 2, warmMemorySize: 1 };
    const { moved, tiers } = fade(memories, { decay: rule(), limits: small }, start);
    const days = (tier: Tier) =>
      moved.filter((each) => each.tier === tier).map(({ memory: { at } }) => (start - at) / day);
    expect([days('hot'), days('warm'), days('cold')]).toEqual([[1, 2], [3], [4, 5]]);
    expect(tiers).toEqual({ hot: 2, warm: 1, cold: 2 });
  });

  test('let go what was cold for longer than it is kept, and the weakest beyond the most', () => {
    const cold = fadesAt(memory(), rule(), 0.2);
    const at = (now: number) => fade([memory()], { decay: rule(), limits }, now).gone.length;
    expect([at(cold + 90 * day - 1), at(cold + 90 * day)]).toEqual([0, 1]);
    const memories = [3, 1, 2].map((days) => memory({ at: start - days * day }));
    const pinned = memory({ at: start - 9 * day, retention: { isPinned: true, recalls: 0 } });
    const { gone } = fade(
      [pinned, ...memories],
      { decay: rule(), limits: { ...limits, maxMemories: 2 } },
      start,
    );
    expect(gone.map((each) => (start - each.at) / day)).toEqual([2, 3]);
  });

  test('one run after thirty days ends where thirty daily ones do', () => {
    const own = fc.array(fc.record({ of: fading, recalls: fc.integer({ min: 0, max: 5 }) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(decays, own, fc.integer({ min: 1, max: 200 }), (decayOf, list, days) => {
        const rules = { decay: rule(decayOf), limits };
        const run = (memories: readonly Kept[], now: number) => {
          const { moved, gone } = fade(memories, rules, now);
          const changed = new Map(moved.map((each) => [each.memory.id, each]));
          const left = new Set(gone.map(({ id }) => id));
          return memories
            .filter(({ id }) => !left.has(id))
            .map((kept): Kept => {
              const { strength, tier } = changed.get(kept.id) ?? {};
              if (strength === undefined || tier === undefined) return kept;
              return { ...kept, retention: { ...kept.retention, strength, tier } };
            });
        };
        const first = list.map(
          ({ of, recalls }, id): Kept => ({ ...memory(of), id, retention: { isPinned: false, recalls } }),
        );
        const once = run(first, start + days * day);
        let daily = first;
        for (let each = 0; each <= days; each++) daily = run(daily, start + each * day);
        expect(once).toEqual(daily);
        expect(fade(once, rules, start + days * day).moved).toEqual([]);
      }),
    );
  });

  test('are worked out at the moment of reading where the persona says so', () => {
    const now = start + 30 * day;
    const kept = memory({ retention: { isPinned: false, recalls: 0, strength: 0.9, tier: 'hot' } });
    expect(retentionOf(kept, rule(), now)).toEqual({ strength: 0.9, tier: 'hot' });
    expect(retentionOf(kept, rule({ decaySchedule: 'continuous' }), now)).toEqual({
      strength: 0.2231,
      tier: 'warm',
    });
    expect(retentionOf(memory(), rule(), now)).toEqual({ strength: 1, tier: 'hot' });
  });
});

interface Kept extends FadingMemory {
  readonly id: number;
  readonly retention: NonNullable<FadingMemory['retention']>;
}

test('memories are reckoned once a day, or once a week', () => {
  const due = (decaySchedule: MemoryDecay['decaySchedule'], hours: number) =>
    isFadingDue(rule({ decaySchedule }), start, start + hours * 3_600_000);
  expect(isFadingDue(rule(), undefined, start)).toBe(true);
  expect([due('daily', 13), due('daily', 14)]).toEqual([false, true]);
  expect([due('weekly', 3 * 24), due('weekly', 7 * 24), due('continuous', 24)]).toEqual([false, true, true]);
});
