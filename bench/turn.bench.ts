/** Everything but the model: one turn of a person with 1,000 messages, from the message in to the lane free again. */
import { createOfflineVoice } from '../src/models/offline-voice.ts';
import { distribution } from './support/distribution.ts';
import type { Figure } from './support/figure.ts';
import { openLab, type TurnTimes } from './support/lab.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { sayings } from './support/sayings.ts';
import { seedHistory } from './support/seed-history.ts';

const MESSAGES = 1_000;
/** Turns add to the history; spread over ten people it stays near 1,000. */
const PEOPLE = Array.from({ length: 10 }, (_, index) => `ana-${index}`);
const WARM_UP = 200;
const TURNS = 600;
const TARGETS = { p50: 2, p95: 6 };

const figures: Figure[] = [];
for (const [voice, model] of [
  ['model', createQuickModel()],
  ['offline voice', createOfflineVoice()],
] as const) {
  const lab = await openLab({ overrides: { model } });
  const { store, clock, personas } = lab.app.parts;
  await seedHistory({
    store,
    file: lab.file,
    persona: personas.default,
    histories: PEOPLE.map((account) => ({ account, messages: MESSAGES })),
    seed: 4,
    at: clock.now(),
  });
  const talk = sayings(5);
  const first = await lab.say(PEOPLE[0]!, talk.question());
  const kinds: Record<'plain' | 'question', TurnTimes[]> = { plain: [], question: [] };
  let before = process.cpuUsage();
  for (let turn = 0; turn < WARM_UP + TURNS; turn += 1) {
    if (turn === WARM_UP) before = process.cpuUsage();
    const kind = turn % 3 === 2 ? 'question' : 'plain';
    const took = await lab.say(PEOPLE[turn % PEOPLE.length]!, talk[kind]());
    if (turn >= WARM_UP) kinds[kind].push(took);
  }
  const { user, system } = process.cpuUsage(before);
  const strangers: number[] = [];
  for (let stranger = 0; stranger < 50; stranger += 1) {
    strangers.push((await lab.say(`stranger-${stranger}`, talk.plain())).delivered);
  }
  await lab.close();

  const key = voice === 'model' ? 'turn' : 'turn.offline';
  for (const [kind, name] of [
    ['plain', 'plain talk'],
    ['question', 'question about the past'],
  ] as const) {
    for (const [step, words] of [
      ['delivered', 'until the reply is out'],
      ['settled', 'until all is kept'],
    ] as const) {
      figures.push(
        ...distribution({
          id: `${key}.${kind}.${step}`,
          what: `${voice}: ${name}, ${words}`,
          unit: 'ms',
          samples: kinds[kind].map((times) => times[step]),
          targets: TARGETS,
        }),
      );
    }
  }
  figures.push(
    ...distribution({
      id: `${key}.stranger.delivered`,
      what: `${voice}: first message of a stranger, until the reply is out`,
      unit: 'ms',
      samples: strangers,
      targets: { p95: 50 },
    }),
    {
      id: `${key}.first`,
      what: `${voice}: first turn of the process, with a question`,
      unit: 'ms',
      value: first.delivered,
    },
    {
      id: `${key}.cpu`,
      what: `${voice}: processor time of a turn, mean; other programs cannot lengthen it much`,
      unit: 'ms',
      value: (user + system) / 1000 / TURNS,
    },
  );
}
report(figures);
