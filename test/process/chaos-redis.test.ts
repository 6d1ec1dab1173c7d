import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import { mongoForTests, redisForTests } from '../servers/for-tests.ts';
import { startRedis } from '../servers/redis.ts';
import { openSlowLink } from './chaos/slow-link.ts';
import { booksOf, openStand, type Writer } from './chaos/stand.ts';

const [mongo, shared] = await Promise.all([mongoForTests(), redisForTests()]);
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const writers: readonly Writer[] = (['discord', 'telegram', 'slack'] as const).flatMap((on) =>
  ['Ana', 'Bob'].map((who) => ({ on, who })),
);
/** What the log says of the cache. */
const AWAY = 'Cache unavailable';
const BACK = 'Cache is back';

test.skipIf(mongo === undefined || shared === undefined)(
  'Redis dies, comes back, forgets, hangs and is slow while people write: nobody notices',
  { timeout: 120_000 },
  async () => {
    const { uri = '', own = '' } = mongo ?? {};
    const redis = await startRedis();
    if (redis === undefined) return;
    ends.push(redis.stop);
    const link = await openSlowLink(Number(new URL(redis.uri).port));
    ends.push(link.stop);
    const stand = await openStand({
      environment: {
        MONGODB_URI: uri,
        KITH_MONGO_DATABASE: own,
        REDIS_URL: `redis://127.0.0.1:${link.port}`,
        KITH_REDIS_RETRYMS: '300',
        // A busy machine must not look like a slow Redis.
        KITH_REDIS_COMMANDMS: '250',
      },
    });
    ends.push(stand.stop);
    const news = () => stand.logged(AWAY, BACK).map(({ msg }) => msg);
    const heard = (msg: string) => expect.poll(() => news().at(-1), { timeout: 10_000 }).toBe(msg);
    /** Everybody writes, and in the middle of it something happens to Redis. */
    const amid = async (text: (writer: Writer) => string, happens: () => unknown) => {
      const half = stand.ask(writers, text);
      await happens();
      await half;
    };
    const said = (words: string) => () => words;

    await amid(
      ({ who }) => `My name is ${who} and I live in Lisbon`,
      () => {},
    );
    await amid(said('The train was late again today'), redis.kill);
    await amid(
      ({ on }) => `My favourite food is ${on} soup`,
      () => {},
    );
    await heard(AWAY);
    await amid(said('Then the bus came after all'), redis.restart);
    await heard(BACK);

    const other = new Redis(redis.uri);
    ends.push(async () => other.disconnect());
    for (let round = 0; round < 2; round++)
      await amid(said(`Thank you, that was kind of you, number ${round}`), () => other.flushall());

    await amid(said('The soup was very good'), redis.pause);
    await heard(AWAY);
    redis.resume();
    await heard(BACK);

    for (let round = 0; round < 3; round++)
      await amid(said(`It rained all afternoon, number ${round}`), () => {
        link.delayMs = 2_000;
      });
    link.delayMs = 0;
    await heard(BACK);
    // Each absence is said once, and so is its end.
    expect(news().length).toBeGreaterThanOrEqual(6);
    expect(news()).toEqual(news().map((_, index) => (index % 2 === 0 ? AWAY : BACK)));

    const books = await booksOf(uri, own);
    expect(books).toHaveLength(writers.length);
    for (const { rows, users, replies, points, sum, facts, isAnsweredOnce } of books) {
      expect({ rows, users: users.length, replies: replies.length, isAnsweredOnce }).toEqual({
        rows: 10,
        users: 10,
        replies: 10,
        isAnsweredOnce: true,
      });
      expect(points).toBe(sum);
      expect(facts.join('; ')).toMatch(/Lisbon.*soup|soup.*Lisbon/);
    }
    // What Kith reads now, by way of its copies, is what is kept.
    const [shown] = await stand.town.command('telegram', 'Ana', '/affinity');
    expect(books.map(({ points }) => String(points)).some((points) => shown?.text.includes(points))).toBe(
      true,
    );
    expect(writers.map((writer) => stand.shown(writer).length)).toEqual([10, 10, 11, 10, 10, 10]);
    expect(stand.logged().filter(({ level }) => level >= 50)).toEqual([]);
    expect(stand.town.complaints()).toEqual([]);
  },
);
