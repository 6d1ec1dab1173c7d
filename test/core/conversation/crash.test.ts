import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { personaName } from '../../../src/core/ids.ts';
import type { LanguageModel, Purpose } from '../../../src/core/ports/language-model.ts';
import { type FakePlatform, fakeChannel, fakePlatform } from '../delivery/fake-channel.ts';
import { checkBooks, createWorld, modelThat, watched } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-crash-'));
afterAll(() => rmSync(folder, { recursive: true }));
const alicia = personaName('alicia');
const rules = { 'memory.episodeEvery': '1', 'retrieval.episodes': '3' };
const text = 'Me llamo Diego y eres muy linda. Mi perro Max murió ayer.';

type Around = <T>(name: string, call: () => Promise<T>) => Promise<T>;

const answers: Readonly<Record<Purpose, string>> = {
  reply: 'Lo siento mucho, Diego.',
  mood: '{"mood":"shy","intensity":0.3}',
  facts:
    '{"facts":[{"category":"personal_info","key":"name","value":"Diego","confidence":0.9,"qualifier":null,"quote":"Me llamo Diego"}]}',
  episode: '{"episode":null}',
  summary: '…',
};

function modelUnder(around: Around): LanguageModel {
  const does = (purpose: Purpose) => async () => around(`model ${purpose}`, async () => answers[purpose]);
  return modelThat({
    reply: does('reply'),
    mood: does('mood'),
    facts: does('facts'),
    episode: does('episode'),
  });
}

/** Lets one message in, and the process "die" at a step: neither that step's answer nor anything after it comes. */
async function dieAt(directory: string, platform: FakePlatform, step: number, moment: 'before' | 'after') {
  const steps: string[] = [];
  const never = new Promise<never>(() => {});
  const died = Promise.withResolvers<void>();
  let isDead = false;
  const around: Around = async (name, call) => {
    if (isDead) return never;
    steps.push(name);
    const isLast = steps.length === step;
    if (isLast && moment === 'before') {
      isDead = true;
      died.resolve();
      return never;
    }
    const answer = await call();
    if (isDead) return never;
    if (isLast) {
      isDead = true;
      died.resolve();
      return never;
    }
    return answer;
  };
  const channel = fakeChannel({ repeats: 'checked' }, { platform, around });
  const world = await createWorld({
    directory,
    rules,
    channel,
    model: modelUnder(around),
    wrapStore: (store) => watched(store, around),
  });
  const said = world.say(text, { id: 'the-message', locale: 'es' });
  await Promise.race([said, died.promise]);
  await world.app.parts.store.close();
  return { steps, isOver: !isDead };
}

test('wherever a turn is torn off, the next run finishes it: one reply, every change once', async () => {
  const seen = new Set<string>();
  const expected = await (async () => {
    const whole = await dieAt(join(folder, 'whole'), fakePlatform(), Number.POSITIVE_INFINITY, 'before');
    expect(whole.isOver).toBe(true);
    return whole.steps;
  })();
  expect(expected).toEqual(
    expect.arrayContaining([
      'turns.open',
      'model reply',
      'turns.replied',
      'send',
      'turns.delivered',
      'apply',
    ]),
  );

  for (let step = 1; step <= expected.length; step++) {
    for (const moment of ['before', 'after'] as const) {
      const directory = join(folder, `${step}-${moment}`);
      const platform = fakePlatform();
      const torn = await dieAt(directory, platform, step, moment);
      const at = `${moment} ${torn.steps.at(-1)}`;
      seen.add(torn.steps.at(-1)!);

      const channel = fakeChannel({ repeats: 'checked' }, { platform });
      const world = await createWorld({ directory, rules, channel, model: modelUnder((_, call) => call()) });
      await world.app.start();
      // A platform that got no acknowledgement brings the message again; one that did does not, unless it was lost.
      await world.say(text, { id: 'the-message', locale: 'es' });

      const person = await world.person();
      expect(channel.shown, at).toEqual(['Lo siento mucho, Diego.']);
      expect(await checkBooks(world.parts.store, person.id, alicia), at).toMatchObject({
        points: 2,
        sum: 2,
        rows: 1,
        users: [text],
        replies: ['Lo siento mucho, Diego.'],
        isAnsweredOnce: true,
        unfinished: 0,
      });
      const session = await world.parts.store.sessions.latest(person.id, alicia, 'fake:direct:ana' as never);
      expect(session?.userMessages, at).toBe(1);
      expect(await world.parts.store.moods.get(session!.id), at).toMatchObject({
        label: 'shy',
        intensity: 0.3,
      });
      const facts = await world.parts.store.facts.ofPerson(person.id);
      expect(
        facts.map(({ key }) => key),
        at,
      ).toContain('name');
      expect(new Set(facts.map(({ category, key }) => category + key)).size, at).toBe(facts.length);
      expect(await world.parts.store.episodes.ofPair(person.id, alicia), at).toHaveLength(1);
      await world.parts.store.health({ integrity: true });
      await world.app.stop();
    }
  }
  expect([...seen].toSorted()).toEqual([...new Set(expected)].toSorted());
}, 120_000);
