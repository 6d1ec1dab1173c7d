import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown, PLATFORMS, type PlatformName, type Town, until } from './town.ts';

/** Three pages and more on any of the platforms, with words to know every part by. */
const LONG = Array.from(
  { length: 130 },
  (_, index) => `Part ${index} of a long story that goes on and on, as stories told in the evening do.`,
).join('\n\n');

let town: Town;
beforeAll(async () => {
  town = await openTown({
    isProcess: true,
    model: {
      reply: ({ messages, response_format }) => {
        if (response_format !== undefined) return '{}';
        return JSON.stringify(messages.at(-1)).includes('long story') ? LONG : 'Here I am, all of me.';
      },
    },
  });
}, 60_000);
afterAll(() => town.stop());

const letters = (text: string) => text.replace(/\s+/g, '');
const read = (on: PlatformName, who: string, where = 'direct') =>
  town.platforms[on]
    .shown(where, who)
    .map(({ text }) => text)
    .join('\n');
const times = (text: string, piece: string) => letters(text).split(letters(piece)).length - 1;

describe.each(PLATFORMS)('%s: killed without a warning, Kith comes back and', (on) => {
  test('answers what it was still thinking about, once', async () => {
    const who = `thinker-${on}`;
    town.model?.next({
      kind: 'say',
      deltas: ['Here ', 'I am, ', 'all ', 'of ', 'me.'],
      firstMs: 200,
      everyMs: 400,
    });
    await town.platforms[on].say({ who, text: 'Are you there?' });
    await until(() => (town.model?.pending() ?? 0) > 0);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await town.kill();
    await town.start();
    await until(
      () =>
        times(read(on, who), 'Here I am, all of me.') === 1 && town.platforms[on].leftovers().length === 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(town.platforms[on].shown('direct', who).filter(({ text }) => text.includes('Here'))).toHaveLength(
      1,
    );
  }, 40_000);

  test.for(['Part 0 ', 'Part 60 '])(
    'finishes a long answer that was cut after %s',
    { timeout: 60_000 },
    async (mark) => {
      const who = `reader-${on}-${mark.trim().replace(' ', '-')}`;
      await town.platforms[on].say({ who, text: 'Tell me a long story' });
      await until(() => read(on, who).includes(mark));
      await town.kill();
      await town.start();
      await until(() => times(read(on, who), LONG) === 1, 30_000);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(times(read(on, who), 'Part 7 of')).toBe(1);
      expect(town.platforms[on].leftovers()).toEqual([]);
    },
  );
});

test('and no platform has anything to complain about', () => {
  expect(town.complaints()).toEqual([]);
});
