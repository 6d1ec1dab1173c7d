import { KithError } from '../core/errors.ts';
import type { TableReader, TableRow } from '../core/ports/tables.ts';
import { createTableChecksum } from '../core/table-checksum.ts';
import { type KeptTable, keptTables, numbersTable } from './kept-tables.ts';

const byName = new Map([...keptTables, numbersTable].map((table) => [table.name, table]));

/** Names of everything a copy has. */
export const tableNames: readonly string[] = [...byName.keys()];

/** @throws KithError `backup.invalid` */
export const keptTable = (name: string): KeptTable => {
  const table = byName.get(name);
  if (table === undefined) {
    throw new KithError('backup.invalid', `There is no table ${name}: a newer Kith made this. Use that one.`);
  }
  return table;
};

/** The row every driver gives; `row` has JSON columns as what they mean. */
export const canonicalRow = (row: Readonly<Record<string, unknown>>): TableRow =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([column, value]) => [column, isFlag(column) ? value === 1 || value === true : value])
      .sort(([one], [other]) => ((one as string) < (other as string) ? -1 : 1)),
  ) as TableRow;

/** Columns that say yes or no. */
export const isFlag = (column: string): boolean => column.startsWith('is_');

/** `checksum` over what `dump` gives. */
export const checksumOf =
  (dump: TableReader['dump']): TableReader['checksum'] =>
  async (table) => {
    const sum = createTableChecksum();
    for await (const row of dump(table)) sum.add(row);
    return sum.value();
  };
