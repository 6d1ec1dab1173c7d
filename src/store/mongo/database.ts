import { type Connection, type ConnectOptions, createConnection, type SortOrder, Types } from 'mongoose';
import type { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { collectionOf } from './collection.ts';
import { mongoError, serverOf } from './mongo-error.ts';
import { type Index, publicTables, type Table, type TableName, tables } from './schemas.ts';

/** One document as the driver gives it. */
export type Row = Readonly<Record<string, unknown>>;
export type Filter = Readonly<Record<string, unknown>>;
/** Update operators; never a bare document. */
export type Update = Readonly<Record<`$${string}`, unknown>>;

export interface FindOptions {
  readonly sort?: Readonly<Record<string, SortOrder>>;
  readonly limit?: number;
  readonly skip?: number;
  readonly project?: Readonly<Record<string, 0 | 1>>;
}

/** One collection. Every method throws KithError `store.*`. Each call is one round trip. */
export interface Collection {
  /** Its name in the database. */
  readonly name: string;
  find(filter: Filter, options?: FindOptions): Promise<readonly Row[]>;
  findOne(filter: Filter, options?: Omit<FindOptions, 'limit'>): Promise<Row | undefined>;
  /** One by one, in several round trips; for what is read as a whole. */
  each(filter: Filter, options?: Pick<FindOptions, 'sort'>): AsyncIterable<Row>;
  count(filter: Filter): Promise<number>;
  /** About how many there are, at once. */
  size(): Promise<number>;
  /** Those that are missing. False: a unique one cannot be made, because there are equal documents. */
  makeIndexes(indexes: readonly Index[]): Promise<boolean>;
  /** In order, until one is there already: how many were inserted. */
  insert(rows: readonly Row[]): Promise<number>;
  /**
   * Changes one; how many matched. With `upsert` one that is missing is inserted, which counts as 1; 0 then means that
   * the filter did not match a document of the same key.
   */
  update(filter: Filter, update: Update, options?: { readonly upsert?: boolean }): Promise<number>;
  /** Changes one that is there. False: another document has a value that only one may have. */
  place(filter: Filter, update: Update): Promise<boolean>;
  updateAll(filter: Filter, update: Update): Promise<number>;
  /**
   * Upserts in one round trip, in no order, each with a filter of its own: places in the list of those whose filter did
   * not match a document of the same key.
   */
  upsertEach(
    changes: readonly { readonly filter: Filter; readonly update: Update }[],
  ): Promise<readonly number[]>;
  /**
   * Changes one and gives it as it was, or as it is; undefined where the filter matches none, with `upsert` none of the
   * documents of that key.
   */
  findAndUpdate(
    filter: Filter,
    update: Update,
    options: { readonly gives: 'before' | 'after'; readonly upsert?: boolean },
  ): Promise<Row | undefined>;
  /** Upserts in one round trip, in no order; each by its `_id`. */
  put(rows: readonly (Row & { readonly _id: string })[], how: 'set' | 'keep'): Promise<void>;
  remove(filter: Filter): Promise<number>;
  removeAll(filter: Filter): Promise<number>;
}

export interface MongoDatabase extends Readonly<Record<TableName, Collection>> {
  /** Hosts, for messages. */
  readonly server: string;
  readonly connection: Connection;
  /** A value that sorts after every earlier one of this process, and by the second among processes. */
  nextId(): Types.ObjectId;
  /** One more collection with its fields: for repositories that declare their own. */
  collection(name: string, table: Table): Collection;
  /** What a failure of the driver means. */
  error(cause: unknown): KithError;
  ping(): Promise<void>;
  /** Waits for what is under way, at most `timeouts.closeMs`. */
  close(): Promise<void>;
}

export interface MongoOptions {
  /** `mongodb://` or `mongodb+srv://`. */
  readonly uri: string;
  /** Default: the one the address names, else `kith`. */
  readonly database?: string;
  readonly clock: Clock;
  /** Other names for public collections, e.g. `{ user_facts: 'user_preferences' }`. */
  readonly collections?: Readonly<Partial<Record<(typeof publicTables)[number], string>>>;
  /** What the names of all other collections begin with. Default: `kith_`. */
  readonly prefix?: string;
  readonly maxPoolSize?: number;
  /** Whether the connection's client tells of every command (`commandStarted`). Default: false. */
  readonly isMonitored?: boolean;
  readonly timeouts?: Partial<MongoTimeouts>;
}

export interface MongoTimeouts {
  /** Longest wait for a server that can be used, ms. Default: 5,000. */
  readonly serverSelectionMs: number;
  /** Longest wait for one connection, ms. Default: 5,000. */
  readonly connectMs: number;
  /** Longest wait for an answer, ms. Default: 10,000. */
  readonly socketMs: number;
  /** Time between two looks whether the server is well, at least 500 ms. Default: 10,000. */
  readonly heartbeatMs: number;
  /** Longest wait for a good end, ms. Default: 2,000. */
  readonly closeMs: number;
}

/**
 * Connects. The driver finds the server again by itself when it was gone.
 * @throws KithError `store.unavailable`, without the password of the address.
 */
export const openMongo = async (options: MongoOptions): Promise<MongoDatabase> => {
  const { uri, clock, collections = {}, prefix = 'kith_', maxPoolSize = 20 } = options;
  const timeouts: MongoTimeouts = {
    serverSelectionMs: 5_000,
    connectMs: 5_000,
    socketMs: 10_000,
    heartbeatMs: 10_000,
    closeMs: 2_000,
    ...options.timeouts,
  };
  const error = (cause: unknown): KithError => mongoError(cause, uri);
  const connection = await connect(uri, {
    dbName: options.database ?? databaseOf(uri),
    serverSelectionTimeoutMS: timeouts.serverSelectionMs,
    connectTimeoutMS: timeouts.connectMs,
    socketTimeoutMS: timeouts.socketMs,
    heartbeatFrequencyMS: timeouts.heartbeatMs,
    // A server that is gone ends this wait by itself: who waits here waits for others who are being answered.
    waitQueueTimeoutMS: timeouts.socketMs,
    maxPoolSize,
    w: 'majority',
    // Otherwise the address may say it.
    ...(options.isMonitored === true && { monitorCommands: true }),
  }).catch((cause: unknown) => {
    throw error(cause);
  });
  // What it says here it says again to whoever asks it something.
  connection.on('error', () => undefined);

  const driver = connection.getClient().db(connection.name);
  const collection = (name: string, table: Table): Collection =>
    collectionOf(driver.collection<Row>(name), table, error);
  const named = (name: TableName): string => {
    const open = publicTables.find((each) => each === name);
    return open === undefined ? `${prefix}${name}` : (collections[open] ?? open);
  };
  const names = Object.keys(tables) as TableName[];
  const made = Object.fromEntries(
    names.map((name) => [name, collection(named(name), tables[name])] as const),
  ) as Record<TableName, Collection>;

  return {
    ...made,
    server: serverOf(uri),
    connection,
    nextId: () => new Types.ObjectId(),
    collection,
    error,
    ping: async () => {
      try {
        await connection.getClient().db(connection.name).command({ ping: 1 });
      } catch (cause) {
        throw error(cause);
      }
    },
    close: async () => {
      const late = new AbortController();
      // A server that hangs does not answer the good-bye either.
      await Promise.race([
        connection.close().catch(() => undefined),
        clock.sleep(timeouts.closeMs, late.signal).catch(() => undefined),
      ]);
      late.abort();
    },
  };
};

const connect = async (uri: string, options: ConnectOptions): Promise<Connection> => {
  const connection = createConnection(uri, { ...options, bufferCommands: false });
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.close().catch(() => undefined);
    throw cause;
  }
};

const databaseOf = (uri: string): string => /^[^:]+:\/\/[^/]*\/([^?]+)/.exec(uri)?.[1] ?? 'kith';
