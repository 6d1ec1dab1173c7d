import { expect, test } from 'vitest';
import { personalityKey } from '../../src/core/people/keys.ts';
import { renew } from '../../src/jobs/renew.ts';
import { createWorld, modelThat } from '../core/conversation/world.ts';
import { settings } from './settings.ts';

test('every persona is in the cache after it, none after a dry run', async () => {
  const { parts, app } = await createWorld({ model: modelThat() });
  const tools = { parts, isAlive: async () => false, settings, running: new Set<string>() };
  const call = { at: 0, signal: new AbortController().signal, progress() {} };
  const all = parts.personas.list();
  const cached = () => Promise.all(all.map(({ name }) => parts.cache.get<object>(personalityKey(name))));
  expect(await renew.run(tools, { ...call, dryRun: true })).toEqual({ wouldRenew: all.length });
  expect((await cached()).filter((each) => each !== undefined)).toEqual([]);
  expect(await renew.run(tools, { ...call, dryRun: false })).toEqual({ renewed: all.length });
  expect((await cached()).map((each) => (each as { name: string }).name)).toEqual(
    all.map(({ name }) => name),
  );
  await app.stop();
});
