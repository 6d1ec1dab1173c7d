import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Shown } from '../platforms/platform.ts';
import {
  openTown,
  PATIENT,
  PLATFORMS,
  type PlatformName,
  steady,
  TIRELESS,
  type Town,
  until,
} from './town.ts';

/** Conversations at once on all platforms together, and how long the model thinks about each, ms. */
const CROWD = 200;
const THINKS_MS = 2_000;
/** As long as every platform waits for an acknowledgement. */
const AT_ONCE_MS = 3_000;

let town: Town;
beforeAll(async () => {
  town = await openTown({
    model: {
      reply: ({ messages, response_format: form }) =>
        form === undefined ? `Answer to ${/guest \w+/.exec(messages.at(-1)?.content ?? '')?.[0]}` : '{}',
    },
    // The platforms must not wait for what they share a thread with.
    isProcess: true,
    servers: TIRELESS,
    environment: { ...PATIENT, KITH_INBOX_BURSTMS: '0' },
  });
  town.model?.always({ kind: 'say', firstMs: THINKS_MS });
}, 60_000);
afterAll(() => town.stop());

/** Names of the people of one platform. */
const guests = (on: PlatformName): readonly string[] =>
  Array.from({ length: Math.ceil(CROWD / PLATFORMS.length) }, (_, index) => `${on}${index}`);
const answersTo = (on: PlatformName, who: string): readonly Shown[] =>
  town.platforms[on].shown('direct', who).filter(({ text }) => text.includes(`Answer to guest ${who}`));

describe('two hundred people at once', () => {
  test('are all answered once, and commands do not wait for the model', async () => {
    const everybody = PLATFORMS.flatMap((on) => guests(on).map((who) => ({ on, who })));
    await Promise.all(
      everybody.map(({ on, who }) => town.platforms[on].say({ who, text: `I am guest ${who}` })),
    );
    await until(() => (town.model?.pending() ?? 0) > CROWD / 4);

    const asked = PLATFORMS.map(async (on) => {
      const begun = performance.now();
      await Promise.all(
        ['first', 'second', 'third'].map((name) => town.platforms[on].command(`${name}-${on}`, '/help')),
      );
      await until(() =>
        town.platforms[on].shown('direct', `first-${on}`).some(({ isUnfinished }) => !isUnfinished),
      );
      return performance.now() - begun;
    });
    for (const took of await Promise.all(asked)) expect(took).toBeLessThan(AT_ONCE_MS);
    expect(town.model?.pending()).toBeGreaterThan(0);

    await until(() => everybody.every(({ on, who }) => answersTo(on, who).length > 0), 25_000);
    await steady(() => String(everybody.flatMap(({ on, who }) => answersTo(on, who)).length));
    const twice = everybody.filter(({ on, who }) => answersTo(on, who).length !== 1);
    expect(twice).toEqual([]);
  }, 45_000);

  test('and no platform has anything to complain about', () => {
    expect(town.complaints()).toEqual([]);
  });
});
