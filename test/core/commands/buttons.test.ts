import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCommand } from '../../../src/core/commands/parse.ts';
import { commands } from '../../../src/core/commands/table.ts';
import { wordsIn } from '../../../src/core/commands/words.ts';
import type { Language, Outgoing } from '../../../src/core/message.ts';
import type { World } from '../conversation/world.ts';
import { type Asking, ask, somebody, worldWith } from './asking.ts';

let buttons: World;
let none: World;
beforeAll(async () => {
  buttons = await worldWith({ buttons: true });
  none = await worldWith({ buttons: false });
});
afterAll(() => Promise.all([buttons.app.stop(), none.app.stop()]));

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', es: 'es-MX' };
/** A choice that must be made before there is anything to press. */
const CHOICES = commands.flatMap(({ name, options }) => [
  `/${name}`,
  ...(options[0]?.choices ?? []).map((choice) => `/${name} ${choice}`),
]);
const labels = ({ actions = [] }: Outgoing) => actions.map(({ label }) => label);
const pressed = ({ actions = [] }: Outgoing) => actions.map(({ command }) => command);

/** Somebody with a past: three pages of history, facts and consent. */
async function regular(world: World, asking: Asking): Promise<void> {
  for (let index = 0; index < 23; index++)
    await ask(world, '/affinity add 1', { ...asking, role: 'admin', id: `${asking.who}-${index}` });
  await ask(world, '/remember my dog is called Max', asking);
  await ask(world, '/remember preferences/language spanish', asking);
}

/** Every answer that can be reached from `from` by pressing buttons, by command. What cannot be undone comes last. */
async function pressAll(world: World, from: readonly string[], asking: Asking) {
  const answers = new Map<string, Outgoing>();
  const waiting = [...from];
  const last: string[] = [];
  for (;;) {
    const command = waiting.shift() ?? last.shift();
    if (command === undefined) return answers;
    if (answers.has(command)) continue;
    const answer = await ask(world, command, asking);
    answers.set(command, answer);
    for (const action of answer.actions ?? []) {
      expect(action.label.trim()).not.toBe('');
      expect(action.label.length).toBeLessThanOrEqual(40);
      expect(Buffer.byteLength(action.command)).toBeLessThanOrEqual(60);
      expect(commands.map(({ name }) => name)).toContain(parseCommand(action.command)?.name);
      (action.isDangerous === true ? last : waiting).push(action.command);
    }
    expect(answer.actions?.length ?? 0).toBeLessThanOrEqual(10);
  }
}

