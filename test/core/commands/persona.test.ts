import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readUse } from '../../../src/core/commands/persona-use.ts';
import { personaName, placeId } from '../../../src/core/ids.ts';
import type { World } from '../conversation/world.ts';
import { type Asking, ask, choose, somebody, worldWith } from './asking.ts';

let world: World;
beforeAll(async () => {
  world = await worldWith({ buttons: false });
});
afterAll(() => world.app.stop());

let rooms = 0;
/** A public place of its own for each test. */
const room = (): Asking & { readonly where: string } => ({ where: `#room-${++rooms}`, audience: 'everyone' });
const admin = { role: 'admin' } as const;
const settings = (where: string) => world.parts.store.places.get(placeId(`fake:${where}`));

describe('/persona use', () => {
  test('lets a persona answer its asker, until default takes that back', async () => {
    const who = somebody();
    const here = room();
    expect((await ask(world, '/persona use MIKA', { who, ...here })).text).toBe(
      'Mika answers you here from now on.',
    );
    expect((await world.person(who)).chosen).toEqual({ [`fake:${here.where}`]: 'mika' });
    expect((await ask(world, '/persona use default', { who, ...here })).text).toBe(
      'Alicia answers you here from now on.',
    );
    expect((await world.person(who)).chosen).toEqual({});
  });

  test('of a name nobody has names those there are', async () => {
    const { text } = await ask(world, '/persona use Bruno', { who: somebody(), locale: 'es' });
    expect(text).toMatch(/«Bruno».+alicia.+mika.+default/);
  });

  test('here is for administrators, and changes nothing for anybody else', async () => {
    const here = room();
    const refused = await ask(world, '/persona use mika here', { who: somebody(), ...here });
    expect(refused.text).toMatch(/is for administrators/);
    expect(await settings(here.where)).toBeUndefined();
    const spanish = await ask(world, '/persona use mika aquí', { who: somebody(), locale: 'es', ...here });
    expect(spanish.text).toMatch(/solo para administradores/);
    expect(await settings(here.where)).toBeUndefined();
  });

  test('here by an administrator is for everybody, and default clears it', async () => {
    const here = room();
    const boss = somebody();
    const used = await ask(world, '/persona use mika here', { who: boss, ...admin, ...here });
    expect(used.text).toBe('Mika answers here from now on; whoever chose somebody else keeps them.');
    expect(await settings(here.where)).toMatchObject({ persona: 'mika' });
    expect((await world.person(boss)).chosen).toEqual({});
    expect((await ask(world, '/persona use default', { who: boss, ...here })).text).toMatch(/^Mika/);
    expect((await ask(world, '/kith', { who: boss, ...admin, ...here })).text).toMatch(/^Mika answers here/);

    const cleared = await ask(world, '/persona use default here', { who: boss, ...admin, ...here });
    expect(cleared.text).toMatch(/^Alicia answers here/);
    expect((await settings(here.where))?.persona).toBeUndefined();
  });

  test('in a thread is for the channel it hangs on, and says so', async () => {
    const channel = room();
    const thread = {
      ...channel,
      where: `${channel.where}/thread`,
      place: { parent: placeId(`fake:${channel.where}`) },
    };
    const who = somebody();
    expect((await ask(world, '/persona use mika', { who, ...thread })).text).toMatch(
      /whole channel and its threads/,
    );
    expect((await world.person(who)).chosen).toEqual({ [`fake:${channel.where}`]: 'mika' });
    const used = await ask(world, '/persona use yumi here', { who, ...admin, ...thread });
    expect(used.text).toMatch(/^Yumi answers here.+whole channel and its threads/);
    expect(await settings(channel.where)).toMatchObject({ persona: 'yumi' });
    expect(await settings(thread.where)).toBeUndefined();

    // A thread that had a persona to itself is like the rest of the channel now.
    const own = {
      kind: 'place',
      place: placeId(`fake:${thread.where}`),
      persona: personaName('alicia'),
    } as const;
    await world.parts.store.apply(`own-${thread.where}`, [own]);
    expect((await ask(world, '/kith', { who, ...admin, ...thread })).text).toMatch(/^Alicia answers here/);
    await ask(world, '/persona use mika here', { who, ...admin, ...thread });
    expect((await ask(world, '/kith', { who, ...admin, ...thread })).text).toMatch(/^Mika answers here/);
  });

  test('changes nothing where one persona has the account of the platform to herself', async () => {
    const who = somebody();
    const place = { persona: personaName('mika') };
    expect((await ask(world, '/persona use yumi', { who, place })).text).toMatch(/ answers, and nobody else/);
    expect((await world.person(who)).chosen).toEqual({});
  });

  test('takes its options one by one', async () => {
    const here = room();
    const answer = await choose(world, 'persona', ['use', 'mika', 'here'], {
      who: somebody(),
      ...admin,
      ...here,
    });
    expect(answer.text).toMatch(/^Mika answers here/);
    expect(answer.answers).not.toBe('');
    const own = await choose(world, 'persona', ['use', 'yumi', 'me'], { who: somebody(), ...here });
    expect(own.text).toBe('Yumi answers you here from now on.');
  });

  test('knows a persona that is called like a place', () => {
    const { personas } = world.parts;
    expect(readUse(['mika', 'here'], personas)).toEqual({ name: 'mika', isForAll: true });
    expect(readUse(['mika', 'me'], personas)).toEqual({ name: 'mika', isForAll: false });
    expect(readUse(['here'], personas)).toEqual({ name: 'here', isForAll: false });
    const both = { ...personas, find: () => personas.default };
    expect(readUse(['over', 'here'], both)).toEqual({ name: 'over here', isForAll: false });
  });
});
