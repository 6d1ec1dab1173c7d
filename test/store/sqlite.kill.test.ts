import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { messageId, turnId } from '../../src/core/ids.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { alicia, meet } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

const writer = (path: string, ...args: readonly string[]) =>
  spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

test('what was acknowledged before the process was killed is all there, and the file is whole', async () => {
  const path = join(folder, 'killed.db');
  for (const stopAfter of [1, 57, 200]) {
    const child = writer(path);
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === stopAfter) child.kill('SIGKILL');
    }
    if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    expect(acknowledged.length).toBeGreaterThanOrEqual(stopAfter);

    const store = await openSqliteStore({ path });
    await store.health({ integrity: true });
    for (const line of acknowledged) {
      const [turn, message, person] = line.split(' ') as [string, string, string];
      expect(await store.messages.get(messageId(message))).toMatchObject({ turn, person, speaker: 'user' });
      expect(await store.turns.get(turnId(turn))).toMatchObject({ state: 'settled' });
    }
    const person = (acknowledged[0] as string).split(' ')[2] as Parameters<typeof store.affinity.get>[0];
    const ledger = await store.affinity.ledger(person, alicia, { limit: 100_000, offset: 0 });
    expect(ledger.length).toBeGreaterThanOrEqual(acknowledged.length);
    expect((await store.affinity.get(person, alicia))?.points).toBe(ledger.length);
    await store.close();
  }
});

test('two processes that start together on a new file both work, and lose nothing', async () => {
  const path = join(folder, 'together.db');
  const children = [writer(path, '100'), writer(path, '100'), writer(path, '100')];
  const exits = await Promise.all(
    children.map(async (child) => {
      child.stdout.resume();
      const [code] = await once(child, 'exit');
      return code;
    }),
  );
  expect(exits).toEqual([0, 0, 0]);
  const store = await openSqliteStore({ path });
  await store.health({ integrity: true });
  expect(await store.counts()).toMatchObject({ people: 3, messages: 600, turns: 300, affinity_ledger: 300 });
  expect(await store.turns.unfinished(10)).toEqual([]);
  await meet(store);
  await store.close();
});
