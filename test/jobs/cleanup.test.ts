import { expect, test } from 'vitest';
import { cleanup } from '../../src/jobs/cleanup.ts';
import { createWorld, modelThat } from '../core/conversation/world.ts';
import { handClock } from '../core/llm/hand-clock.ts';
import { factOf } from '../store/samples.ts';
import { settings } from './settings.ts';

const DAY = 86_400_000;

test('doubtful facts nobody restates end once, sure and fresh ones stay', async () => {
  const clock = handClock();
  const world = await createWorld({ model: modelThat(), clock });
  const { store } = world.parts;
  const { id } = await world.person();
  const old = clock.now() - 91 * DAY;
  const facts = [
    factOf(id, { key: 'doubtful_old', confidence: 0.3, updatedAt: old, firstMentioned: old }),
    factOf(id, { key: 'doubtful_new', confidence: 0.3, updatedAt: clock.now() - DAY }),
    factOf(id, { key: 'sure_old', confidence: 0.9, updatedAt: old }),
  ];
  await store.apply(
    'told',
    facts.map((fact) => ({ kind: 'fact', fact })),
  );
  const tools = { parts: world.parts, isAlive: () => false, settings, running: new Set<string>() };
  const steps: number[][] = [];
  const call = {
    at: clock.now(),
    signal: new AbortController().signal,
    progress: (...step: number[]) => void steps.push(step),
  };
  expect(await cleanup.run(tools, { ...call, dryRun: true })).toEqual({ wouldEnd: 1 });
  expect(await store.facts.past(id)).toEqual([]);
  expect(await cleanup.run(tools, { ...call, dryRun: false })).toEqual({ ended: 1 });
  expect(await cleanup.run(tools, { ...call, dryRun: false })).toEqual({ ended: 0 });
  expect(steps).toEqual([[1, 1]]);
  const kept = (await store.facts.ofPerson(id)).map(({ key }) => key);
  expect(kept.toSorted()).toEqual(['doubtful_new', 'sure_old']);
  expect(await store.facts.past(id)).toMatchObject([{ key: 'doubtful_old', endedBecause: 'stale' }]);
  await world.app.stop();
});
