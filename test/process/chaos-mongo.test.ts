import { afterAll, expect, test } from 'vitest';
import { wordsIn } from '../../src/core/commands/words.ts';
import { mongoForTests, redisForTests } from '../servers/for-tests.ts';
import { startMongo } from '../servers/mongo.ts';
import { booksOf, openStand, type Writer } from './chaos/stand.ts';

const [mongo, redis] = await Promise.all([mongoForTests(), redisForTests()]);
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const writers: readonly Writer[] = (['discord', 'telegram', 'slack'] as const).flatMap((on) =>
  ['Ana', 'Bob'].map((who) => ({ on, who })),
);
/** Shortest time MongoDB is away, ms: at least until everybody is told of it. */
const AWAY_MS = 4_000;
/** Longest until they are told; one that hangs is given up by its missing signs of life only. */
const TOLD_MS = 20_000;
/** Everything each of them says, in order. */
const said =
  /Lisbon\s+Are you there\? Round 0\s+Take your time, number 0\s+Nice to have you back, round 0\s+Are you there\? Round 1\s+Take your time, number 1\s+Nice to have you back, round 1$/;
/** Longest a health page waits for the store, ms. */
const HEALTH_MS = 700;

test.skipIf(mongo === undefined)(
  'MongoDB dies, and hangs, while people write: they are told once, and answered when it is back',
  { timeout: 240_000 },
  async () => {
    const server = await startMongo({ isKept: true });
    if (server === undefined) return;
    ends.push(server.stop);
    const stand = await openStand({
      environment: {
        MONGODB_URI: `${server.uri}/chaos`,
        KITH_HTTP_HEALTHMS: String(HEALTH_MS),
        ...(redis === undefined ? {} : { REDIS_URL: redis.uri, KITH_REDIS_PREFIX: redis.own }),
      },
    });
    ends.push(stand.stop);
    const [{ port } = { port: 0 }] = stand.logged('HTTP port open');
    /** Its status, and whether it came in time. */
    const look = async (path: string) => {
      const begun = performance.now();
      const { status } = await fetch(`http://127.0.0.1:${String(port)}${path}`);
      return { status, isLate: performance.now() - begun > HEALTH_MS + 1_000 };
    };
    const texts = (writer: Writer) => stand.shown(writer).map(({ text }) => text);
    const sorry = wordsIn.en.storeAway;

    await stand.ask(writers, ({ who }) => `My name is ${who} and I live in Lisbon`);
    for (const [round, { away, back }] of [
      { away: server.kill, back: server.restart },
      { away: async () => server.pause(), back: async () => server.resume() },
    ].entries()) {
      const before = new Map(writers.map((writer) => [writer, texts(writer).length]));
      await away();
      const begun = performance.now();
      // Everybody writes twice; nobody is told twice.
      for (const writer of writers) await stand.say(writer, `Are you there? Round ${round}`);
      await expect
        .poll(() => writers.map((writer) => texts(writer).slice(-1)), { timeout: TOLD_MS })
        .toEqual(writers.map(() => [sorry]));
      for (const writer of writers) await stand.say(writer, `Take your time, number ${round}`);
      expect(await look('/health/memory')).toEqual({ status: 500, isLate: false });
      expect(await look('/health/ready')).toEqual({ status: 503, isLate: false });
      expect((await look('/health/live')).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, AWAY_MS - (performance.now() - begun))));
      await back();
      await expect.poll(async () => (await look('/health/memory')).status, { timeout: 20_000 }).toBe(200);
      await expect.poll(async () => (await look('/health/ready')).status, { timeout: 20_000 }).toBe(200);
      // The sentence, and an answer; messages that waited together are answered together.
      await expect
        .poll(() => writers.map((writer) => texts(writer).slice(before.get(writer)).at(-1) !== sorry), {
          timeout: 40_000,
        })
        .toEqual(writers.map(() => true));
      await stand.ask(writers, () => `Nice to have you back, round ${round}`);
      for (const writer of writers) {
        const news = texts(writer).slice(before.get(writer));
        expect(news.filter((text) => text === sorry)).toHaveLength(1);
      }
      // Nobody waits any more when it goes the next time.
      await booksOf(server.uri, 'chaos');
    }

    const all = await booksOf(server.uri, 'chaos');
    expect(all).toHaveLength(writers.length);
    for (const { users, rows, points, sum, facts, isAnsweredOnce } of all) {
      // Nothing is lost, not even of what was said while nothing could be kept, and nothing is answered twice.
      expect(users.join('\n')).toMatch(said);
      expect({ isAnsweredOnce, rows, points }).toEqual({ isAnsweredOnce: true, rows: 7, points: sum });
      expect(facts.join()).toContain('Lisbon');
    }
    expect(stand.logged('The store cannot be reached; what came in waits for it').length).toBe(
      stand.logged('The store is back').length,
    );
    // It never ended: nothing was started again.
    expect(stand.town.running().child.exitCode).toBe(null);
    expect(stand.town.running().errors()).not.toMatch(/unhandled|uncaught|^\s+at /im);
    expect(stand.town.complaints()).toEqual([]);
  },
);
