/** How long a persona takes to become a prompt: every persona that ships, at every level, in every mood. */
import { join } from 'node:path';
import { compilePersona } from '../src/core/personas/compile.ts';
import { loadPersonas } from '../src/store/persona-files.ts';
import { chance } from './support/chance.ts';
import { distribution } from './support/distribution.ts';
import { report } from './support/report.ts';

const RUNS = 20_000;
const WARM_UP = 5_000;

const { personas } = await loadPersonas(join(import.meta.dirname, '..', 'personalities'));
const cases = personas.flatMap((persona) =>
  persona.levels.flatMap(({ name }) =>
    Object.keys(persona.moods).map((label) => ({ persona, level: name, label })),
  ),
);
const next = chance(1);
const samples: number[] = [];
let characters = 0;
for (let run = 0; run < WARM_UP + RUNS; run += 1) {
  const { persona, level, label } = cases[Math.floor(next() * cases.length)]!;
  const input = {
    level,
    mood: { label, intensity: next() },
    preferences: { humor: next() },
    variables: { user_name: `person ${run}`, bot_name: persona.displayName },
  };
  const begun = process.hrtime.bigint();
  const { prompt } = compilePersona(persona, input);
  const took = process.hrtime.bigint() - begun;
  characters += prompt.length;
  if (run >= WARM_UP) samples.push(Number(took) / 1000);
}
if (characters === 0) throw new Error('Nothing was compiled');
report(
  distribution({
    id: 'compile',
    what: `compile one of ${personas.length} personas in one of ${cases.length} states`,
    unit: 'µs',
    samples,
    targets: { p95: 50 },
  }),
);
