/** What sharing the copies costs: the same turns with the cache of the process, with Redis, and with a Redis that hangs. */
import { startRedis } from '../test/servers/redis.ts';
import { distribution } from './support/distribution.ts';
import type { Figure } from './support/figure.ts';
import { openLab } from './support/lab.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { sayings } from './support/sayings.ts';

const WARM_UP = 100;
const TURNS = 400;
const PEOPLE = Array.from({ length: 10 }, (_, index) => `ana-${index}`);

const server = await startRedis();
if (server === undefined) {
  process.stdout.write('There is no redis-server on PATH: left out.\n');
} else {
  const figures: Figure[] = [];
  for (const [id, what, url] of [
    ['own', 'own cache', ''],
    ['redis', 'Redis', server.uri],
    ['hanging', 'Redis that hangs', server.uri],
  ] as const) {
    const lab = await openLab({ settings: { 'redis.url': url }, overrides: { model: createQuickModel() } });
    const talk = sayings(5);
    for (let turn = 0; turn < WARM_UP; turn += 1) await lab.say(PEOPLE[turn % PEOPLE.length]!, talk.plain());
    if (id === 'hanging') server.pause();
    const delivered: number[] = [];
    const settled: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const took = await lab.say(PEOPLE[turn % PEOPLE.length]!, talk.plain());
      delivered.push(took.delivered);
      settled.push(took.settled);
    }
    server.resume();
    await lab.close();
    figures.push(
      ...distribution({
        id: `cache.${id}.delivered`,
        what: `${what}: until the reply is out`,
        unit: 'ms',
        samples: delivered,
        targets: { p50: 6, p95: 20 },
      }),
      ...distribution({
        id: `cache.${id}.settled`,
        what: `${what}: until all is kept`,
        unit: 'ms',
        samples: settled,
      }),
      {
        id: `cache.${id}.slowest`,
        what: `${what}: slowest reply`,
        unit: 'ms',
        value: Math.max(...delivered),
        ...(id === 'hanging' ? { target: 300 } : {}),
      },
    );
  }
  await server.stop();
  report(figures);
}
