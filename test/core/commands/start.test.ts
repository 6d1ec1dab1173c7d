import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personaName, placeId } from '../../../src/core/ids.ts';
import { start as openSession } from '../../store/samples.ts';
import type { World } from '../conversation/world.ts';
import { ask, somebody, worldWith } from './asking.ts';

let world: World;
beforeAll(async () => {
  world = await worldWith({ buttons: true });
});
afterAll(() => world.app.stop());

const greetingsOf = (name: string, language: 'en' | 'es') =>
  (world.parts.personas.get(name).greetings[language] ?? []).map((line) => line);

describe('/start', () => {
  test('greets somebody new in the words of the persona and the language of the reader', async () => {
    for (const [locale, language] of [
      ['en', 'en'],
      ['es-AR', 'es'],
    ] as const) {
      const { text, actions } = await ask(world, '/start', { who: somebody(), locale });
      expect(greetingsOf('alicia', language).map((line) => `**Alicia**: ${line}`)).toContain(text);
      expect(actions?.map(({ command }) => command)).toEqual([
        '/affinity',
        '/persona list',
        '/facts',
        '/privacy',
      ]);
    }
  });

  test('with the name of a persona lets her answer here from now on', async () => {
    const who = somebody();
    const { text } = await ask(world, '/start mika', { who });
    expect(greetingsOf('mika', 'en').map((line) => `**Mika**: ${line}`)).toContain(text);
    expect((await world.person(who)).chosen).toEqual({ [`fake:direct:${who}`]: 'mika' });
    expect((await ask(world, '/start', { who })).text).toMatch(/^\*\*Mika\*\*/);
  });

  test('fills in the greeting of a persona', async () => {
    const { text } = await ask(world, '/start tech_support', { who: somebody() });
    expect(text).toMatch(/^\*\*.+\*\*: Hello, .+ here\. What were you doing/);
    expect(text).not.toContain('${');
  });

  test('ignores what names nobody', async () => {
    for (const payload of ['ref_2026', 'constructor', '../../etc', 'x'.repeat(3_000)]) {
      const who = somebody();
      const { text } = await ask(world, `/start ${payload}`, { who });
      expect(text).toMatch(/^\*\*Alicia\*\*: /);
      expect((await world.person(who)).chosen).toEqual({});
    }
  });

  test('shows those who know each other where they are', async () => {
    const who = somebody();
    await ask(world, '/affinity add 45', { who, role: 'admin' });
    expect((await ask(world, '/start', { who })).text).toMatch(
      /^Here is Alicia again\.\n\*\*Alicia\*\* · friend · 45 points\n▰*▱+ \d+ to .+\nlast: \+45 /,
    );
    await openSession(world.parts.store, (await world.person(who)).id, {
      place: placeId(`fake:direct:${who}`),
    });
    const { text } = await ask(world, '/start', { who, locale: 'es' });
    expect(text).toMatch(/^Aquí está Alicia otra vez\./);
    expect(text.split('\n').at(-1)).toMatch(/^Ánimo de Alicia: \*\*neutral\*\* \(100 %\)/);
  });

  test('changes nobody where one persona has the account of the platform to herself', async () => {
    const who = somebody();
    await ask(world, '/start yumi', { who, place: { persona: personaName('mika') } });
    expect((await world.person(who)).chosen).toEqual({});
  });

  test('is not among the commands of /help', async () => {
    expect((await ask(world, '/help', { who: somebody(), role: 'admin' })).text).not.toContain('/start');
  });
});
