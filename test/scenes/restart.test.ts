import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown, PLATFORMS, type Town, until } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown({
    isProcess: true,
    model: {
      reply: ({ messages, response_format: form }) =>
        form === undefined ? `You said: ${messages.at(-1)?.content}` : '{}',
    },
    environment: { KITH_TURN_SHUTDOWNMS: '300', KITH_TURN_CLOSINGMS: '1000' },
  });
}, 60_000);
afterAll(() => town.stop());

describe('a second start', () => {
  test('in the middle of answers gives each of them once', async () => {
    for (const on of PLATFORMS) {
      const deltas = ['Patience', ' is', ` what I have for ${on}.`];
      town.model?.next({ kind: 'say', deltas, firstMs: 100, everyMs: 700 });
      await town.platforms[on].say({ who: 'Ana', text: `wait for me on ${on}` });
    }
    await until(() => town.model?.pending() === PLATFORMS.length);
    await town.restart();
    const answers = PLATFORMS.map(
      (on) => () =>
        town.platforms[on]
          .shown('direct', 'Ana')
          .filter(({ text, isUnfinished }) => !isUnfinished && /You said|Patience/.test(text)),
    );
    await until(() => answers.every((look) => look().length > 0));
    await until(() => town.complaints().length === 0);

    for (const on of PLATFORMS) await town.ask(on, { who: 'Ana', text: 'and now' });
    for (const look of answers) expect(look()).toHaveLength(2);
  }, 60_000);

  test('with nothing left to do says nothing', async () => {
    const before = PLATFORMS.map((on) => town.platforms[on].shown('direct', 'Ana').length);
    await town.restart();
    for (const on of PLATFORMS) await town.ask(on, { who: 'Bea', text: 'good morning' });
    expect(PLATFORMS.map((on) => town.platforms[on].shown('direct', 'Ana').length)).toEqual(before);
    expect(town.complaints()).toEqual([]);
  }, 60_000);
});
