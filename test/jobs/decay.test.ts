import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { personaName, sessionId } from '../../src/core/ids.ts';
import type { Episode } from '../../src/core/ports/records.ts';
import { decay } from '../../src/jobs/decay.ts';
import { temporary } from '../cli/temporary.ts';
import { modelThat } from '../core/conversation/world.ts';
import { episodeOf } from '../store/samples.ts';
import { day, type MemoryWorld, memoryWorld } from './memory.ts';

const worlds: MemoryWorld[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map(({ app }) => app.stop()));
});

/** A world whose persona fades by a rule of its own, and what ana went through with it, `days` ago each. */
const open = async (memory_decay: object, days: readonly number[], other: Partial<Episode> = {}) => {
  const file = join(temporary(), 'fader.json');
  await writeFile(
    file,
    JSON.stringify({
      name: 'fader',
      system_prompt: 'You fade.',
      memory_config: {
        max_memories: 100,
        summary_threshold: 50,
        auto_summarize: true,
        coldMemoryRetention: 90,
      },
      memory_decay: { exemptCategories: [], ...memory_decay },
    }),
  );
  const world = await memoryWorld({ model: modelThat(), personaFiles: [file], persona: 'fader' });
  worlds.push(world);
  await world.clock.pass(1_000 * day);
  const { id } = await world.person();
  const persona = personaName('fader');
  await world.parts.store.apply(
    'lived',
    days.map((ago) => ({
      kind: 'episode' as const,
      episode: episodeOf(id, sessionId('s'), {
        persona,
        importance: 0,
        title: `${ago} days ago`,
        at: world.clock.now() - ago * day,
        ...other,
      }),
    })),
  );
  const episodes = () => world.parts.store.episodes.ofPair(id, persona);
  const strengths = async () => (await episodes()).map(({ retention }) => retention?.strength);
  return { ...world, id, persona, episodes, strengths };
};

