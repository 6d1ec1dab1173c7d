import { MongoClient } from 'mongodb';
import { type PersonId, personaName } from '../../../src/core/ids.ts';
import { openMongoStore } from '../../../src/store/mongo/mongo-store.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { checkBooks } from '../../core/conversation/world.ts';
import type { Shown } from '../../platforms/platform.ts';
import { openTown, type PlatformName, TIRELESS, type Town, until } from '../../scenes/town.ts';
import type { Running } from '../kith.ts';

/** Whoever writes, and where. */
export interface Writer {
  readonly on: PlatformName;
  readonly who: string;
}

/** One line of the log. */
export type Logged = Readonly<Record<string, unknown>> & { readonly msg: string; readonly level: number };

/** Kith as a process on servers of the test's own, and people who write to it. */
export interface Stand {
  readonly town: Town;
  /** What stands in the direct chat of somebody, whole messages only. */
  shown(writer: Writer): readonly Shown[];
  say(writer: Writer, text: string): Promise<void>;
  /** Each says it; resolves with the time until the answer stood, ms, in their order. */
  ask(writers: readonly Writer[], text: (writer: Writer) => string): Promise<readonly number[]>;
  logged(...messages: readonly string[]): readonly Logged[];
  stop(): Promise<void>;
}

export interface StandOptions {
  readonly only?: readonly PlatformName[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Longest anybody waits for an answer, ms. */
const PATIENCE_MS = 40_000;

export async function openStand({ only, environment }: StandOptions): Promise<Stand> {
  const town = await openTown({
    isProcess: true,
    servers: TIRELESS,
    ...(only === undefined ? {} : { only }),
    environment: { KITH_LOG_LEVEL: 'info', ...environment },
  });
  const shown = ({ on, who }: Writer) =>
    town.platforms[on].shown('direct', who).filter(({ isUnfinished }) => !isUnfinished);
  const say = async ({ on, who }: Writer, text: string) => {
    await town.platforms[on].say({ who, text });
  };
  return {
    town,
    shown,
    say,
    ask: (writers, text) =>
      Promise.all(
        writers.map(async (writer) => {
          const before = shown(writer).length;
          const begun = performance.now();
          await say(writer, text(writer));
          await until(() => shown(writer).length > before, PATIENCE_MS);
          return performance.now() - begun;
        }),
      ),
    logged: (...messages) =>
      linesOf(town.running()).filter(({ msg }) => messages.length === 0 || messages.includes(msg)),
    stop: town.stop,
  };
}

/** The log of a process. */
export const linesOf = (running: Running): readonly Logged[] =>
  running
    .errors()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Logged);

/** What is kept of everybody who met Alicia. */
export async function booksOf(uri: string, database: string) {
  const client = await MongoClient.connect(uri);
  const store = await openMongoStore({ uri, database, clock: systemClock });
  try {
    // Words may still wait, and what follows an answer be under way.
    const end = performance.now() + PATIENCE_MS;
    const isBusy = async () =>
      (await store.turns.unfinished(1)).length + (await store.waiting.owners()).length > 0;
    while ((await isBusy()) && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const met = await client.db(database).collection('user_affinity').find().toArray();
    return await Promise.all(
      met.map(async ({ user_id, personality_name }) => {
        const person = user_id as PersonId;
        const persona = personaName(String(personality_name));
        const books = await checkBooks(store, person, persona);
        const facts = await store.facts.ofPerson(person);
        return { person, facts: facts.map(({ key, value }) => `${key}=${JSON.stringify(value)}`), ...books };
      }),
    );
  } finally {
    await store.close();
    await client.close();
  }
}
