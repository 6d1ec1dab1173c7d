import { setImmediate } from 'node:timers/promises';
import { KithError } from '../../core/errors.ts';
import type { Json } from '../../core/ports/records.ts';
import type { TableReader, TableRow, Tables } from '../../core/ports/tables.ts';
import { columns } from '../columns.ts';
import { type KeptTable, numbersTable } from '../kept-tables.ts';
import { checksumOf, isFlag, keptTable, tableNames } from '../table-rows.ts';
import type { Database, Row, Value } from './database.ts';
import { versionOf } from './migrate.ts';

export interface SqliteTablesOptions {
  readonly database: Database;
  /** Opens the same file once more, to read it as it is at one moment; absent: there is no other way in. */
  readonly another?: () => Database;
  /** Forgets every search index; only inside a transaction. */
  readonly forgetSearch: () => void;
}

/** SQLite's own numbering, in the order of which rows are read: they get other numbers elsewhere. */
export const numbered: ReadonlySet<string> = new Set(['seq', 'number']);

/** Rows read between two turns of the event loop. */
const batch = 500;

export const sqliteTables = (options: SqliteTablesOptions): Tables => {
  const { database, another, forgetSearch } = options;
  const knownColumns = new Map<string, ReadonlySet<string>>();
  const columnsOf = (table: string): ReadonlySet<string> => {
    const known = knownColumns.get(table) ?? new Set(columnNames(database, table));
    knownColumns.set(table, known);
    return known;
  };

  return {
    version: versionOf(database),
    ...reader(database),
    load: async (name, rows) => {
      const table = keptTable(name);
      unchecked(database, () => {
        for (const row of rows) {
          if (table === numbersTable) loadNumber(database, row);
          else insert(database, table, columnsOf(name), row);
        }
      });
    },
    clear: async (name) => {
      const table = keptTable(name);
      if (table === numbersTable) return;
      unchecked(database, () => {
        database.run(`DELETE FROM ${table.name}`);
        if (table.name === 'messages') forgetSearch();
        if (table.name === 'people') database.run(`DELETE FROM sqlite_sequence WHERE name = 'people'`);
      });
    },
    snapshot: async () => {
      if (another === undefined) return { ...reader(database), close: async () => {} };
      const moment = another();
      // The first read fixes what this connection sees until its transaction ends.
      moment.exec('BEGIN');
      moment.get('SELECT COUNT(*) FROM sqlite_schema');
      return { ...reader(moment), close: async () => moment.close() };
    },
  };
};

/** One transaction, in which an account may come before its person, and no row takes others along. */
const unchecked = (database: Database, work: () => void): void => {
  database.exec('PRAGMA foreign_keys = OFF');
  try {
    database.write(work);
  } finally {
    database.exec('PRAGMA foreign_keys = ON');
  }
};

const reader = (database: Database): TableReader => {
  const dump: TableReader['dump'] = async function* (name) {
    const table = keptTable(name);
    if (table === numbersTable) {
      yield* numbers(database);
      return;
    }
    const json = new Set(table.json);
    const order = orderOf(database, table);
    if (order === undefined) return;
    let ordered: readonly string[] | undefined;
    let page = { sql: '', values: [] as readonly Value[] };
    for (;;) {
      const rows: readonly Row[] = database.all(
        `SELECT ${order.map((column, at) => `${column} AS "at ${at}"`).join(', ')}, * FROM ${table.name} ${page.sql}
         ORDER BY ${order.join(', ')} LIMIT ${batch}`,
        ...page.values,
      );
      // A driver gives every row of a query its columns in the same order.
      ordered ??= Object.keys(rows[0] ?? {})
        .filter((column) => !column.startsWith('at ') && !numbered.has(column))
        .sort();
      for (const row of rows) yield readable(row, ordered, json);
      const last = rows.at(-1);
      if (last === undefined) return;
      page = {
        sql: `WHERE (${order.join(', ')}) > (${order.map(() => '?').join(', ')})`,
        values: order.map((_, at) => last[`at ${at}`] ?? null),
      };
      await setImmediate();
    }
  };
  return { names: tableNames, dump, checksum: checksumOf(dump) };
};

