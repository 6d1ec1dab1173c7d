/**
 * Whether talk gets slower with its length: the same turns with 1,000, 10,000 and 100,000 messages behind them, and,
 * with --full, with 1,000 behind them and a million of 10,000 other people in the same file.
 */
import { distribution } from './support/distribution.ts';
import type { Figure } from './support/figure.ts';
import { type Lab, openLab } from './support/lab.ts';
import { quantile } from './support/quantile.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { type Sayings, sayings } from './support/sayings.ts';
import { type History, seedHistory } from './support/seed-history.ts';

interface Size {
  readonly key: string;
  readonly name: string;
  readonly histories: readonly History[];
}
interface Measured extends Size {
  readonly lab: Lab;
  readonly talk: Sayings;
  readonly plain: number[];
  readonly question: number[];
}

const WARM_UP = 100;
const TURNS = 150;
const ACCOUNT = 'ana';
/** How much slower than with 1,000 messages a turn may be. */
const RATIO = 1.5;

const sizes: Size[] = [1_000, 10_000, 100_000].map((messages) => ({
  key: String(messages),
  name: `${messages.toLocaleString('en-US')} messages`,
  histories: [{ account: ACCOUNT, messages }],
}));
if (process.argv.includes('--full')) {
  const others = Array.from({ length: 10_000 }, (_, index) => ({ account: `other-${index}`, messages: 100 }));
  sizes.push({
    key: 'million',
    name: '1,000 messages among 1,000,000 of 10,000 others',
    histories: [{ account: ACCOUNT, messages: 1_000 }, ...others],
  });
}

const measured: Measured[] = [];
for (const size of sizes) {
  const lab = await openLab({ overrides: { model: createQuickModel() } });
  const { store, clock, personas } = lab.app.parts;
  await seedHistory({
    store,
    file: lab.file,
    persona: personas.default,
    histories: size.histories,
    seed: 6,
    at: clock.now(),
  });
  measured.push({ ...size, lab, talk: sayings(7), plain: [], question: [] });
}

// Turn by turn in rotation, so that a busy moment of the machine falls on every size alike.
for (let turn = 0; turn < WARM_UP + TURNS; turn += 1) {
  for (const { lab, talk, plain, question } of measured) {
    const onPlain = await lab.say(ACCOUNT, talk.plain());
    const onQuestion = await lab.say(ACCOUNT, talk.question());
    if (turn < WARM_UP) continue;
    plain.push(onPlain.settled);
    question.push(onQuestion.settled);
  }
}
for (const { lab } of measured) await lab.close();

const [base] = measured as [Measured];
const figures: Figure[] = measured.flatMap((size) =>
  (['plain', 'question'] as const).flatMap((kind) => {
    const id = `growth.${kind}.${size.key}`;
    const what = `${kind === 'plain' ? 'plain talk' : 'question'}: ${size.name}`;
    const times = distribution({ id, what, unit: 'ms', samples: size[kind] });
    if (size === base) return times;
    const ratio = quantile(size[kind], 0.5) / quantile(base[kind], 0.5);
    return [
      ...times,
      { id: `${id}.ratio`, what: `${what}, against 1,000`, unit: '×', value: ratio, target: RATIO },
    ];
  }),
);
report(figures);
