import { KithError } from '../../core/errors.ts';
import type { ScheduleRepository } from '../../core/ports/schedule.ts';
import type { Store } from '../../core/ports/store.ts';
import { sqliteAffinity } from './affinity.ts';
import { sqliteBroadcasts } from './broadcasts.ts';
import { sqlitePersonaMemories } from './broadcasts-memories.ts';
import { sqliteSubscriptions } from './broadcasts-subscriptions.ts';
import { sqliteChanges } from './changes.ts';
import { type Database, openDatabase } from './database.ts';
import { sqliteEpisodes } from './episodes.ts';
import { sqliteFacts } from './facts.ts';
import { sqliteFading } from './fading.ts';
import { sqliteFeedback } from './feedback.ts';
import { sqliteJobs } from './jobs.ts';
import { sqliteLeases } from './leases.ts';
import { sqliteLooks } from './looks.ts';
import { sqliteMessages } from './messages.ts';
import { migrate } from './migrate.ts';
import { sqliteMoods } from './moods.ts';
import { sqlitePeople } from './people.ts';
import { sqlitePersonRows } from './person-rows.ts';
import { sqlitePlaces } from './places.ts';
import { sqliteSchedule } from './schedule.ts';
import { sqliteSearch } from './search.ts';
import { sqliteSessions } from './sessions.ts';
import { sqliteSummaries } from './summaries.ts';
import { sqliteTables } from './tables.ts';
import { sqliteTurns } from './turns.ts';
import { sqliteUsage } from './usage.ts';
import { sqliteWaiting } from './waiting.ts';

export interface SqliteStoreOptions {
  /** A file on a local disk, made with its folder when missing; `:memory:` lives as long as the store. */
  readonly path: string;
  /**
   * NORMAL (default): the last commits may be lost when the power fails, never when the process dies.
   * FULL: every commit waits for the disk.
   */
  readonly synchronous?: 'NORMAL' | 'FULL';
  /** How long a writer waits for another process's, ms. Default: 5,000. */
  readonly busyMs?: number;
  /** Folds and stems a text for search, as those who search do. Default: lower-case words. */
  readonly stems?: (text: string) => readonly string[];
  /** Keeps every other process out of the file. */
  readonly isAlone?: boolean;
}

/** The store, and the schedule that lives beside it. */
export interface SqliteStore extends Store {
  readonly schedule: ScheduleRepository;
}

/**
 * The store in one SQLite file. Several processes may open it; writers wait for each other up to 5 s.
 *
 * @throws KithError `store.unavailable`, `store.corrupt`, or `store.newer` for a file a newer Kith made.
 * @example const store = await openSqliteStore({ path: './data/kith.db' });
 */
export const openSqliteStore = async (options: SqliteStoreOptions): Promise<SqliteStore> => {
  const { path, isAlone = false } = options;
  const settings = {
    path,
    synchronous: options.synchronous ?? 'NORMAL',
    busyMs: options.busyMs ?? 5_000,
  };
  const database = openDatabase({ ...settings, isAlone });
  try {
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  const people = sqlitePeople(database);
  const affinity = sqliteAffinity(database);
  const moods = sqliteMoods(database);
  const facts = sqliteFacts(database);
  const episodes = sqliteEpisodes(database);
  const summaries = sqliteSummaries(database);
  const fading = sqliteFading(database);
  const looks = sqliteLooks(database);
  const usage = sqliteUsage(database);
  const search = sqliteSearch({ database, stems: options.stems ?? lowerCaseWords });
  const messages = sqliteMessages(database, search);
  const places = sqlitePlaces(database);
  const feedback = sqliteFeedback(database);
  const changes = sqliteChanges({
    database,
    people,
    messages,
    affinity,
    moods,
    facts,
    episodes,
    summaries,
    fading,
    looks,
    usage,
    places,
    feedback,
  });

  return {
    people,
    sessions: sqliteSessions({ database, people, affinity, moods }),
    messages,
    turns: sqliteTurns({ database, people, messages, changes }),
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
    broadcasts: sqliteBroadcasts(database),
    subscriptions: sqliteSubscriptions(database),
    personaMemories: sqlitePersonaMemories(database),
    jobs: sqliteJobs(database),
    schedule: sqliteSchedule(database),
    leases: sqliteLeases(database),
    waiting: sqliteWaiting(database),
    tables: sqliteTables({
      database,
      forgetSearch: search.forgetAll,
      ...(isAlone || path === ':memory:' ? {} : { another: () => openDatabase(settings) }),
    }),
    apply: async (cause, made) => changes.apply(cause, made),
    ...sqlitePersonRows(database, search),
    counts: async () => counts(database),
    health: async ({ integrity = false } = {}) => health(database, integrity),
    close: async () => database.close(),
  };
};

const lowerCaseWords = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const counts = (database: Database): Readonly<Record<string, number>> => {
  const tables = database.all(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
       AND name NOT LIKE 'message_words%' ORDER BY name`,
  );
  return Object.fromEntries(
    tables.map(({ name }) => [name, Number(database.get(`SELECT COUNT(*) AS n FROM "${name}"`)?.n)]),
  );
};

const health = (database: Database, integrity: boolean): void => {
  database.get('SELECT job FROM job_runs LIMIT 1');
  if (!integrity) return;
  const [first] = database.all('PRAGMA integrity_check(1)');
  const verdict = String(first?.integrity_check);
  if (verdict === 'ok') return;
  throw new KithError(
    'store.corrupt',
    `The database ${database.path} is damaged (${verdict}). Stop every process, keep a copy, restore the last backup.`,
    { details: { path: database.path, verdict } },
  );
};
