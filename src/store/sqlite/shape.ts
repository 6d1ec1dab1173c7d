import type { TableRow } from '../../core/ports/tables.ts';
import { columns } from '../columns.ts';
import { type KeptTable, keptTables } from '../kept-tables.ts';
import { canonicalRow } from '../table-rows.ts';
import { openDatabase } from './database.ts';
import { knownVersion, migrate } from './migrate.ts';
import { numbered } from './tables.ts';

/** What rows of a table look like, whichever driver keeps them. */
export interface RowShape {
  readonly columns: ReadonlySet<string>;
  /** Values of what a row does not say. */
  readonly defaults: TableRow;
}

/** The schema as this version has it, by table: what a document of another driver is read as. */
export const rowShapes = (): { readonly version: number; readonly of: ReadonlyMap<string, RowShape> } => {
  const database = openDatabase({ path: ':memory:', synchronous: 'NORMAL', busyMs: 0 });
  try {
    migrate(database);
    const shapeOf = ({ name, json = [] }: KeptTable): RowShape => {
      const rows = database
        .all('SELECT name, dflt_value FROM pragma_table_info(?)', name)
        .map((row) => ({ column: columns.text(row.name), text: row.dflt_value ?? null }))
        .filter(({ column }) => !numbered.has(column));
      const defaults = rows
        .filter(({ text }) => text !== null)
        .map(({ column, text }) => {
          // SQLite keeps the words of a default, not its value.
          const value = database.get(`SELECT ${String(text)} AS value`)?.value ?? null;
          return [column, json.includes(column) ? (JSON.parse(String(value)) as unknown) : value] as const;
        });
      return {
        columns: new Set(rows.map(({ column }) => column)),
        defaults: canonicalRow(Object.fromEntries(defaults)),
      };
    };
    return { version: knownVersion, of: new Map(keptTables.map((table) => [table.name, shapeOf(table)])) };
  } finally {
    database.close();
  }
};
