/** Resident memory of a process that has talked in 10,000 sessions. */
import { openLab } from './support/lab.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { sayings } from './support/sayings.ts';

const SESSIONS = 10_000;
const AT_ONCE = 20;
const MIB = 1024 ** 2;

const lab = await openLab({ overrides: { model: createQuickModel() } });
const talk = sayings(8);
for (let warm = 0; warm < 50; warm += 1) await lab.say('warm', talk.plain());
const before = process.memoryUsage.rss();
let highest = before;
for (let person = 0; person < SESSIONS; person += AT_ONCE) {
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, index) => {
      const account = `ana-${person + index}`;
      await lab.say(account, talk.plain());
      // Some come back to ask, so that indexes of the past are held too.
      if (index === 0) await lab.say(account, talk.question());
    }),
  );
  highest = Math.max(highest, process.memoryUsage.rss());
}
await lab.close();

report([
  { id: 'memory.start', what: 'resident before anybody else came', unit: 'MiB', value: before / MIB },
  {
    id: 'memory.sessions',
    what: `resident at most while ${SESSIONS.toLocaleString('en-US')} sessions were touched`,
    unit: 'MiB',
    value: highest / MIB,
    target: 512,
  },
  {
    id: 'memory.session',
    what: 'more for each session',
    unit: 'KiB',
    value: (highest - before) / 1024 / SESSIONS,
  },
]);
