/** What a deployment costs while nobody speaks: calls of a model over a month of jobs. */
import { systemClock } from '../src/system/clock.ts';
import { openLab } from './support/lab.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { sayings } from './support/sayings.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;

let calls = 0;
let now = Date.UTC(2026, 0, 5, 10);
const lab = await openLab({
  overrides: {
    model: createQuickModel({
      onCall: () => {
        calls += 1;
      },
    }),
    clock: { now: () => now, sleep: systemClock.sleep },
  },
});
const beforeAnybody = calls;
const talk = sayings(9);
for (let turn = 0; turn < 60; turn += 1) await lab.say(`ana-${turn % 5}`, talk.plain());
const talking = calls;
for (let day = 0; day < DAYS; day += 1) {
  now += DAY_MS;
  await lab.app.runDueJobs();
  await lab.app.conversation.idle();
}
const idle = beforeAnybody + calls - talking;
await lab.close();
// The counter must be shown to count, or a zero says nothing.
if (talking === 0) throw new Error('The model was not called while people talked');

report([
  {
    id: 'idle.calls',
    what: `model calls over ${DAYS} days of silence, jobs run daily`,
    unit: 'calls',
    value: idle,
    target: 0,
  },
  {
    id: 'idle.perTurn',
    what: 'for comparison: model calls per turn of talk',
    unit: 'calls',
    value: (talking - beforeAnybody) / 60,
  },
]);
