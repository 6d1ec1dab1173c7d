import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { encodeForPipe } from '../../src/adapters/terminal/encode.ts';
import { accountId, personaName } from '../../src/core/ids.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { checkBooks } from '../core/conversation/world.ts';
import { startOpenAiServer } from '../platforms/openai/server.ts';
import { chatting, freshFolder, kith, oldNode, seeded } from './kith.ts';

// KILLS=50 MESSAGES=200 vitest run test/process/kill.test.ts gives the whole proof; this much fits a suite.
const KILLS = Number(process.env.KILLS ?? 6);
const MESSAGES = Number(process.env.MESSAGES ?? 24);
const SEED = Number(process.env.SEED ?? 20260105);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const messages = Array.from({ length: MESSAGES }, (_, index) =>
  index % 10 === 9 ? `You are very pretty, number ${index}` : `The train to town number ${index} was late`,
);
const worth = messages.reduce((sum, text) => sum + (text.startsWith('You') ? 2 : 1), 0);
const alicia = personaName('alicia');

async function look(directory: string) {
  const store = await openSqliteStore({ path: join(directory, 'kith.sqlite') });
  await store.health({ integrity: true });
  const person = await store.people.ofAccount(accountId('terminal:ana'), 0);
  const books = await checkBooks(store, person.id, alicia);
  const history = await store.messages.history(person.id, alicia, 1_000_000);
  const counts = await store.counts();
  await store.close();
  const answers = new Map(
    history.filter(({ speaker }) => speaker === 'assistant').map(({ turn, text }) => [turn, text]),
  );
  return {
    ...books,
    counts,
    /** The stored answer to each message, in order of the messages. */
    answers: history.filter(({ speaker }) => speaker === 'user').map(({ turn }) => answers.get(turn)),
  };
}

async function killAndGoOn(environment: Readonly<Record<string, string>>, node?: string) {
  const random = seeded(SEED);
  const directory = freshFolder();
  folders.push(directory);
  const chat = () => ({
    ...chatting(directory, 'ana', environment),
    ...(node === undefined ? {} : { node }),
  });
  let stored = 0;
  let startMs = 1_000;
  let kills = 0;

  for (let run = 0; run < KILLS; run++) {
    const begun = performance.now();
    const process = kith({
      ...chat(),
      input: messages
        .slice(stored)
        .map((line) => `${line}\n`)
        .join(''),
    });
    if (random() < 0.3) await Promise.race([sleep(random() * startMs), process.closed]);
    else {
      await process.heard(1 + Math.floor(random() * ((2 * MESSAGES) / KILLS)));
      if (process.lines.length > 0) startMs = Math.min(startMs, performance.now() - begun);
      await sleep(random() * 10);
    }
    process.kill('SIGKILL', random() < 0.5 ? 'launcher' : 'group');
    const exit = await process.closed;
    if (exit.signal === 'SIGKILL') kills++;

    const found = await look(directory);
    // Taken up in order, each once; what was not taken up is not there at all.
    expect(found.users).toEqual(messages.slice(0, found.users.length));
    expect(found.isAnsweredOnce).toBe(true);
    expect(found.points).toBe(found.sum);
    // What was printed is what was stored, for the lines of this run and in their order.
    process.lines.forEach((line, index) => {
      expect(line.startsWith(encodeForPipe({ kind: 'reply', text: found.answers[stored + index]! }))).toBe(
        true,
      );
    });
    expect(process.errors()).not.toMatch(/^\s+at /m);
    stored = found.users.length;
  }

  const last = kith({
    ...chat(),
    input: messages
      .slice(stored)
      .map((line) => `${line}\n`)
      .join(''),
  });
  expect(await last.closed).toEqual({ code: 0, signal: null });
  expect(last.lines).toHaveLength(messages.length - stored);
  const found = await look(directory);
  expect(found).toMatchObject({
    users: messages,
    points: worth,
    sum: worth,
    rows: messages.length,
    unfinished: 0,
  });
  // A message whose every run was killed in the middle of answering it is counted, and no longer answered.
  expect(found.replies.length).toBeGreaterThanOrEqual(messages.length - Math.ceil(KILLS / 10));
  expect(found.counts).toMatchObject({ turns: messages.length, messages: 2 * messages.length });
  return { kills, runs: KILLS };
}

test('killed over and over with the offline voice, nothing is lost and nothing comes twice', async () => {
  const { kills } = await killAndGoOn({});
  expect(kills).toBeGreaterThan(KILLS / 2);
}, 600_000);

test('the same with a slow model, which it is often killed in the middle of', async () => {
  const server = await startOpenAiServer({
    reply: ({ messages: asked, response_format: format }) =>
      format === undefined ? `I heard you say: ${asked.at(-1)!.content}` : '{"mood":null,"intensity":null}',
  });
  server.always({ kind: 'say', firstMs: 30, everyMs: 5 });
  try {
    const { kills } = await killAndGoOn({ OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model' });
    expect(kills).toBeGreaterThan(KILLS / 2);
  } finally {
    await server.stop();
  }
}, 900_000);

test.skipIf(oldNode() === undefined)(
  'a launcher on an older Node leaves nobody behind who goes on writing',
  async () => {
    const { kills } = await killAndGoOn({}, oldNode());
    expect(kills).toBeGreaterThan(KILLS / 2);
  },
  600_000,
);
