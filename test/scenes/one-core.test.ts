import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown, PLATFORMS, type PlatformName, type Town } from './town.ts';

const SAYINGS = [
  'Hola, me llamo Diego',
  'Eres linda',
  'Mi perro se llama Max',
  '¿Cómo se llama mi perro?',
  'Eres una inútil',
  'Perdona, no quería decir eso. Gracias por todo',
];

let town: Town;
beforeAll(async () => {
  town = await openTown();
}, 60_000);
afterAll(() => town.stop());

/** A conversation, and what is left of it afterwards, as its person can read it. */
async function lived(on: PlatformName, where: string) {
  const answers: string[] = [];
  for (const text of SAYINGS) {
    const heard = await town.ask(on, { who: 'diego', where, text, mentions: where !== 'direct' });
    // Slack has a /help of its own, and apps share the names of their commands there.
    answers.push(heard.map((message) => message.text.replace('/kith-help', '/help')).join('\n'));
  }
  const read = async (line: string) =>
    (await town.command(on, 'diego', line, 'direct')).map((message) => message.text).join('\n');
  return {
    answers,
    history: await read('/affinity history'),
    facts: await read('/facts'),
    mood: await read('/mood'),
  };
}

describe('one core behind three platforms', () => {
  test('the same conversation ends in the same ledger, mood, facts and words', async () => {
    const [discord, telegram, slack] = await Promise.all(PLATFORMS.map((on) => lived(on, 'direct')));
    expect(discord?.history).toContain('+2');
    expect(discord?.facts).toContain('Max');
    expect(telegram).toEqual(discord);
    expect(slack).toEqual(discord);
  }, 60_000);

  test('and nobody has anything to complain about', () => {
    expect(town.complaints()).toEqual([]);
  });
});
