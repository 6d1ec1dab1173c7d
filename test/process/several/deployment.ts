import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accountId, messageId, personaName, placeId } from '../../../src/core/ids.ts';
import type { IncomingMessage } from '../../../src/core/message.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { checkBooks } from '../../core/conversation/world.ts';
import { openPlatform, type Platform } from './platform.ts';

export interface DeploymentOptions {
  readonly processes: number;
  readonly people: number;
  readonly messages: number;
  readonly killEveryMs: number;
  /** Pause between two messages of the platform, ms. */
  readonly everyMs: number;
  /** Longest the whole may take, ms. */
  readonly withinMs: number;
  /** Where the processes keep everything. */
  readonly environment: Readonly<Record<string, string>>;
  readonly random: () => number;
  readonly openStore: () => Promise<Store>;
}

export interface Outcome {
  readonly kills: number;
  readonly redelivered: number;
  readonly seconds: number;
  /** Messages nobody answered. */
  readonly lost: number;
  /** Answers that were posted more than once. */
  readonly doubled: number;
  /** Messages that were answered before one their author had sent earlier. */
  readonly outOfOrder: number;
  /** Messages that are kept twice, or not at all. */
  readonly wronglyKept: number;
  /** People whose ledger has not one row for each message, or does not add up to their points. */
  readonly wrongBooks: number;
  readonly unfinished: number;
  readonly waiting: number;
  /** Longest silence on the platform while something was to be answered, ms. */
  readonly longestSilenceMs: number;
  /** What the processes complained about, and what is to be known of each answer that was posted more than once. */
  readonly errors: string;
}

const alicia = personaName('alicia');
const who = (index: number) => index.toString(36);

function message(index: number, people: number): IncomingMessage {
  const name = who(index % people);
  return {
    kind: 'message',
    eventId: `e${index}`,
    id: messageId(`script:m${index}`),
    place: { id: placeId(`script:direct:${name}`), channel: 'script', audience: 'one' },
    author: { account: accountId(`script:${name}`), name, role: 'member' },
    at: Date.now(),
    text: `The train to town number ${index} was late`,
    isAddressed: true,
  };
}

/**
 * Several real processes on one store, one platform that brings each event to one of them, and a hand that kills one of
 * them again and again while people write.
 */
export async function runDeployment(options: DeploymentOptions): Promise<Outcome> {
  const platform = await openPlatform();
  const begun = performance.now();
  const fleet = new Set<ChildProcess>();
  let errors = '';
  let isOver = false;
  const kills = new Map<number, number>();
  const start = () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), String(platform.port)], {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        KITH_LOG_LEVEL: 'warn',
        ...options.environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-20_000);
    });
    fleet.add(child);
    child.on('exit', () => fleet.delete(child));
    return child;
  };
  try {
    // One after the other at first: the first one makes the tables.
    for (let count = 1; count <= options.processes; count++) {
      start();
      await until(() => platform.listeners() >= count, 60_000);
    }
    const killing = (async () => {
      while (!isOver) {
        await sleep(options.killEveryMs);
        const all = [...fleet];
        if (isOver || platform.listeners() === 0) continue;
        const victim = all[Math.floor(options.random() * all.length)];
        victim?.kill('SIGKILL');
        if (victim !== undefined) await once(victim, 'exit');
        if (victim?.pid !== undefined) kills.set(victim.pid, performance.now() - begun);
        while (!isOver && fleet.size < options.processes) start();
      }
    })();
    for (let index = 0; index < options.messages; index++) {
      platform.say(message(index, options.people));
      if (options.everyMs > 0) await sleep(options.everyMs);
    }
    const answered = () => new Set(platform.posts.map(({ key }) => key)).size;
    await until(() => answered() >= options.messages, options.withinMs).catch(() => {});
    isOver = true;
    await killing;
    return await judge(options, platform, { kills, begun, errors: () => errors });
  } finally {
    isOver = true;
    for (const child of fleet) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    await platform.stop();
  }
}

async function judge(
  { people, messages, openStore }: DeploymentOptions,
  platform: Platform,
  run: {
    /** When each process that was killed was gone, ms since the beginning. */
    readonly kills: ReadonlyMap<number, number>;
    readonly begun: number;
    readonly errors: () => string;
  },
): Promise<Outcome> {
  const store = await openStore();
  try {
    // What follows an answer may still be under way.
    await until(
      async () =>
        (await store.turns.unfinished(1)).length === 0 && (await store.waiting.owners()).length === 0,
      30_000,
    ).catch(() => {});
    const times = new Map<string, number>();
    for (const { key } of platform.posts) times.set(key, (times.get(key) ?? 0) + 1);
    const keyOf = (index: number) => `turn:script:m${index}#0`;
    const all = Array.from({ length: messages }, (_, index) => index);
    const at = new Map(platform.posts.map(({ key }, index) => [key, index]));
    let outOfOrder = 0;
    let wronglyKept = 0;
    let wrongBooks = 0;
    for (let person = 0; person < people; person++) {
      const theirs = all.filter((index) => index % people === person);
      const positions = theirs.map((index) => at.get(keyOf(index)) ?? Number.POSITIVE_INFINITY);
      outOfOrder += positions.filter((position, index) => position < (positions[index - 1] ?? -1)).length;
      const { id } = await store.people.ofAccount(accountId(`script:${who(person)}`), 0);
      const books = await checkBooks(store, id, alicia);
      const expected = theirs.map((index) => message(index, people).text);
      if (
        JSON.stringify(books.users) !== JSON.stringify(expected) ||
        books.replies.length !== expected.length
      )
        wronglyKept += 1;
      if (books.rows !== expected.length || books.sum !== books.points || !books.isAnsweredOnce)
        wrongBooks += 1;
    }
    const gaps = platform.posts.map((post, index) => post.at - (platform.posts[index - 1]?.at ?? post.at));
    return {
      kills: run.kills.size,
      redelivered: platform.redelivered(),
      seconds: (performance.now() - run.begun) / 1_000,
      lost: all.filter((index) => !times.has(keyOf(index))).length,
      doubled: [...times.values()].filter((count) => count > 1).length,
      outOfOrder,
      wronglyKept,
      wrongBooks,
      unfinished: (await store.turns.unfinished(1_000)).length,
      waiting: (await store.waiting.owners()).length,
      longestSilenceMs: Math.round(Math.max(0, ...gaps)),
      errors: run.errors() + storyOf(platform, times, run.kills),
    };
  } finally {
    await store.close();
  }
}

/** Each time an answer was posted that was posted more than once. */
function storyOf(
  { posts }: Platform,
  times: ReadonlyMap<string, number>,
  kills: ReadonlyMap<number, number>,
): string {
  const told = posts
    .filter(({ key }) => (times.get(key) ?? 0) > 1)
    .map(({ key, pid, isRepeat, at }) => {
      const gone = kills.get(pid);
      const fate = gone === undefined ? 'never killed' : `gone at ${Math.round(gone)} ms`;
      return `${key} at ${Math.round(at)} ms, ${isRepeat ? 'as a repetition, ' : ''}by ${pid}, ${fate}\n`;
    });
  return told.join('');
}

async function until(is: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`Waited ${withinMs} ms for ${is.toString().slice(0, 200)}`);
    await sleep(20);
  }
}
