import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryWatch } from '../../../src/core/conversation/memory-watch.ts';
import { personaName, personId } from '../../../src/core/ids.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { silentLog } from '../../../src/system/log.ts';

const pair = { person: personId('p1'), persona: personaName('alicia') };
const LIMIT = 1_000;
const LINE = 900;

test('the operator is told in the very turn in which it grows to 90 %, once, whenever the process began anew', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: LINE - 1 }),
      fc.array(fc.record({ added: fc.integer({ min: 1, max: 2 }), isNew: fc.boolean() }), {
        maxLength: 1_500,
      }),
      async (begun, turns) => {
        let memories = begun;
        const told: number[] = [];
        const store = { fading: { count: async () => memories } } as unknown as Store;
        const start = () =>
          createMemoryWatch({ store, log: { ...silentLog, warn: () => told.push(memories) } });
        let watch = start();
        let crossed: number | undefined;
        for (const [index, { added, isNew }] of turns.entries()) {
          if (isNew && index % 97 === 0) watch = start();
          memories += added;
          if (memories >= LINE) crossed ??= memories;
          await watch.grown(pair, added, LIMIT);
        }
        expect(told).toEqual(crossed === undefined ? [] : [crossed]);
      },
    ),
    { numRuns: 60 },
  );
});

test('memories far from the line are seldom counted', async () => {
  let counts = 0;
  const count = async () => {
    counts += 1;
    return 0;
  };
  const watch = createMemoryWatch({ store: { fading: { count } } as unknown as Store, log: silentLog });
  for (let turn = 0; turn < 100; turn++) await watch.grown(pair, 1, LIMIT);
  expect(counts).toBe(10);
});
