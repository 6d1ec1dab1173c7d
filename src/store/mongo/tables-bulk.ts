import type { AnyBulkWriteOperation } from 'mongodb';
import type { Collection, Filter, MongoDatabase, Row } from './database.ts';
import { isDuplicate } from './mongo-error.ts';

/** One document by its `_id`. */
export type Named = Row & { readonly _id: string };

export interface EachOptions {
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly project?: Readonly<Record<string, 0 | 1>>;
}

/** A collection read and written as a whole, by the driver alone. */
export interface Bulk {
  /** In several round trips, and never more in memory than one brings. */
  each(filter: Filter, options?: EachOptions): AsyncIterable<Row>;
  /** In one round trip; those that were not inserted, because something of their key is there. */
  insert(rows: readonly Named[]): Promise<readonly Named[]>;
  /** In one round trip, one after the other. */
  write(operations: readonly AnyBulkWriteOperation<Row & { _id: string }>[]): Promise<void>;
}

/** Documents one round trip brings. */
const batchSize = 500;

export const bulkOf = ({ connection, error }: MongoDatabase, { name }: Collection): Bulk => {
  const collection = connection.getClient().db(connection.name).collection<Row & { _id: string }>(name);
  return {
    async *each(filter, { sort, project } = {}) {
      // A sort no index has is the server's work, on its disk.
      const sorted = sort === undefined ? {} : { sort, allowDiskUse: true };
      try {
        yield* collection.find<Row>(
          { ...filter },
          { batchSize, ...sorted, ...(project && { projection: project }) },
        );
      } catch (cause) {
        throw error(cause);
      }
    },
    insert: async (rows) => {
      if (rows.length === 0) return [];
      try {
        await collection.insertMany([...rows] as never, { ordered: false });
        return [];
      } catch (cause) {
        const failed = failuresOf(cause);
        if (failed.length === 0 || !failed.every(isDuplicate)) throw error(cause);
        const indexes = new Set(failed.map(({ index }) => index));
        return rows.filter((_, index) => indexes.has(index));
      }
    },
    write: async (operations) => {
      if (operations.length === 0) return;
      try {
        await collection.bulkWrite([...operations], { ordered: true });
      } catch (cause) {
        throw error(cause);
      }
    },
  };
};

interface Failure {
  readonly index: number;
  readonly code: number;
}

const failuresOf = (cause: unknown): readonly Failure[] => {
  const { writeErrors } = cause as { readonly writeErrors?: Failure | readonly Failure[] };
  return writeErrors === undefined ? [] : Array.isArray(writeErrors) ? writeErrors : [writeErrors as Failure];
};
