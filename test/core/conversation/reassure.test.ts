import { expect, test } from 'vitest';
import { wordsIn } from '../../../src/core/commands/words.ts';
import { createReassurance } from '../../../src/core/conversation/reassure.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import { createWorld, message } from './world.ts';

const sorry = wordsIn.en.storeAway;

/** What Kith says of a store that comes and goes as the test will have it. */
async function reassuring() {
  const channel = fakeChannel();
  const { app, parts } = await createWorld({ channel });
  const listeners: ((isOn: boolean) => void)[] = [];
  let isOn = false;
  const outage = { isOn: () => isOn, onChange: (told: (isOn: boolean) => void) => void listeners.push(told) };
  const turn = (next: boolean) => {
    isOn = next;
    for (const listener of listeners) listener(next);
  };
  return { ...createReassurance({ ...parts, outage }), channel, turn, end: () => app.stop() };
}

test('who waits is told once an outage, also when the store comes and goes meanwhile', async () => {
  const { heard, answered, channel, turn, end } = await reassuring();
  const [first, second] = [message('Are you there?'), message('Hello?')];
  heard(first);
  turn(true);
  heard(second);
  turn(false);
  answered(first);
  turn(true);
  await expect.poll(() => channel.shown).toEqual([sorry]);
  turn(false);
  answered(second);
  turn(true);
  heard(message('And now?'));
  await expect.poll(() => channel.shown).toEqual([sorry, sorry]);
  await end();
});

test('neither a program nor its own words coming back is told anything', async () => {
  const { heard, channel, turn, end } = await reassuring();
  turn(true);
  heard(message(sorry, { who: 'kith', author: { isSelf: true } }));
  heard(message('Beep', { who: 'robot', author: { isBot: true } }));
  heard(message('Hello?'));
  await expect.poll(() => channel.shown.length).toBeGreaterThan(0);
  expect(channel.shown).toEqual([sorry]);
  await end();
});
