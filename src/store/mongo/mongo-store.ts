import type { Store } from '../../core/ports/store.ts';
import { mongoAffinity } from './affinity.ts';
import { refuseBegun } from './begun.ts';
import { mongoBroadcasts } from './broadcasts.ts';
import { mongoPersonaMemories } from './broadcasts-memories.ts';
import { mongoSubscriptions } from './broadcasts-subscriptions.ts';
import { mongoChanges } from './changes.ts';
import { columns } from './columns.ts';
import { mongoConversations } from './conversations.ts';
import { type MongoDatabase, type MongoOptions, openMongo } from './database.ts';
import { mongoEpisodes } from './episodes.ts';
import { mongoFacts } from './facts.ts';
import { mongoFading } from './fading.ts';
import { mongoFeedback } from './feedback.ts';
import { mongoJobs } from './jobs.ts';
import { mongoLeases } from './leases.ts';
import { mongoLooks } from './looks.ts';
import { mongoMemories } from './memories.ts';
import { mongoMessages } from './messages.ts';
import { migrate } from './migrate.ts';
import { mongoMoods } from './moods.ts';
import { mongoPeople } from './people.ts';
import { mongoPersonRows } from './person-rows.ts';
import { mongoPlaces } from './places.ts';
import { type TableName, tables } from './schemas.ts';
import { mongoSearch } from './search.ts';
import { mongoSeeded } from './seeded.ts';
import { mongoSessions } from './sessions.ts';
import { mongoSummaries } from './summaries.ts';
import { mongoTables } from './tables.ts';
import { mongoTurns } from './turns.ts';
import { mongoUsage } from './usage.ts';
import { mongoWaiting } from './waiting.ts';

export interface MongoStoreOptions extends MongoOptions {
  /** Folds and stems a text for search, as those who search do. Default: lower-case words. */
  readonly stems?: (text: string) => readonly string[];
  /** Also where somebody began to replace everything: by whoever goes on with that. Default: false. */
  readonly isBegun?: boolean;
}

/** The store, and what its processes share beside it. */
export interface MongoStore extends Store {
  /** Of this database and no other, for whoever keeps copies of it elsewhere. */
  readonly name: string;
  /** The connection, and the name a collection gets there. */
  readonly connection: MongoDatabase['connection'];
  collectionName(table: string): string;
}

/**
 * The store in MongoDB, for several processes. It needs no transactions: a standalone server will do.
 *
 * @throws KithError `store.unavailable`, or `store.newer` for a database a newer Kith keeps.
 * @example const store = await openMongoStore({ uri: 'mongodb://127.0.0.1/kith', clock: systemClock });
 */
export const openMongoStore = async (options: MongoStoreOptions): Promise<MongoStore> => {
  const database = await openMongo(options);
  try {
    if (options.isBegun !== true) await refuseBegun(database);
    await migrate(database, options.clock);
  } catch (error) {
    await database.close();
    throw error;
  }
  const name = await nameOf(database);
  return {
    ...storeOf(database, options.stems ?? lowerCaseWords),
    name,
    connection: database.connection,
    collectionName: (table) => `${options.prefix ?? 'kith_'}${table}`,
  };
};

const storeOf = (database: MongoDatabase, stems: (text: string) => readonly string[]): Store => {
  const waiting = mongoWaiting(database);
  const rows = mongoPersonRows(database, waiting);
  const { forget } = rows;
  const people = mongoPeople(database);
  const affinity = mongoAffinity(database);
  const moods = mongoMoods(database);
  const facts = mongoFacts(database);
  const usage = mongoUsage(database);
  const search = mongoSearch({ messages: database.messages, stems });
  const seeded = mongoSeeded(database, search.terms);
  const messages = mongoMessages(database, search, seeded);
  const episodes = mongoEpisodes(database, seeded);
  const places = mongoPlaces(database);
  const feedback = mongoFeedback(database);
  const conversations = mongoConversations(database);
  const summaries = mongoSummaries(database, conversations);
  const fading = mongoFading(database);
  const looks = mongoLooks(database);
  const changes = mongoChanges({
    database,
    people,
    messages,
    affinity,
    moods,
    facts,
    episodes,
    usage,
    places,
    feedback,
    memories: mongoMemories({ summaries, fading, looks }),
    forget,
  });
  return {
    people,
    sessions: mongoSessions({ database, people, affinity, moods }),
    messages,
    turns: mongoTurns({ database, people, messages, conversations, changes, forget }),
    affinity,
    moods,
    facts,
    episodes,
    summaries,
    fading,
    looks,
    places,
    feedback,
    usage,
    broadcasts: mongoBroadcasts(database),
    subscriptions: mongoSubscriptions(database),
    personaMemories: mongoPersonaMemories(database),
    jobs: mongoJobs(database),
    tables: mongoTables({ database, termsOf: search.terms }),
    leases: mongoLeases(database),
    waiting,
    apply: changes.apply,
    exportPerson: rows.exportPerson,
    erasePerson: rows.erasePerson,
    counts: () => counts(database),
    health: async ({ integrity = false } = {}) => {
      await database.ping();
      if (integrity) await counts(database);
    },
    close: () => database.close(),
  };
};

/** Given once, by whoever opens it first. */
const nameOf = async ({ schema, nextId }: MongoDatabase): Promise<string> => {
  const row = await schema.findAndUpdate(
    { _id: 'name' },
    { $setOnInsert: { owner: String(nextId()) } },
    { gives: 'after', upsert: true },
  );
  return `mongodb ${columns.text(row?.owner)}`;
};

const counts = async (database: MongoDatabase): Promise<Readonly<Record<string, number>>> => {
  const names = Object.keys(tables) as TableName[];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await database[name].size()] as const)),
  );
};

const lowerCaseWords = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
