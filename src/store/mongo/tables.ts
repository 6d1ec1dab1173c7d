import { hash } from 'node:crypto';
import { KithError } from '../../core/errors.ts';
import type { Json } from '../../core/ports/records.ts';
import type { TableReader, TableRow, Tables } from '../../core/ports/tables.ts';
import { type KeptTable, numbersTable } from '../kept-tables.ts';
import { type RowShape, rowShapes } from '../sqlite/shape.ts';
import { canonicalRow, checksumOf, isFlag, keptTable, tableNames } from '../table-rows.ts';
import { anyText, columns, key } from './columns.ts';
import type { Collection, Filter, MongoDatabase, Row } from './database.ts';
import { mongoLedger } from './ledger.ts';
import { tables as schemas, type Table, type TableName } from './schemas.ts';
import { bulkOf, type Named } from './tables-bulk.ts';
import { type Embedded, embedded } from './tables-embedded.ts';
import { type Places, placing } from './tables-places.ts';

export interface MongoTablesOptions {
  readonly database: MongoDatabase;
  /** What of a text is kept to find it by. */
  readonly termsOf: (text: string) => readonly string[];
}

/** Rows of every table, as SQLite has them: documents without what only this driver keeps. */
export const mongoTables = ({ database, termsOf }: MongoTablesOptions): Tables => {
  const { version, of: shapes } = rowShapes();
  const parts: Readonly<Record<string, Embedded>> = embedded(database);
  const places: Places = placing(
    database,
    async (table) => (await database[table].findOne(ours(table), { project: { _id: 1 } })) === undefined,
  );
  const reader = readerOf(database, shapes, parts);

  const documents = async (table: KeptTable, rows: readonly TableRow[]): Promise<readonly Named[]> => {
    const named = rows.map((row) => ({
      ...withoutEmptyOwner(row),
      ...(table.name === 'messages' ? { stems: termsOf(columns.text(row.content)) } : {}),
      ...(table.name === 'turns' && isUnfinished(row) ? { unfinished_since: row.opened_at } : {}),
      _id: idOf(table, row),
    }));
    return places.of(table.name, named);
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
      const bulk = bulkOf(database, collection);
      const there = await bulk.insert(await documents(table, rows));
      if (there.length === 0) return;
      await bulk.write(
        (await places.again(name, there)).map(({ _id, ...replacement }) => ({
          replaceOne: { filter: { _id }, replacement, upsert: true },
        })),
      );
    },
    clear: async (name) => {
      keptTable(name);
      const part = parts[name];
      if (part !== undefined) await part.clear();
      else await collectionOf(database, name)?.removeAll(ours(name));
      places.forget(name);
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
  dump: dumping({ isInOrder: true }, database, shapes, parts),
  // A sum needs no order.
  checksum: checksumOf(dumping({ isInOrder: false }, database, shapes, parts)),
});

const dumping = (
  { isInOrder }: { readonly isInOrder: boolean },
  database: MongoDatabase,
  shapes: ReadonlyMap<string, RowShape>,
  parts: Readonly<Record<string, Embedded>>,
): TableReader['dump'] => {
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
    if (name === 'affinity_ledger') await leavePairs(database);
    const project = Object.fromEntries([...shape.columns].map((column) => [column, 1 as const]));
    const ordered = [...shape.columns].sort();
    const rows = bulkOf(database, collection).each(ours(name), {
      project,
      ...(isInOrder && { sort: orderOf(name) }),
    });
    for await (const row of rows) yield canonical(row, ordered, shape);
  };
  return dump;
};

/** The latest rows of a pair are in its own document until there are many: they join the others. */
const leavePairs = async (database: MongoDatabase): Promise<void> => {
  const ledger = mongoLedger(database);
  let rows: Row[] = [];
  const take = async () => {
    if (rows.length > 0) await ledger.take(rows);
    rows = [];
  };
  const pairs = bulkOf(database, database.user_affinity).each(
    { 'recent_events.0': { $exists: true } },
    { project: { recent_events: 1 } },
  );
  for await (const pair of pairs) {
    rows.push(...columns.rows(pair.recent_events));
    if (rows.length >= atOnce) await take();
  }
  await take();
};

/** Rows of the ledger taken over in one step. */
const atOnce = 1_000;

/** Person by person in the order of writing, where there is one. */
const orderOf = (name: string): Readonly<Record<string, 1>> => {
  const { columns: known } = schemaOf(name);
  const order = 'seq' in known ? 'seq' : 'made' in known ? 'made' : '_id';
  return {
    ...(order !== '_id' && 'user_id' in known && { user_id: 1 as const }),
    ...(order !== '_id' && 'personality_name' in known && { personality_name: 1 as const }),
    [order]: 1,
  };
};

/** What `canonicalRow` makes of a document, whose columns are in alphabetical order already: done millions of times. */
const canonical = (row: Row, ordered: readonly string[], { defaults }: RowShape): TableRow => {
  const read: Record<string, Json> = {};
  for (const column of ordered) {
    const value = row[column] ?? defaults[column];
    if (value !== undefined && value !== null)
      read[column] = isFlag(column) ? value === true || value === 1 : (value as Json);
  }
  return read;
};

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
    for (const column in row) {
      if (!known.has(column)) {
        throw new KithError(
          'backup.invalid',
          `The table ${table.name} has no column ${column}: a newer Kith made this. Use that one.`,
          { details: { table: table.name, column } },
        );
      }
      if (typeof row[column] !== 'object' || table.json?.includes(column) === true) continue;
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
