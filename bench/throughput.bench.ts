/** Complete turns a second of one process, reflection included, with a hundred people talking at once. */
import { openLab } from './support/lab.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { sayings } from './support/sayings.ts';

const PEOPLE = 100;
const WARM_UP_MS = 2_000;
const MEASURED_MS = 6_000;

const lab = await openLab({ overrides: { model: createQuickModel() } });
let turns = 0;
let isOver = false;

/** Says the next thing as soon as the last is dealt with; one thing in ten is a question. */
async function talkOn(account: string, seed: number): Promise<void> {
  const talk = sayings(seed);
  for (let turn = 0; !isOver; turn += 1) {
    await lab.say(account, turn % 10 === 9 ? talk.question() : talk.plain());
    turns += 1;
    // Without a model to wait for nothing would ever let the timers run.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const people = Array.from({ length: PEOPLE }, (_, index) => talkOn(`ana-${index}`, 100 + index));
await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
const [before, begun, used] = [turns, performance.now(), process.cpuUsage()];
await new Promise((resolve) => setTimeout(resolve, MEASURED_MS));
const done = turns - before;
const perSecond = (done * 1000) / (performance.now() - begun);
const { user, system } = process.cpuUsage(used);
isOver = true;
await Promise.all(people);
await lab.close();

report([
  {
    id: 'throughput.turns',
    what: `complete turns, ${PEOPLE} people at once`,
    unit: '/s',
    value: perSecond,
    target: 500,
    better: 'more',
  },
  {
    id: 'throughput.cpu',
    what: 'processor time of a turn; what is missing to the turn itself is the disk',
    unit: 'ms',
    value: (user + system) / 1000 / done,
  },
]);
