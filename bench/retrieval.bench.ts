/** Finding what was said: one pair of 1,000, 20,000 and 100,000 messages, in memory and by the store's full text. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRecall } from '../src/core/retrieval/recall.ts';
import { stems } from '../src/core/retrieval/words.ts';
import { loadPersonas } from '../src/store/persona-files.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { distribution } from './support/distribution.ts';
import type { Figure } from './support/figure.ts';
import { temporaryFolder } from './support/lab.ts';
import { report } from './support/report.ts';
import { sayings } from './support/sayings.ts';
import { seedHistory } from './support/seed-history.ts';

const SIZES = [1_000, 20_000, 100_000];
const SEARCHES = 150;
const WARM_UP = 30;

const folder = temporaryFolder();
const file = join(folder, 'kith.sqlite');
const store = await openSqliteStore({ path: file, stems });
const { personas } = await loadPersonas(join(import.meta.dirname, '..', 'personalities'));
const persona = personas.find(({ name }) => name === 'alicia')!;
const people = await seedHistory({
  store,
  file,
  persona,
  histories: SIZES.map((messages) => ({ account: `ana-${messages}`, messages })),
  seed: 2,
  at: Date.UTC(2026, 0, 5),
});

const figures: Figure[] = [];
for (const [index, size] of SIZES.entries()) {
  for (const way of ['memory', 'text'] as const) {
    // Below 100 messages nothing is worth an index; a limit of 100 sends every pair to the store.
    const recall = createRecall({
      store,
      maxInMemory: way === 'memory' ? 1_000_000 : 100,
      maxMessages: 1_000_000,
    });
    const questions = sayings(3);
    const search = async () => {
      const wanted = stems(questions.question());
      const begun = performance.now();
      const found = await recall.search({
        person: people[index]!,
        persona: persona.name,
        stems: wanted,
        limit: 9,
      });
      return { took: performance.now() - begun, found: found.length };
    };
    const name = `${size.toLocaleString('en-US')} messages, ${way === 'memory' ? 'index in memory' : 'full text'}`;
    const id = `retrieval.${way}.${size}`;
    figures.push({
      id: `${id}.build`,
      what: `first search: ${name}`,
      unit: 'ms',
      value: (await search()).took,
    });

    const samples: number[] = [];
    let found = 0;
    for (let run = 0; run < WARM_UP + SEARCHES; run += 1) {
      const answer = await search();
      found += answer.found;
      if (run >= WARM_UP) samples.push(answer.took);
    }
    if (found === 0) throw new Error(`Nothing was found in ${name}`);
    figures.push(...distribution({ id, what: `search: ${name}`, unit: 'ms', samples }));
  }
}
await store.close();
rmSync(folder, { recursive: true, force: true });
report(figures);
