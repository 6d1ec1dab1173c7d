import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wordsIn } from '../../../src/core/commands/words.ts';
import { createConversation } from '../../../src/core/conversation/conversation.ts';
import { createDecisions } from '../../../src/core/conversation/decisions.ts';
import { messageId, placeId } from '../../../src/core/ids.ts';
import type { ChannelHealth } from '../../../src/core/ports/channel.ts';
import { message, type World } from '../conversation/world.ts';
import { type Asking, ask, somebody, worldWith } from './asking.ts';

let world: World;
let rooms = 0;
beforeAll(async () => {
  world = await worldWith({ buttons: true });
});
afterAll(() => world.app.stop());

const hour = 3_600_000;
function room() {
  const where = `#room-${++rooms}`;
  const place = placeId(`fake:${where}`);
  const asking: Asking = { who: somebody(), role: 'admin', where, audience: 'everyone' };
  const says = async (text: string, more: Asking = {}) =>
    (await ask(world, text, { ...asking, ...more })).text;
  return { where, place, asking, says, settings: () => world.parts.store.places.get(place) };
}

describe('/kith', () => {
  test('is for administrators, whatever is asked of it', async () => {
    const { says, settings } = room();
    for (const text of ['/kith', '/kith why', '/kith quiet', '/kith wake', '/kith health'])
      expect(await says(text, { role: 'member' })).toBe(wordsIn.en.onlyAdmins('kith'));
    expect(await settings()).toBeUndefined();
    expect(await says('/help', { role: 'member' })).not.toContain('/kith');
    expect(await says('/help')).toContain('`/kith [why');
  });

  test('quiet keeps everybody from answering for a while, and wake ends it', async () => {
    const { says, settings } = room();
    const now = world.parts.clock.now();
    expect(await says('/kith quiet')).toBe('Nobody answers here for 8 h; commands still work.');
    expect((await settings())?.quietUntil).toBeGreaterThanOrEqual(now + 8 * hour);
    expect((await settings())?.quietUntil).toBeLessThan(now + 9 * hour);
    expect(await says('/kith')).toMatch(/for another 8 h\.$/);
    expect(await says('/kith wake', { locale: 'es' })).toBe('Aquí se vuelve a responder.');
    expect((await settings())?.quietUntil).toBeUndefined();
    expect(await says('/kith quiet 0,5', { locale: 'es' })).toMatch(/durante 0\.5 h/);
    expect((await settings())?.quietUntil).toBeLessThan(now + hour);
  });

  test.each(['0', '-1', 'NaN', '1e9', 'Infinity', 'soon'])('quiet %s is no time', async (hours) => {
    const { says, settings } = room();
    expect(await says(`/kith quiet ${hours}`)).toBe('Like this: /kith quiet 8');
    expect(await settings()).toBeUndefined();
  });

  test('quiet in a thread is for the whole channel, and says so', async () => {
    const { says, settings, place } = room();
    const thread = { where: `#room-${rooms}/thread`, place: { parent: place } };
    expect(await says('/kith quiet 2', thread)).toMatch(/whole channel and its threads/);
    expect((await settings())?.quietUntil).toBeGreaterThan(0);
    expect(await says('/kith', thread)).toMatch(/for another 2 h/);
  });

  test('why tells what became of messages, latest first, without their text', async () => {
    const { place, where, asking } = room();
    const decisions = createDecisions();
    const conversation = createConversation({ ...world.parts, decisions });
    const says = async (text: string, more: Asking = {}) =>
      (await ask({ ...world, conversation }, text, { ...asking, ...more })).text;
    expect(await says('/kith why 12345678')).toMatch(/decided nothing about 12345678/);
    const at = world.parts.clock.now();
    for (const [index, [what, why]] of (
      [
        ['answer', 'named'],
        ['ignore', 'not addressed'],
        ['wander', 'a new reason'],
      ] as const
    ).entries()) {
      const message = messageId(`fake:${where}/${1_000 + index}`);
      decisions.record(place, { at, who: `*Ana* ${index}`, what, why, message });
    }
    const lines = (await says('/kith why')).split('\n').filter((line) => line.includes('Ana'));
    expect(lines).toEqual([
      `- \\*Ana\\* 2, just now: wander, a new reason · \`fake:${where}/1002\``,
      `- \\*Ana\\* 1, just now: not answered, nobody here was spoken to · \`fake:${where}/1001\``,
      `- \\*Ana\\* 0, just now: answered, it called a persona by name · \`fake:${where}/1000\``,
    ]);
    const one = await says('/kith why 1001', { locale: 'es' });
    expect(one).toMatch(/sin respuesta, no se dirigía a nadie de aquí/);
    expect(one).not.toMatch(/1000|1002/);
  });

  test('why explains a silence and an answer as they happened', async () => {
    const { says, asking } = room();
    const typed = message('Nice weather', { ...asking, who: 'ana' });
    await world.conversation.accept({ ...typed, isAddressed: false });
    await world.say('Hello there', { ...asking, who: 'bruno' });
    const [, , answered, silent] = (await says('/kith why')).split('\n');
    expect(answered).toMatch(/^- bruno, just now: answered, I was spoken to · /);
    expect(silent).toMatch(/^- ana, just now: not answered, nobody here was spoken to · /);
  });

  test('health tells how the channels are', async () => {
    const states: Readonly<Record<string, ChannelHealth | undefined>> = {
      terminal: undefined,
      discord: { state: 'ready', since: world.parts.clock.now() - 2 * hour },
      slack: { state: 'refused', since: world.parts.clock.now(), says: 'Set SLACK_APP_TOKEN.' },
    };
    const channels = () => Object.entries(states).map(([name, health]) => ({ name, health }));
    const conversation = createConversation({ ...world.parts, channels });
    const answer = await ask({ ...world, conversation }, '/kith health', { who: somebody(), role: 'admin' });
    expect(answer.text.split('\n').slice(1)).toEqual([
      '- **terminal**: ready',
      '- **discord**: ready, 2 hours ago',
      '- **slack**: refused by the platform, just now. Set SLACK_APP_TOKEN.',
    ]);
  });
});

test('every decision and every reason has words in both languages', () => {
  for (const table of ['decisions', 'reasons', 'rules', 'causes'] as const)
    expect(Object.keys(wordsIn.es[table])).toEqual(Object.keys(wordsIn.en[table]));
});