describe('memories fade', () => {
  test.each([
    ['linear', 0.6393],
    ['exponential', 0.6065],
    ['logarithmic', 0.5607],
  ])('along the %s curve', async (decayFunction, strength) => {
    const world = await open({ decayFunction, decayRate: 0.05 }, [10]);
    await world.run(decay);
    expect(await world.strengths()).toEqual([strength]);
  });

  test('once a day, and twice on a day changes nothing', async () => {
    const world = await open({}, [10, 30]);
    expect(await world.run(decay, { dryRun: true })).toMatchObject({ changed: 2 });
    expect(await world.strengths()).toEqual([undefined, undefined]);
    expect(await world.run(decay)).toMatchObject({ changed: 2, removed: 0, hot: 1, warm: 1 });
    const before = await world.episodes();
    expect(await world.run(decay)).toMatchObject({ memories: 0, changed: 0 });
    await world.clock.pass(1_000);
    expect(await world.run(decay)).toMatchObject({ memories: 0, changed: 0 });
    expect(await world.episodes()).toEqual(before);
    await world.clock.pass(day);
    expect(await world.run(decay)).toMatchObject({ memories: 2, changed: 2 });
    expect(await world.strengths()).toEqual([0.5769, 0.2122]);
  });

  test('once a week where the persona says so', async () => {
    const world = await open({ decaySchedule: 'weekly' }, [10]);
    await world.run(decay);
    await world.clock.pass(3 * day);
    expect(await world.run(decay)).toMatchObject({ memories: 0 });
    await world.clock.pass(4 * day);
    expect(await world.run(decay)).toMatchObject({ memories: 1, changed: 1 });
    expect(await world.strengths()).toEqual([0.4274]);
  });

  test('as far in one run after a month as in thirty daily ones', async () => {
    const [once, daily] = [await open({}, [1, 20]), await open({}, [1, 20])];
    for (let each = 0; each < 30; each++) {
      await daily.run(decay);
      await daily.clock.pass(day);
    }
    await daily.run(decay);
    await once.clock.pass(30 * day);
    await once.run(decay);
    const kept = async (world: typeof once) =>
      (await world.episodes()).map(({ title, retention }) => [title, retention?.strength, retention?.tier]);
    expect(await kept(once)).toEqual(await kept(daily));
  });

  test('on every reading, without a job, where the persona says so', async () => {
    const world = await open({ decaySchedule: 'continuous' }, [10]);
    expect(await world.run(decay)).toMatchObject({ memories: 1, changed: 0 });
    expect(await world.strengths()).toEqual([undefined]);
  });

  test('not at all where the persona says so, nor what matters or is pinned', async () => {
    const off = await open({ enabled: false }, [365]);
    await off.run(decay);
    const important = await open({}, [365], { importance: 8 });
    await important.run(decay);
    const pinned = await open({}, [365]);
    const [episode] = await pinned.episodes();
    if (episode === undefined) throw new Error('Nothing was lived.');
    await pinned.parts.store.apply('pin', [
      { kind: 'pin', person: pinned.id, memory: { kind: 'episode', id: episode.id }, isPinned: true },
    ]);
    await pinned.run(decay);
    expect([await off.strengths(), await important.strengths(), await pinned.strengths()]).toEqual([
      [undefined],
      [undefined],
      [undefined],
    ]);
  });

  test('and go when they were cold for longer than they are kept', async () => {
    // Cold after 32 days at this rate, and kept for 90 more.
    const world = await open({}, [121, 123]);
    expect(await world.run(decay)).toMatchObject({ memories: 2, removed: 1, cold: 1 });
    expect((await world.episodes()).map(({ title }) => title)).toEqual(['121 days ago']);
  });

  test('until they are asked for and told', async () => {
    const world = await open({}, [80], { title: 'The boat trip', importance: 5 });
    await world.run(decay);
    expect((await world.episodes())[0]?.retention).toMatchObject({
      recalls: 0,
      strength: 0.1353,
      tier: 'cold',
    });
    // Cold is not gone: whoever asks for its words finds it.
    await world.say('Do you remember the boat trip?', { at: world.clock.now() });
    const now = world.clock.now();
    const [told] = await world.episodes();
    expect(told?.retention).toEqual({
      isPinned: false,
      recalls: 1,
      recalledAt: now,
      strength: 1,
      tier: 'hot',
    });
    await world.say('Hello', { at: now });
    expect((await world.episodes())[0]?.retention?.recalls).toBe(1);
    await world.clock.pass(10 * day);
    await world.run(decay);
    const [later] = await world.strengths();
    expect(later).toBeCloseTo(2 ** (-10 / (2 * 13.863 * (1 + 0.5 * Math.LN2))), 3);
  });

  test('of everybody, a batch at a time, and a round that was cut short is had again', async () => {
    const world = await open({}, []);
    const { store } = world.parts;
    for (let each = 0; each < 120; each++) {
      const { id } = await world.person(`person-${each}`);
      const episode = episodeOf(id, sessionId('s'), {
        persona: world.persona,
        importance: 0,
        at: world.clock.now() - 10 * day,
      });
      await store.apply(`lived-${each}`, [{ kind: 'episode', episode }]);
    }
    const called = new AbortController();
    const apply = store.apply.bind(store);
    let batches = 0;
    Object.assign(store, {
      apply: async (...made: Parameters<typeof apply>) => {
        if (++batches === 1) called.abort();
        return apply(...made);
      },
    });
    expect(await world.run(decay, { signal: called.signal })).toMatchObject({ memories: 50, changed: 50 });
    expect(await store.fading.lastRun(world.persona)).toBeUndefined();
    await world.clock.pass(1);
    expect(await world.run(decay)).toMatchObject({ memories: 120, changed: 70 });
    expect(await store.fading.lastRun(world.persona)).toBe(world.clock.now());
  });
});