describe('every button', () => {
  const places = [
    ['in a direct chat', {}],
    ['in a public place', { where: '#lobby', audience: 'everyone', place: { community: 'town' } }],
  ] as const;
  test.each(
    places.flatMap(([where, place]) =>
      (['en', 'es'] as const).map((language) => [where, language, place] as const),
    ),
  )('%s (%s) does something', async (_, language, place) => {
    const asking: Asking = { ...place, who: somebody(), role: 'admin', locale: locales[language] };
    await regular(buttons, asking);
    // What to forget and what to look for nobody can choose for them.
    const from = CHOICES.filter((command) => !/^\/(?:forget|memory)/.test(command));
    const answers = await pressAll(buttons, [...from, '/forget all'], asking);

    const words = wordsIn[language];
    const refusals = [words.usage(''), words.commandFailed, words.unknownCommand('x').slice(0, 12)];
    for (const [command, { text }] of answers) {
      expect(text, command).not.toBe('');
      expect(text, command).not.toMatch(/undefined|NaN|\[object/);
      expect(
        refusals.filter((refusal) => text.startsWith(refusal)),
        command,
      ).toEqual([]);
    }
    expect([...answers.keys()]).toEqual(
      expect.arrayContaining([
        '/affinity history 3',
        '/persona use mika',
        '/persona list 2',
        '/forget all confirm',
        '/privacy erase confirm',
        '/privacy unlist',
        '/kith wake',
      ]),
    );
  });
});

describe('where a place has buttons', () => {
  test('they turn the pages of the history, and the text does not name them', async () => {
    const who = somebody();
    await regular(buttons, { who });
    expect(pressed(await ask(buttons, '/affinity', { who }))).toEqual(['/affinity why', '/affinity history']);
    expect(labels(await ask(buttons, '/affinity', { who, locale: 'es' }))).toEqual([
      '¿Por qué?',
      'Historial',
    ]);
    const pages = [];
    for (const page of [1, 2, 3]) pages.push(await ask(buttons, `/affinity history ${page}`, { who }));
    expect(pages.map(pressed)).toEqual([
      ['/affinity history 2'],
      ['/affinity history 1', '/affinity history 3'],
      ['/affinity history 2'],
    ]);
    for (const { text } of pages) expect(text).not.toMatch(/\/affinity|More:/);
  });

  test('what cannot be undone is one dangerous button', async () => {
    const who = somebody();
    await regular(buttons, { who });
    expect(await ask(buttons, '/privacy erase', { who })).toMatchObject({
      text: 'This deletes everything kept about you and cannot be undone.',
      actions: [{ label: 'Delete everything', command: '/privacy erase confirm', isDangerous: true }],
    });
    expect(await ask(buttons, '/olvida todo', { who, locale: 'es' })).toMatchObject({
      text: 'Esto olvida los 2 datos que tengo de ti y no se puede deshacer.',
      actions: [{ label: 'Olvidarlo todo', command: '/forget all confirm', isDangerous: true }],
    });
  });

  test('they offer what is kept about somebody in private only', async () => {
    const who = somebody();
    const lobby = { where: '#lobby', audience: 'everyone' } as const;
    const off = { label: 'Stop remembering', command: '/privacy off' };
    const erase = { label: 'Delete everything', command: '/privacy erase', isDangerous: true };
    expect((await ask(buttons, '/privacy', { who })).actions).toEqual([
      { label: 'Show everything', command: '/privacy export' },
      off,
      erase,
    ]);
    expect((await ask(buttons, '/privacy', { who, ...lobby })).actions).toEqual([off, erase]);
    expect((await ask(buttons, '/privacy export', { who, ...lobby })).text).toMatch(/direct chat/);
    await ask(buttons, '/privacy off', { who });
    expect(pressed(await ask(buttons, '/privacy', { who, ...lobby }))).toEqual([
      '/privacy on',
      '/privacy erase',
    ]);
  });

  test('they ask for something to remember, and list whom one may talk with', async () => {
    const who = somebody();
    expect(pressed(await ask(buttons, '/facts', { who }))).toEqual(['/remember']);
    expect(pressed(await ask(buttons, '/help', { who }))).toEqual(['/affinity', '/facts', '/persona list']);
    const first = await ask(buttons, '/persona list', { who });
    expect(first.text.split('\n')).toHaveLength(6);
    expect(pressed(first).at(-1)).toBe('/persona list 2');
    expect(pressed(first)).not.toContain('/persona use alicia');
    expect(first.actions?.length).toBeLessThanOrEqual(5);
  });
});

describe('where a place has none', () => {
  test('the text says what they would', async () => {
    const who = somebody();
    await regular(none, { who });
    const says = async (text: string, asking: Asking = {}) =>
      (await ask(none, text, { who, ...asking })).text;
    expect(await says('/affinity history')).toMatch(/More: \/affinity history 2$/);
    expect(await says('/forget all')).toMatch(/cannot be undone. To go on: \/forget all confirm$/);
    expect(await says('/privacy erase')).toMatch(/To go on: \/privacy erase confirm$/);
    expect(await says('/privacy')).toMatch(/\/privacy export .+\/privacy off .+\/privacy erase /);
    await says('/privacy off');
    expect(await says('/privacy')).toMatch(/\/privacy on remembers again/);
    expect(await says('/affinity top')).toMatch(/\/privacy list/);
    expect(await says('/privacy list')).toMatch(/\/privacy unlist/);
    expect(await says('/kith', { role: 'admin' })).toMatch(/\/kith why · \/kith quiet/);
    expect(await says('/kith quiet', { role: 'admin' })).toMatch(/\/kith wake/);
    expect((await says('/persona list')).split('\n')).toHaveLength(1 + none.parts.personas.list().length);
  });
});
