import type { Document, Collection as Native } from 'mongodb';
import type { KithError } from '../../core/errors.ts';
import type { Collection, Filter, FindOptions, Row, Update } from './database.ts';
import { isDuplicate } from './mongo-error.ts';
import type { Table } from './schemas.ts';

/**
 * A collection of the connection, asked without models: nothing has to be cast or made an object of, which would take
 * longer than a small server takes to answer. An update of a field the table does not name is refused, as a model would.
 */
export const collectionOf = (
  native: Native<Row>,
  { columns }: Table,
  error: (cause: unknown) => KithError,
): Collection => {
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      throw error(cause);
    }
  };
  const known = (update: Update): Document => {
    for (const fields of Object.values(update)) {
      for (const field of Object.keys(fields as Row)) {
        const [column = ''] = field.split('.', 1);
        if (column !== '_id' && !(column in columns))
          throw new Error(`${native.collectionName} has no field ${column}.`);
      }
    }
    return update;
  };
  const find = (filter: Filter, { sort, limit, skip, project }: FindOptions): Promise<Row[]> =>
    native
      .find(
        { ...filter },
        {
          ...(sort === undefined ? {} : { sort: { ...sort } as Record<string, 1 | -1> }),
          // What is limited is few: no cursor has to be kept for more.
          ...(limit === undefined ? {} : { limit, singleBatch: limit <= 100 }),
          ...(skip === undefined || skip === 0 ? {} : { skip }),
          ...(project === undefined ? {} : { projection: { ...project } }),
        },
      )
      .toArray();

  return {
    name: native.collectionName,
    find: (filter, options = {}) =>
      // To MongoDB a limit of 0 is none.
      options.limit === 0 ? Promise.resolve([]) : guard(() => find(filter, options)),
    findOne: async (filter, options = {}) => (await guard(() => find(filter, { ...options, limit: 1 })))[0],
    async *each(filter, { sort } = {}) {
      const cursor = native.find({ ...filter });
      if (sort !== undefined) cursor.sort({ ...sort } as Record<string, 1 | -1>);
      try {
        yield* cursor;
      } catch (cause) {
        throw error(cause);
      }
    },
    size: () => guard(() => native.estimatedDocumentCount()),
    makeIndexes: async (indexes) => {
      if (indexes.length === 0) return true;
      try {
        await native.createIndexes(
          indexes.map(({ keys, unique = false, sparse = false }) => ({
            key: keys as Record<string, 1 | -1>,
            ...(unique && { unique }),
            ...(sparse && { sparse }),
          })),
        );
        return true;
      } catch (cause) {
        if (isDuplicate(cause)) return false;
        throw error(cause);
      }
    },
    count: (filter) => guard(() => native.countDocuments({ ...filter })),
    insert: async (rows) => {
      try {
        await native.insertMany(
          rows.map((row) => ({ ...row })),
          { ordered: true },
        );
        return rows.length;
      } catch (cause) {
        if (!isDuplicate(cause)) throw error(cause);
        return insertedBefore(cause);
      }
    },
    update: async (filter, update, { upsert = false } = {}) => {
      try {
        const done = await native.updateOne({ ...filter }, known(update), { upsert });
        return done.matchedCount + done.upsertedCount;
      } catch (cause) {
        if (upsert && isDuplicate(cause)) return 0;
        throw error(cause);
      }
    },
    place: async (filter, update) => {
      try {
        await native.updateOne({ ...filter }, known(update));
        return true;
      } catch (cause) {
        if (isDuplicate(cause)) return false;
        throw error(cause);
      }
    },
    updateAll: async (filter, update) =>
      (await guard(() => native.updateMany({ ...filter }, known(update)))).matchedCount,
    upsertEach: async (changes) => {
      try {
        await native.bulkWrite(
          changes.map(({ filter, update }) => ({
            updateOne: { filter: { ...filter }, update: known(update), upsert: true },
          })),
          { ordered: false },
        );
        return [];
      } catch (cause) {
        const failed = writeErrors(cause);
        if (failed.length === 0 || !failed.every(isDuplicate)) throw error(cause);
        return failed.map(({ index }) => Number(index));
      }
    },
    findAndUpdate: async (filter, update, { gives, upsert = false }) => {
      const options = { upsert, returnDocument: gives } as const;
      const work = () => native.findOneAndUpdate({ ...filter }, known(update), options);
      try {
        return (await work()) ?? undefined;
      } catch (cause) {
        if (!upsert || !isDuplicate(cause)) throw error(cause);
      }
      try {
        // Somebody inserted it at the same moment: now it is there to be changed.
        return (await work()) ?? undefined;
      } catch (cause) {
        if (isDuplicate(cause)) return undefined;
        throw error(cause);
      }
    },
    put: async (rows, how) => {
      if (rows.length === 0) return;
      await guard(() =>
        native.bulkWrite(
          rows.map(({ _id, ...row }) => ({
            updateOne: {
              filter: { _id } as never,
              update: how === 'keep' ? { $setOnInsert: row } : { $set: row },
              upsert: true,
            },
          })),
          { ordered: false },
        ),
      );
    },
    remove: async (filter) => (await guard(() => native.deleteOne({ ...filter }))).deletedCount,
    removeAll: async (filter) => (await guard(() => native.deleteMany({ ...filter }))).deletedCount,
  };
};

/** In order: what stands before the first that failed was inserted. */
const insertedBefore = (cause: unknown): number => {
  const [first] = writeErrors(cause);
  return typeof first?.index === 'number' ? first.index : 0;
};

/** Of a bulk write, what failed. */
const writeErrors = (cause: unknown): readonly { readonly index?: unknown }[] => {
  const { writeErrors: failed } = cause as { readonly writeErrors?: unknown };
  return Array.isArray(failed) ? failed : [];
};
