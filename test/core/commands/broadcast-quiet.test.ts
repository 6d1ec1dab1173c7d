import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quietUntil, readQuietHours, showQuietHours } from '../../../src/core/commands/broadcast-quiet.ts';

describe('quiet hours', () => {
  test.each([
    ['22-8 Europe/Madrid', '22:00–8:00 Europe/Madrid'],
    ['22:30 - 7 america/bogota', '22:30–7:00 America/Bogota'],
    ['9 to 17 UTC', '9:00–17:00 UTC'],
    ['22 a 8 Europe/Madrid', '22:00–8:00 Europe/Madrid'],
    ['0-24 UTC', undefined],
    ['25-8 UTC', undefined],
    ['22-8:60 UTC', undefined],
    ['22-8 Mars/Phobos', undefined],
    ['22-8 +02:00', undefined],
    ['22-8', undefined],
    ['Europe/Madrid', undefined],
    ['', undefined],
  ])('%s is read as %s', (text, shown) => {
    const read = readQuietHours(text);
    expect(read && showQuietHours(read)).toBe(shown);
  });

  test('without a zone the one that is known is meant', () => {
    expect(readQuietHours('23-7', 'Asia/Tokyo')).toEqual({ from: 1_380, to: 420, zone: 'Asia/Tokyo' });
  });

  test.each([
    ['2026-06-01T19:59:59Z', undefined],
    ['2026-06-01T20:00:00Z', '2026-06-02T06:00:00.000Z'],
    ['2026-06-02T05:59:59Z', '2026-06-02T06:00:00.000Z'],
    ['2026-06-02T06:00:00Z', undefined],
    // The night the clocks go forward, and the one they go back.
    ['2026-03-28T22:30:00Z', '2026-03-29T06:00:00.000Z'],
    ['2026-10-24T22:30:00Z', '2026-10-25T07:00:00.000Z'],
  ])('from 22 to 8 in Madrid, at %s it is quiet until %s', (now, end) => {
    const quiet = readQuietHours('22-8 Europe/Madrid');
    const until = quiet && quietUntil(quiet, Date.parse(now));
    expect(until && new Date(until).toISOString()).toBe(end);
  });

  test('they end within a day and an hour, later than now, and then it is not quiet or ends soon', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    const zone = fc.constantFrom(
      'Europe/Madrid',
      'America/New_York',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'UTC',
    );
    const when = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(minute, minute, zone, when, (from, to, name, now) => {
        fc.pre(from !== to);
        const quiet = { from, to, zone: name };
        const until = quietUntil(quiet, now);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(now);
        expect(until - now).toBeLessThanOrEqual(25 * 3_600_000);
        // A step of the clocks in between may cost a second, short wait.
        const then = quietUntil(quiet, until) ?? until;
        expect(then - until).toBeLessThanOrEqual(2 * 3_600_000);
      }),
      { numRuns: 500 },
    );
  });
});
