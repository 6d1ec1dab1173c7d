import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandOption } from '../../../src/core/commands/command.ts';
import { suggest } from '../../../src/core/commands/suggest.ts';
import type { World } from '../conversation/world.ts';
import { worldWith } from './asking.ts';

let world: World;
beforeAll(async () => {
  world = await worldWith({ buttons: false });
});
afterAll(() => world.app.stop());

const option = (more: Partial<CommandOption>): CommandOption => ({
  name: 'x',
  summary: { en: 'x', es: 'x' },
  kind: 'text',
  ...more,
});
const offer = (more: Partial<CommandOption>, typed: string) =>
  suggest(world.parts.personas)(option(more), typed);

test('personas are found by either name, those that begin so first', () => {
  const all = world.parts.personas.list().map(({ name }) => name);
  expect(offer({ suggests: 'persona' }, '')).toEqual(all);
  expect(offer({ suggests: 'persona' }, 'MÍK')).toEqual(['mika']);
  expect(offer({ suggests: 'persona' }, ' a')[0]).toMatch(/^a/);
  expect(offer({ suggests: 'persona' }, 'assistant').length).toBeGreaterThan(1);
  expect(offer({ suggests: 'persona' }, 'nobody is called so')).toEqual([]);
});

test('a name of a persona may have accents, and the typing none', () => {
  const named = { ...world.parts.personas.default, name: 'zoe' as never, displayName: 'Zoë Ñandú' };
  const personas = { ...world.parts.personas, list: () => [named] };
  for (const typed of ['zoe', 'ZOË', 'nandu', 'Ñandú'])
    expect(suggest(personas)(option({ suggests: 'persona' }), typed)).toEqual(['zoe']);
});

test('traits are those the personas have, then other common ones, at most 25', () => {
  const traits = offer({ suggests: 'trait' }, '');
  expect(traits).toHaveLength(25);
  expect(traits).toContain('empathy');
  expect(offer({ suggests: 'trait' }, 'Émp')).toEqual(['empathy']);
  expect(offer({ suggests: 'trait' }, 'romantic')).toEqual(['romanticism']);
  const found = offer({ suggests: 'trait' }, 'technical');
  expect(found.filter((trait) => /technical_?knowledge/i.test(trait))).toHaveLength(1);
});

test('choices are offered too, and a text nothing is known about gets nothing', () => {
  expect(offer({ kind: 'choice', choices: ['why', 'history', 'top'] }, 'H')).toEqual(['history', 'why']);
  expect(offer({}, 'anything')).toEqual([]);
  expect(offer({ suggests: 'persona' }, '\ud83d'.repeat(10_000))).toEqual([]);
});
