/**
 * What waits for what, with the delays of the documents' example: the loads of a turn side by side, the work after a
 * reply side by side, and what the steps cost here without delays. The model takes 1,500 ms, or 200 ms to its first
 * word (stream.bench.ts).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createConversation } from '../src/core/conversation/conversation.ts';
import type { Parts } from '../src/core/conversation/parts.ts';
import { compilePersona } from '../src/core/personas/compile.ts';
import { distribution } from './support/distribution.ts';
import { openLab } from './support/lab.ts';
import { quantile } from './support/quantile.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { seedHistory } from './support/seed-history.ts';

const TURNS = 4;
const READS = 400;
/** Every load of a turn as slow as the slowest store we know, ms. */
const LOAD_MS = 50;
/** The documents' times, ms. */
const REPLY_MS = 1500;
const LIGHT_MS = { facts: 300, mood: 200, episode: 400 };
const ACCOUNT = 'ana';

let askedAt = 0;
const lab = await openLab({
  overrides: {
    model: createQuickModel({
      thinkMs: { reply: REPLY_MS, ...LIGHT_MS },
      onCall: (purpose) => {
        if (purpose === 'reply') askedAt = performance.now();
      },
    }),
  },
  // Every turn looks for an episode, the slowest of the light questions.
  settings: { 'memory.episodeEvery': '1' },
});
const { parts } = lab.app;
const { store, cache, clock, personas } = parts;
const persona = personas.default;
const [person] = await seedHistory({
  store,
  file: lab.file,
  persona,
  histories: [{ account: ACCOUNT, messages: 1_000 }],
  seed: 10,
  at: clock.now(),
});
const later = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  await delay(LOAD_MS);
  return work();
};
const slow: Parts = {
  ...parts,
  cache: { ...cache, get: async () => undefined },
  store: {
    ...store,
    affinity: { ...store.affinity, get: (...of) => later(() => store.affinity.get(...of)) },
    moods: { ...store.moods, get: (...of) => later(() => store.moods.get(...of)) },
    facts: { ...store.facts, ofPerson: (...of) => later(() => store.facts.ofPerson(...of)) },
    messages: {
      ...store.messages,
      recent: (...of) =>
        of[2] === undefined ? store.messages.recent(...of) : later(() => store.messages.recent(...of)),
    },
  },
};
const conversation = createConversation(slow);
const loads: number[] = [];
const afterwards: number[] = [];
for (let turn = 0; turn <= TURNS; turn += 1) {
  const line = lab.line({
    account: ACCOUNT,
    place: '',
    text: `My favorite number is ${turn}.`,
    id: `timeline-${turn}`,
    at: clock.now(),
  });
  const sentAt = performance.now();
  await conversation.accept(line);
  if (turn === 0) continue;
  loads.push(askedAt - sentAt);
  afterwards.push(performance.now() - askedAt - REPLY_MS);
}

const session = (await store.sessions.latest(
  person!,
  persona.name,
  lab.line({ account: ACCOUNT, place: '', text: '', id: '', at: 0 }).place.id,
))!;
const of = { person: person!, persona: persona.name };
const compiled = {
  level: persona.levels[0]!.name,
  mood: { label: 'neutral', intensity: 1 },
  variables: { user_name: 'Ana' },
};
const copy = await store.facts.ofPerson(of.person);
await cache.set('bench', copy, 3600);
const steps: readonly (readonly [id: string, what: string, work: () => unknown, target?: number])[] = [
  ['persona', 'persona, from the registry', () => personas.get(persona.name)],
  ['affinity', 'affinity, from the store', () => store.affinity.get(of.person, of.persona)],
  ['mood', 'mood, from the store', () => store.moods.get(session.id)],
  ['recent', 'last ten messages, from the store', () => store.messages.recent(session, 10)],
  ['facts', 'facts, from the store', () => store.facts.ofPerson(of.person)],
  ['cached', 'a copy of any of them, from the cache', () => cache.get('bench')],
  ['compile', 'compiling the persona', () => compilePersona(persona, compiled)],
];
const figures = [];
for (const [id, what, work] of steps) {
  const samples: number[] = [];
  for (let read = 0; read < READS; read += 1) {
    const begun = performance.now();
    await work();
    samples.push((performance.now() - begun) * 1000);
  }
  figures.push({ id: `timeline.step.${id}`, what, unit: 'µs' as const, value: quantile(samples, 0.5) });
}
conversation.close();
await lab.close();

report([
  ...distribution({
    id: 'timeline.loads',
    what: `from the message to the model asked, four loads of ${LOAD_MS} ms`,
    unit: 'ms',
    samples: loads,
    // One load and what we do ourselves; one after the other they would take 200.
    targets: { p50: LOAD_MS + 25 },
  }),
  ...distribution({
    id: 'timeline.afterwards',
    what: 'from the reply to all kept, questions of 300, 200 and 400 ms',
    unit: 'ms',
    samples: afterwards,
    // The slowest, and what we do ourselves; one after the other they would take 900.
    targets: { p50: LIGHT_MS.episode + 50 },
  }),
  ...figures,
]);
