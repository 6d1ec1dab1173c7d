import { afterAll, expect, test } from 'vitest';
import { startDiscordServer } from '../platforms/discord/server.ts';
import { startSlackServer } from '../platforms/slack/server.ts';
import { startTelegramServer } from '../platforms/telegram/server.ts';
import { mongoForTests, redisForTests } from '../servers/for-tests.ts';
import { booksOf, linesOf } from './chaos/stand.ts';
import { freshFolder, kith, type Running } from './kith.ts';

const [mongo, redis] = await Promise.all([mongoForTests(), redisForTests()]);
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Longest a platform may be unheard after a kill, ms. */
const TAKEOVER_MS = 15_000;
/** What everybody says, one after the other. */
const words = [
  'My name is what it is and I like tea',
  'The train was late again today',
  'Is anybody there?',
  'Good night',
] as const;
const platforms = ['discord', 'telegram', 'slack'] as const;

test.skipIf(mongo === undefined)(
  'two processes with the same tokens: one listens where only one can, and the other one takes over',
  { timeout: 180_000 },
  async () => {
    const { uri = '', own = '' } = mongo ?? {};
    const on = {
      discord: await startDiscordServer({ isRateLimited: false }),
      telegram: await startTelegramServer({ flood: false }),
      slack: await startSlackServer(),
    };
    for (const name of platforms) ends.push(on[name].stop);
    const start = (): Running => {
      const running = kith({
        args: ['start'],
        environment: {
          KITH_DATA_DIR: freshFolder(),
          KITH_HTTP_PORT: '0',
          KITH_INBOX_BURSTMS: '30',
          MONGODB_URI: uri,
          KITH_MONGO_DATABASE: own,
          ...(redis === undefined ? {} : { REDIS_URL: redis.uri, KITH_REDIS_PREFIX: redis.own }),
          ...Object.assign({}, ...platforms.map((name) => on[name].environment)),
        },
      });
      ends.push(async () => {
        running.kill('SIGKILL', 'group');
        await running.closed;
      });
      return running;
    };
    const read = async (running: Running, path: string) => {
      const port = () => linesOf(running).find(({ msg }) => msg === 'HTTP port open')?.port;
      await expect.poll(port, { timeout: 20_000 }).toBeDefined();
      const response = await fetch(`http://127.0.0.1:${String(port())}${path}`);
      return { status: response.status, text: await response.text() };
    };
    const states = async (running: Running) =>
      (JSON.parse((await read(running, '/health')).text) as { channels: Record<string, string> }).channels;
    const answers = (name: (typeof platforms)[number], who: string) =>
      on[name].shown('direct', who).filter(({ isUnfinished }) => !isUnfinished).length;
    const people = ['Ana', 'Bob', 'Eva'];
    const everyone = platforms.flatMap((name) => people.map((who) => ({ name, who })));
    const sayAll = (text: string) =>
      Promise.all(everyone.map(({ name, who }) => on[name].say({ who, text })));
    const answered = (count: number, ms: number) =>
      expect
        .poll(() => everyone.map(({ name, who }) => answers(name, who)), { timeout: ms })
        .toEqual(everyone.map(() => count));

    const first = start();
    await Promise.all(platforms.map((name) => on[name].ready(30_000)));
    const second = start();
    await second.heard(5);
    expect(await states(first)).toEqual({ discord: 'ready', telegram: 'ready', slack: 'ready' });
    expect(await states(second)).toEqual({ discord: 'standby', telegram: 'standby', slack: 'ready' });
    expect(on.discord.gateway.counts.identified).toBe(1);
    await sayAll(words[0]);
    await answered(1, 20_000);

    // Killed with everybody's words half-way.
    await sayAll(words[1]);
    first.kill('SIGKILL', 'group');
    await first.closed;
    const killed = performance.now();
    await sayAll(words[2]);
    await expect
      .poll(() => states(second), { timeout: TAKEOVER_MS, interval: 100 })
      .toEqual({ discord: 'ready', telegram: 'ready', slack: 'ready' });
    expect(performance.now() - killed).toBeLessThan(TAKEOVER_MS);
    expect(on.discord.gateway.counts.identified).toBe(2);

    // Everybody hears an answer to what they say last, within what a takeover may take.
    const before = everyone.map(({ name, who }) => answers(name, who));
    await sayAll(words[3]);
    await expect
      .poll(() => everyone.every(({ name, who }, index) => answers(name, who) > (before[index] ?? 0)), {
        timeout: 30_000,
      })
      .toBe(true);
    const books = await booksOf(uri, own);
    expect(books).toHaveLength(everyone.length);
    for (const { users, rows, points, sum, isAnsweredOnce } of books) {
      expect({ isAnsweredOnce, points, rows }).toEqual({
        isAnsweredOnce: true,
        points: sum,
        rows: users.length,
      });
      expect(users.at(0)).toBe(words[0]);
      expect(users.at(-1)).toBe(words[3]);
    }
    // Telegram and Slack bring again what nobody has acknowledged, Slack out of order. Discord brings nothing again.
    const whole = books.filter(({ users }) => users.toSorted().join() === words.toSorted().join());
    expect(whole.length).toBeGreaterThanOrEqual(2 * people.length);
    // Nothing is said twice: not more answers than were kept.
    const said = everyone.reduce((sum, { name, who }) => sum + answers(name, who), 0);
    expect(said).toBe(books.reduce((sum, { replies }) => sum + replies.length, 0));

    const metrics = await read(second, '/metrics');
    expect(metrics.status).toBe(200);
    for (const name of platforms) expect(metrics.text).toContain(`kith_channel_up{channel="${name}"} 1\n`);
    expect(metrics.text).toMatch(/personality_messages_total\{personality="alicia",speaker="user"\} [1-9]/);
    expect(linesOf(second).filter(({ level }) => level >= 50)).toEqual([]);
    expect(platforms.flatMap((name) => [...on[name].violations])).toEqual([]);
  },
);
