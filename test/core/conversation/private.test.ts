import { describe, expect, test } from 'vitest';
import { createWorld, modelThat } from './world.ts';

const lobby = { audience: 'everyone', where: 'lobby' } as const;

/** Everything a model was told since it was made, for whatever purpose. */
const told = (model: ReturnType<typeof modelThat>, from: number) =>
  JSON.stringify(model.requests.slice(from));

describe('no model is told, whatever it is asked for,', () => {
  test('in a public place what was said in private', async () => {
    const model = modelThat();
    const world = await createWorld({ model });
    await world.say('I am allergic to walnuts');
    const before = model.requests.length;
    await world.say('My name is Diego and I live in Lima', lobby);
    expect(model.requests.slice(before).map(({ purpose }) => purpose)).toContain('facts');
    expect(told(model, before)).not.toContain('walnuts');
    await world.say('I also have a cat called Luna');
    expect(told(model, before)).toContain('walnuts');
    await world.app.stop();
  });

  test('what was to be forgotten, in a look back over the last messages', async () => {
    const model = modelThat();
    const world = await createWorld({ model });
    for (const line of ['My dog is called Max', 'one', 'two', '/forget dog_name']) await world.say(line);
    const before = model.requests.length;
    for (const line of ['three', 'four']) await world.say(line);
    expect(model.requests.slice(before).map(({ purpose }) => purpose)).toContain('episode');
    expect(told(model, before)).not.toContain('Max');
    await world.app.stop();
  });
});
