import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { redisForTests } from '../servers/for-tests.ts';
import { startRedis } from '../servers/redis.ts';
import { everything } from '../store/filled.ts';
import { cliTools } from './cli-tools.ts';

const shared = await redisForTests();
const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const session = (user: string, ...texts: readonly string[]) =>
  JSON.stringify({
    messages: texts.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })),
    context: { user_id: user, personality_name: 'Alicia' },
  });

test.skipIf(shared === undefined)('sessions of version 1.0 in a Redis are taken over, once', async () => {
  const server = await startRedis();
  if (server === undefined) return;
  ends.push(server.stop);
  const client = new Redis(server.uri);
  ends.push(() => client.disconnect());
  await client.mset({
    'session:123': session('ana', 'Hola', '¡Hola!', '¿estás?'),
    'session:124': session('bob', 'Hi'),
    // A copy of ours, something else, and what is no session.
    'session:125': '{"epoch":"a,b","value":{"id":"125"}}',
    'session:126': 'no JSON',
    'other:127': session('eva', 'Not a session'),
  });
  await client.lpush('session:list', 'a');
  const before = await client.dbsize();

  const cli = cliTools();
  expect(await cli.kith('import', server.uri)).toBe(0);
  expect(cli.out()).toMatch(/: 123, 3 messages, 3 new\n.*: 124, 1 messages, 1 new\n4 messages are new\.\n$/);
  expect(await cli.kith('import', server.uri)).toBe(0);
  expect(cli.out()).toMatch(/0 messages are new\.\n$/);
  const store = await openSqliteStore({ path: `${cli.directory}/kith.sqlite` });
  const kept = await everything(store.tables);
  await store.close();
  expect(kept.messages?.map(({ content }) => content)).toEqual(['Hola', '¡Hola!', '¿estás?', 'Hi']);
  expect(kept.sessions?.map(({ session_id }) => session_id)).toEqual(['123', '124']);
  expect(await client.dbsize()).toBe(before);
});

test('a Redis that cannot be read is named without its password', async () => {
  const cli = cliTools();
  expect(await cli.kith('import', 'redis://:s3cret-word@127.0.0.1:1/0', 'redis://[')).toBe(1);
  expect(cli.err()).toMatch(/^127\.0\.0\.1:1 was skipped: .*Is Redis running/m);
  expect(cli.err()).toMatch(/^the Redis was skipped: it is no address/m);
  expect(cli.err()).not.toContain('s3cret');
});
