/**
 * What a Redis that misbehaves costs whoever writes: `kith start` as a process on MongoDB, Telegram on 127.0.0.1, and
 * Redis behind a slow link. 200 messages each while it is well, gone, emptied over and over, slow (2 s an answer) and
 * hanging (1,000 in all; 100 without --full), eight people at once, judged by the median of what it adds.
 */
import { Redis } from 'ioredis';
import { openSlowLink } from '../test/process/chaos/slow-link.ts';
import { booksOf, openStand, type Writer } from '../test/process/chaos/stand.ts';
import { startMongo } from '../test/servers/mongo.ts';
import { startRedis } from '../test/servers/redis.ts';
import type { Figure } from './support/figure.ts';
import { quantile } from './support/quantile.ts';
import { report } from './support/report.ts';
import { sayings } from './support/sayings.ts';

const MESSAGES = process.argv.includes('--full') ? 200 : 20;
const WARM_UP = 32;
const PAUSE_MS = 1_100;
const PEOPLE: readonly Writer[] = ['Ana', 'Bob', 'Eva', 'Gus', 'Leo', 'Mia', 'Noa', 'Pia'].map((who) => ({
  on: 'telegram',
  who,
}));
/** Most that a message may take longer than with a Redis that is well, ms. */
const MOST_MS = 300;
const AWAY = 'Cache unavailable';
const BACK = 'Cache is back';

const [mongo, redis] = await Promise.all([startMongo({ isKept: false }), startRedis()]);
if (mongo === undefined || redis === undefined) {
  process.stdout.write('There is no MongoDB or no redis-server on PATH: left out.\n');
} else {
  const link = await openSlowLink(Number(new URL(redis.uri).port));
  const stand = await openStand({
    only: ['telegram'],
    environment: { MONGODB_URI: `${mongo.uri}/chaos`, REDIS_URL: `redis://127.0.0.1:${link.port}` },
  });
  const talk = sayings(7);
  let unanswered = 0;
  let said = 0;
  /** Everybody writes, waits for the answer, and writes again. */
  const write = async (messages: number): Promise<readonly number[]> => {
    let left = messages;
    const took: number[] = [];
    await Promise.all(
      PEOPLE.map(async (writer) => {
        while (left-- > 0) {
          said += 1;
          const times = await stand.ask([writer], () => talk.plain()).catch(() => []);
          if (times.length === 0) unanswered += 1;
          took.push(...times);
          // Telegram takes one message a second in a chat: whoever writes sooner measures that.
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        }
      }),
    );
    return took;
  };
  const news = (msg: string) => stand.logged(msg).length;
  const isBack = async () => {
    const end = performance.now() + 20_000;
    while (news(BACK) < news(AWAY) && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };

  await write(WARM_UP);
  const phases: {
    readonly id: string;
    readonly what: string;
    readonly took: readonly number[];
    readonly warnings: number;
  }[] = [];
  const phase = async (id: string, what: string) => {
    const before = news(AWAY);
    const took = await write(MESSAGES);
    phases.push({ id, what, took, warnings: news(AWAY) - before });
  };
  await phase('well', 'Redis well');
  await redis.kill();
  await phase('gone', 'Redis gone');
  await redis.restart();
  await isBack();
  const other = new Redis(redis.uri);
  const emptying = setInterval(() => void other.flushall().catch(() => {}), 100);
  await phase('emptied', 'Redis emptied every 100 ms');
  clearInterval(emptying);
  other.disconnect();
  link.delayMs = 2_000;
  await phase('slow', 'Redis answers after 2 s');
  link.delayMs = 0;
  await isBack();
  redis.pause();
  await phase('hanging', 'Redis hangs');
  redis.resume();
  await isBack();

  const books = await booksOf(mongo.uri, 'chaos');
  const kept = books.reduce((sum, { users }) => sum + users.length, 0);
  const wrong = books.filter(
    ({ rows, users, points, sum, isAnsweredOnce }) =>
      rows !== users.length || points !== sum || !isAnsweredOnce,
  ).length;
  await stand.stop();
  await Promise.all([link.stop(), redis.stop(), mongo.stop()]);

  const well = quantile(phases[0]?.took ?? [], 0.5);
  const nothing = (id: string, what: string, value: number): Figure => ({
    id: `chaos.${id}`,
    what,
    unit: 'calls',
    value,
    target: 0,
  });
  report([
    nothing('unanswered', 'messages nobody answered', unanswered),
    nothing('lost', 'messages that are not kept', Math.abs(said - kept)),
    nothing('wrongBooks', 'people whose points are not their ledger, a row a message', wrong),
    { id: 'chaos.messages', what: 'messages', unit: 'calls', value: said },
    ...phases.flatMap(({ id, what, took, warnings }): readonly Figure[] => [
      { id: `chaos.${id}.p50`, what: `${what}: answer, p50`, unit: 'ms', value: quantile(took, 0.5) },
      { id: `chaos.${id}.p95`, what: `${what}: answer, p95`, unit: 'ms', value: quantile(took, 0.95) },
      { id: `chaos.${id}.slowest`, what: `${what}: slowest`, unit: 'ms', value: Math.max(...took) },
      // Where it is well and warned of all the same, the machine is too busy for its 150 ms.
      { id: `chaos.${id}.warnings`, what: `${what}: warnings in the log`, unit: 'calls', value: warnings },
      ...(id === 'well'
        ? []
        : [
            {
              id: `chaos.${id}.added`,
              what: `${what}: added in the median`,
              unit: 'ms' as const,
              value: Math.max(0, quantile(took, 0.5) - well),
              target: MOST_MS,
            },
          ]),
    ]),
  ]);
}
