import { hash } from 'node:crypto';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { KithError } from '../../core/errors.ts';
import type { TableReader, TableRow, Tables } from '../../core/ports/tables.ts';
import { type KeptTable, numbersTable } from '../kept-tables.ts';
import { type RowShape, rowShapes } from '../sqlite/shape.ts';
import { canonicalRow, checksumOf, keptTable, tableNames } from '../table-rows.ts';
import { anyText, columns, key } from './columns.ts';
import type { Collection, Filter, MongoDatabase, Row } from './database.ts';
import { mongoLedger } from './ledger.ts';
import { tables as schemas, type Table, type TableName } from './schemas.ts';
import { type Embedded, embedded } from './tables-embedded.ts';
import { type Places, placing } from './tables-places.ts';

export interface MongoTablesOptions {
  readonly database: MongoDatabase;
  /** What of a text is kept to find it by. */
  readonly termsOf: (text: string) => readonly string[];
}

/** A document to be written, by its `_id`. */
type Replacement = Row & { readonly _id: string };

/** Rows of every table, as SQLite has them: documents without what only this driver keeps. */
export const mongoTables = ({ database, termsOf }: MongoTablesOptions): Tables => {
  const { version, of: shapes } = rowShapes();
  const parts: Readonly<Record<string, Embedded>> = embedded(database);
  const places: Places = placing(database);
  const reader = readerOf(database, shapes, parts);

  const documents = async (table: KeptTable, rows: readonly TableRow[]): Promise<readonly Replacement[]> => {
    const named = rows.map((row) => ({
      ...withoutEmptyOwner(row),
      ...(table.name === 'messages' ? { stems: termsOf(columns.text(row.content)) } : {}),
      ...(table.name === 'turns' && isUnfinished(row) ? { unfinished_since: row.opened_at } : {}),
      _id: idOf(table, row),
    }));
    return places(table.name, named);
  };

  return {
    version,
    ...reader,
    load: async (name, rows) => {
      const table = keptTable(name);
      check(table, shapes, rows);
      const part = parts[name];
      if (part !== undefined) {
        await part.load(rows);
        return;
      }
      const collection = collectionOf(database, name);
      if (collection === undefined) throw unknownHere(name);
      if (rows.length === 0) return;
      await replaceAll(database, collection, await documents(table, rows));
    },
    clear: async (name) => {
      keptTable(name);
      const part = parts[name];
      if (part !== undefined) await part.clear();
      else await collectionOf(database, name)?.removeAll(ours(name));
    },
    // A server of its own has no moments: what is written meanwhile may be in the copy or not.
    snapshot: async () => ({ ...reader, close: async () => {} }),
  };
};

const readerOf = (
  database: MongoDatabase,
  shapes: ReadonlyMap<string, RowShape>,
  parts: Readonly<Record<string, Embedded>>,
): TableReader => ({
  names: tableNames,
  dump: dumping((name, collection) => inOrder(database, name, collection), database, shapes, parts),
  // A sum needs no order.
  checksum: checksumOf(dumping((name, collection) => collection.each(ours(name)), database, shapes, parts)),
});

const dumping = (
  rowsOf: (name: string, collection: Collection) => AsyncIterable<Row>,
  database: MongoDatabase,
  shapes: ReadonlyMap<string, RowShape>,
  parts: Readonly<Record<string, Embedded>>,
): TableReader['dump'] => {
  const ledger = mongoLedger(database);
  const dump: TableReader['dump'] = async function* (name) {
    const table = keptTable(name);
    const part = parts[name];
    if (part !== undefined) {
      yield* part.dump();
      return;
    }
    const collection = collectionOf(database, name);
    const shape = shapes.get(table.name);
    if (collection === undefined || shape === undefined) return;
    // The latest rows of a pair are in its own document, until there are many.
    if (name === 'affinity_ledger') {
      for await (const pair of database.user_affinity.each({ 'recent_events.0': { $exists: true } }))
        await ledger.take(columns.rows(pair.recent_events));
    }
    for await (const row of rowsOf(name, collection)) yield canonical(row, shape);
  };
  return dump;
};

