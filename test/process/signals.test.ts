import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { type OpenAiServer, startOpenAiServer } from '../platforms/openai/server.ts';
import { chatting, freshFolder, kith, oldNode } from './kith.ts';

const folders: string[] = [];
const servers: OpenAiServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const folder = () => {
  const made = freshFolder();
  folders.push(made);
  return made;
};

async function slowServer() {
  const server = await startOpenAiServer({
    reply: ({ messages, response_format: format }) =>
      format === undefined ? `Re: ${messages.at(-1)!.content}` : '{"mood":null,"intensity":null}',
  });
  servers.push(server);
  return server;
}
const speaking = (server: OpenAiServer, more: Readonly<Record<string, string>> = {}) => ({
  OPENAI_BASE_URL: server.url,
  OPENAI_MODEL: 'test-model',
  ...more,
});

async function unfinished(directory: string): Promise<number> {
  const store = await openSqliteStore({ path: join(directory, 'kith.sqlite') });
  const turns = await store.turns.unfinished(10);
  await store.close();
  return turns.length;
}

// A signal to the launcher alone is what a supervisor sends; one to the group is Ctrl-C in a terminal.
const older = [oldNode()].filter((node) => node !== undefined);
interface Way {
  readonly by: string;
  readonly signal: NodeJS.Signals;
  readonly whom: 'launcher' | 'group';
  readonly node?: string;
}
const ways: readonly Way[] = [
  { by: 'Node', signal: 'SIGTERM', whom: 'launcher' },
  { by: 'Node', signal: 'SIGTERM', whom: 'group' },
  { by: 'Node', signal: 'SIGINT', whom: 'group' },
  ...older.map((node): Way => ({ by: 'an older Node', signal: 'SIGTERM', whom: 'launcher', node })),
  ...older.map((node): Way => ({ by: 'an older Node', signal: 'SIGINT', whom: 'group', node })),
];

test.each(ways)(
  'started by $by, $signal to the $whom lets the answer be said, then it exits 0',
  async ({ signal, whom, node }) => {
    const server = await slowServer();
    server.always({ kind: 'say', firstMs: 400 });
    const directory = folder();
    const environment = speaking(server, { KITH_TURN_SHUTDOWNMS: '20000' });
    const running = kith({
      ...chatting(directory, 'ana', environment),
      ...(node === undefined ? {} : { node }),
    });
    running.say('Hello');
    await expect.poll(() => server.requests.length, { timeout: 15_000 }).toBeGreaterThan(0);
    running.kill(signal, whom);
    expect(await running.closed).toEqual({ code: 0, signal: null });
    expect(running.lines).toEqual([expect.stringMatching(/^Re: User says: Hello/)]);
    expect(running.errors()).not.toMatch(/^\s+at /m);
    expect(await unfinished(directory)).toBe(0);
  },
  40_000,
);

test('a model that hangs does not keep a program that was told to stop; the next run answers beside the conversation', async () => {
  const server = await slowServer();
  server.always({ kind: 'hang' });
  const directory = folder();
  const environment = speaking(server, { KITH_TURN_SHUTDOWNMS: '300' });
  const stuck = kith(chatting(directory, 'ana', environment));
  stuck.say('Hello');
  await expect.poll(() => server.requests.length, { timeout: 15_000 }).toBeGreaterThan(0);
  stuck.kill('SIGTERM');
  expect(await stuck.closed).toEqual({ code: 0, signal: null });
  expect(stuck.lines).toEqual([]);
  expect(await unfinished(directory)).toBe(1);

  server.always({ kind: 'say' });
  const next = kith({ ...chatting(directory, 'ana', environment), input: 'And this?\n' });
  expect(await next.closed).toEqual({ code: 0, signal: null });
  expect(next.lines).toEqual([expect.stringMatching(/^Re: User says: And this\?/)]);
  expect(next.errors()).toContain('Re: User says: Hello');
  expect(await unfinished(directory)).toBe(0);
}, 60_000);

test('a signal in the middle of piped lines is heard before the next one', async () => {
  const lines = Array.from({ length: 3_000 }, (_, index) => `The train number ${index} was late\n`);
  const running = kith({ ...chatting(folder()), input: lines.join('') });
  await running.heard(3);
  running.kill('SIGTERM');
  expect(await running.closed).toEqual({ code: 0, signal: null });
  expect(running.lines.length).toBeLessThan(lines.length);
}, 40_000);

test('a reader that goes away ends it without a stack trace', async () => {
  const running = kith(chatting(folder()));
  running.child.stdout.destroy();
  for (let index = 0; index < 20; index++) running.say(`Line ${index}`);
  running.child.stdin.end();
  expect((await running.closed).signal).toBeNull();
  expect(running.errors()).not.toMatch(/^\s+at /m);
}, 40_000);

test('several chats on one folder at once, each with its own person, disturb each other in nothing', async () => {
  const directory = folder();
  const count = Number(process.env.MESSAGES ?? 25);
  const chats = ['ana', 'bob', 'eva'].map((account) => ({
    account,
    running: kith({
      ...chatting(directory, account),
      input: Array.from(
        { length: count },
        (_, index) => `The train number ${index} was late, says ${account}\n`,
      ).join(''),
    }),
  }));
  for (const { running } of chats) {
    expect(await running.closed).toEqual({ code: 0, signal: null });
    expect(running.lines).toHaveLength(count);
    expect(running.errors()).not.toMatch(/^\s+at |locked/m);
  }
  const store = await openSqliteStore({ path: join(directory, 'kith.sqlite') });
  await store.health({ integrity: true });
  expect(await store.counts()).toMatchObject({
    people: 3,
    messages: 3 * 2 * count,
    turns: 3 * count,
    affinity_ledger: 3 * count,
  });
  expect(await store.turns.unfinished(10)).toEqual([]);
  await store.close();
}, 60_000);