/** Row ids are the order of writing. Undefined: an earlier version does not have the table yet. */
const orderOf = (database: Database, table: KeptTable): readonly string[] | undefined => {
  const made = database.get(`SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?`, table.name);
  if (made === undefined) return undefined;
  return /WITHOUT ROWID\s*$/i.test(columns.text(made.sql)) ? (table.key ?? ['rowid']) : ['rowid'];
};

/** What `canonicalRow` makes of the columns, which are in alphabetical order already: this is done millions of times. */
const readable = (row: Row, ordered: readonly string[], json: ReadonlySet<string>): TableRow => {
  const read: Record<string, Json> = {};
  for (const column of ordered) {
    const value = row[column];
    if (value === null || value === undefined) continue;
    if (isFlag(column)) read[column] = value === 1;
    else if (json.has(column)) {
      const kept = columns.seeded<Json>(value, String);
      if (kept !== null) read[column] = kept;
    } else read[column] = value as Json;
  }
  return read;
};

const numbers = (database: Database): readonly TableRow[] =>
  database
    .all(`SELECT name, seq FROM sqlite_sequence WHERE name = 'people'`)
    .map((row) => ({ last: columns.number(row.seq), name: columns.text(row.name) }));

/** The columns have no type of their own, and numbers are bound as REAL: `p4` must not become `p4.0`. */
const loadNumber = (database: Database, row: TableRow): void => {
  const values = { name: bound(numbersTable, 'name', row.name), last: bound(numbersTable, 'last', row.last) };
  if (values.name !== 'people') throw new KithError('backup.invalid', 'Only people are numbered.');
  // Loading a row that is there already takes a number as well, which nobody was given.
  const known = database.run(
    `UPDATE sqlite_sequence SET seq = max(CAST(:last AS INTEGER), (SELECT COALESCE(MAX(number), 0) FROM people))
     WHERE name = :name`,
    values,
  );
  if (known > 0) return;
  database.run('INSERT INTO sqlite_sequence (name, seq) VALUES (:name, CAST(:last AS INTEGER))', values);
};

const columnNames = (database: Database, table: string): readonly string[] =>
  database.all('SELECT name FROM pragma_table_info(?)', table).map(({ name }) => columns.text(name));

const insert = (database: Database, table: KeptTable, known: ReadonlySet<string>, row: TableRow): void => {
  const given = Object.keys(row);
  const unknown = given.find((column) => !known.has(column));
  if (unknown !== undefined) {
    throw new KithError(
      'backup.invalid',
      `The table ${table.name} has no column ${unknown}: a newer Kith made this. Use that one.`,
      { details: { table: table.name, column: unknown } },
    );
  }
  const values = given.map((column) => bound(table, column, row[column]));
  const inserted = `INSERT INTO ${table.name} (${given.join(', ')}) VALUES (${given.map(() => '?').join(', ')})`;
  if (table.key === undefined) {
    const same = given.map((column) => `${column} IS ?`).join(' AND ');
    const found = database.get(`SELECT 1 FROM ${table.name} WHERE ${same}`, ...values);
    if (found === undefined) database.run(inserted, ...values);
    return;
  }
  const key = new Set(table.key);
  // What the row has no value for takes its default again.
  const changed = [...known]
    .filter((column) => !key.has(column) && !numbered.has(column))
    .map((column) => `${column} = excluded.${column}`);
  database.run(
    `${inserted} ON CONFLICT (${table.key.join(', ')}) DO ${changed.length === 0 ? 'NOTHING' : `UPDATE SET ${changed.join(', ')}`}`,
    ...values,
  );
};

const bound = (table: KeptTable, column: string, value: unknown): Value => {
  if (table.json?.includes(column) === true) return JSON.stringify(value ?? null);
  if (isFlag(column)) return value === true ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new KithError('backup.invalid', `The column ${table.name}.${column} holds what it never holds.`, {
    details: { table: table.name, column },
  });
};