/** Person by person in the order of writing, where there is one: no index has that, so the server sorts, on its disk. */
async function* inOrder(database: MongoDatabase, name: string, collection: Collection): AsyncIterable<Row> {
  const { columns: known } = schemaOf(name);
  const order = 'seq' in known ? 'seq' : 'made' in known ? 'made' : '_id';
  const { connection, error } = database;
  try {
    yield* connection
      .getClient()
      .db(connection.name)
      .collection<Row>(collection.name)
      .find({ ...ours(name) }, { allowDiskUse: order !== '_id' })
      .sort({
        ...(order !== '_id' && 'user_id' in known && { user_id: 1 as const }),
        ...(order !== '_id' && 'personality_name' in known && { personality_name: 1 as const }),
        [order]: 1,
      });
  } catch (cause) {
    throw error(cause);
  }
}

const canonical = (row: Row, { columns: known, defaults }: RowShape): TableRow =>
  canonicalRow({
    ...defaults,
    ...Object.fromEntries(
      Object.entries(row).filter(
        ([field, value]) => known.has(field) && value !== null && value !== undefined,
      ),
    ),
  });

/** Put in by hand they have no owner until somebody asks for them: an empty one would be taken for one. */
const withoutEmptyOwner = (row: TableRow): Row =>
  row.user_id === '' || (row.personality_name === '' && 'session_id' in row)
    ? Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
    : row;

const isUnfinished = ({ state }: TableRow): boolean => state !== 'settled' && state !== 'abandoned';

const idOf = ({ key: own }: KeptTable, row: TableRow): string => {
  // A log: the row is what it is known by.
  if (own === undefined) return hash('sha256', JSON.stringify(canonicalRow(row)), 'hex');
  const values = own.map((column) => columns.text(row[column]));
  return values.length === 1 ? (values[0] ?? '') : key(...values);
};

const replaceAll = async (
  { connection, error }: MongoDatabase,
  { name }: Collection,
  rows: readonly Replacement[],
): Promise<void> => {
  try {
    await connection
      .getClient()
      .db(connection.name)
      .collection<{ _id: string }>(name)
      .bulkWrite(
        rows.map(
          ({ _id, ...replacement }) =>
            ({ replaceOne: { filter: { _id }, replacement, upsert: true } }) as AnyBulkWriteOperation<
              Document & { _id: string }
            >,
        ) as never,
        { ordered: true },
      );
  } catch (cause) {
    throw error(cause);
  }
};

const schemaOf = (name: string): Table =>
  name in schemas ? schemas[name as TableName] : { columns: {}, indexes: [] };

const collectionOf = (database: MongoDatabase, name: string): Collection | undefined =>
  name in schemas ? database[name as TableName] : undefined;

/** Documents of other programs in the same collection are not ours to copy or to remove. */
const ours = (name: string): Filter =>
  Object.fromEntries(Object.keys(schemaOf(name).shape ?? {}).map((field) => [field, anyText]));

const check = (table: KeptTable, shapes: ReadonlyMap<string, RowShape>, rows: readonly TableRow[]): void => {
  if (table === numbersTable) return;
  const known = shapes.get(table.name)?.columns ?? new Set();
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) {
      if (!known.has(column)) {
        throw new KithError(
          'backup.invalid',
          `The table ${table.name} has no column ${column}: a newer Kith made this. Use that one.`,
          { details: { table: table.name, column } },
        );
      }
      if (typeof value !== 'object' || table.json?.includes(column) === true) continue;
      throw new KithError('backup.invalid', `The column ${table.name}.${column} holds what it never holds.`, {
        details: { table: table.name, column },
      });
    }
  }
};

const unknownHere = (name: string): KithError =>
  new KithError(
    'backup.invalid',
    `The table ${name} cannot be kept in MongoDB by this Kith. Use a newer one.`,
  );
