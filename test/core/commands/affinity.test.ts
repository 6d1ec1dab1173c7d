import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { points } from '../../store/samples.ts';
import type { World } from '../conversation/world.ts';
import { ask, choose, somebody, worldWith } from './asking.ts';

let world: World;
beforeAll(async () => {
  world = await worldWith({ buttons: false });
});
afterAll(() => world.app.stop());

describe('what was taken back', () => {
  test.each([
    ['en', 'deleted', 'a compliment', 'message deleted'],
    ['en', 'edited', 'a compliment', 'message edited'],
    ['es', 'deleted', 'un cumplido', 'mensaje borrado'],
    ['es', 'edited', 'un cumplido', 'mensaje editado'],
  ])('is told in the ledger (%s, %s)', async (locale, because, cause, told) => {
    const who = somebody();
    const says = async (text: string) => (await ask(world, text, { who, locale })).text;
    await says('/affinity');
    const { id } = await world.person(who);
    const at = world.parts.clock.now();
    await world.parts.store.apply(`taken-back-${who}`, [
      points(id, 2, { cause: 'compliment', rule: 'affinity_rules.compliment', at: at - 1 }),
      points(id, -2, { cause: 'compliment', rule: `message.${because}`, at }),
    ]);
    expect((await says('/affinity')).split('\n')[2]).toContain(`${cause} (${told}), `);
    const [, latest, first] = (await says('/affinity why')).split('\n');
    expect(latest).toContain(`−2 ${locale === 'es' ? 'por' : 'for'} ${cause} (${told}): 2 → 0`);
    expect(first).toContain('(affinity_rules.compliment): 0 → 2');
  });
});

test('a cause an administrator made up is told as it is', async () => {
  const { text } = await ask(world, '/affinity add 5 constructor', { who: somebody(), role: 'admin' });
  expect(text).toMatch(/last: \+5 for constructor, /);
});

test('a page may be asked for without saying of what', async () => {
  const who = somebody();
  for (let index = 0; index < 12; index++)
    await ask(world, '/affinity add 1', { who, role: 'admin', id: `${who}-${index}` });
  const second = await ask(world, '/affinity history 2', { who });
  expect(second.text).toMatch(/page 2:\n- .+\n- .+$/);
  expect((await choose(world, 'affinity', ['2'], { who })).text).toBe(second.text);
  expect((await choose(world, 'affinity', ['', '2'], { who })).text).toBe(second.text);
  expect((await choose(world, 'affinity', ['history', '2'], { who })).text).toBe(second.text);
});
