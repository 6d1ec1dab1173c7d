import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { embed } from '../../src/jobs/embed.ts';
import type { JobCall } from '../../src/jobs/job.ts';
import { temporary } from '../cli/temporary.ts';
import { createWorld, modelThat } from '../core/conversation/world.ts';
import { settings } from './settings.ts';

/** The same deployment, started with other rules. */
async function started(directory: string, rules: Readonly<Record<string, string>> = {}) {
  const world = await createWorld({ model: modelThat(), directory, rules });
  const tools = { parts: world.parts, isAlive: () => false, settings, running: new Set<string>() };
  const steps: (readonly number[])[] = [];
  const run = (call: Partial<JobCall> = {}) =>
    embed.run(tools, {
      at: world.parts.clock.now(),
      dryRun: false,
      signal: new AbortController().signal,
      progress: (...step) => void steps.push(step),
      ...call,
    });
  return { ...world, run, steps };
}

const vectorsIn = (directory: string) => {
  const file = new DatabaseSync(join(directory, 'kith.sqlite'));
  const models = file
    .prepare(`SELECT metadata ->> 'model' AS model, count(*) AS n FROM message_embeddings GROUP BY model`)
    .all();
  file.close();
  return models.map(({ model, n }) => [model, n]);
};

test('the second phase gives every message its vector once, and going back loses nothing', async () => {
  const directory = temporary();
  const first = await started(directory);
  for (let at = 0; at < 40; at += 1) await first.say(`Message number ${at}`);
  expect(await first.run()).toEqual({ embedded: 0 });
  expect(await first.parts.store.counts()).not.toHaveProperty('message_embeddings');
  await first.app.stop();

  const second = await started(directory, { 'storage.phase': '2' });
  expect(await second.run({ dryRun: true })).toEqual({ wouldEmbed: 80 });
  const off = new AbortController();
  const half = await second.run({ signal: off.signal, progress: () => off.abort() });
  expect(half).toEqual({ embedded: 64 });
  expect(await second.run()).toEqual({ embedded: 16 });
  expect(second.steps.at(-1)).toEqual([80, 80]);
  expect(await second.run()).toEqual({ embedded: 0 });
  await second.say('One more');
  expect(await second.run()).toEqual({ embedded: 0 });
  await second.app.stop();
  expect(vectorsIn(directory)).toEqual([['kith-spelling-1', 82]]);

  const back = await started(directory);
  await back.say('And another');
  expect((await back.parts.store.counts()).messages).toBe(84);
  await back.app.stop();
  const again = await started(directory, { 'storage.phase': '2' });
  expect(await again.run()).toEqual({ embedded: 2 });
  await again.app.stop();
});

test('another model makes all of them anew, and who is not in the store has none', async () => {
  const directory = temporary();
  const world = await started(directory, { 'retrieval.vectors': 'local' });
  await world.say('I live in Vigo');
  const { likeness, store } = world.parts;
  const [said] = await store.messages.history((await world.person()).id, 'alicia' as never, 1);
  const other = { message: said!.id, persona: said!.persona, embedding: Float32Array.of(1), model: 'other' };
  await likeness!.vectors.put([
    { ...other, person: said!.person },
    { ...other, person: 'nobody' as never, message: 'gone' as never },
  ]);
  expect(await world.run()).toEqual({ embedded: 1, forgotten: 1 });
  await world.app.stop();
  expect(vectorsIn(directory)).toEqual([['kith-spelling-1', 2]]);
});
