import { createTableChecksum } from '../table-checksum.ts';
import type { TableChecksum, TableReader, TableRow, Tables } from './tables.ts';

export interface CopyTablesOptions {
  readonly from: TableReader;
  readonly to: Tables;
  readonly onRow?: () => void;
  readonly signal?: AbortSignal;
}

/** Rows loaded in one step. */
const BATCH = 500;

/**
 * Makes every table of `to` the same as in `from`, whatever an earlier copy left there: a table that is the same already
 * is left alone, one that differs is emptied and copied. What was read, by table. @throws the signal's reason.
 */
export async function copyTables(
  options: CopyTablesOptions,
): Promise<Readonly<Record<string, TableChecksum>>> {
  const { from, to } = options;
  const copied: Record<string, TableChecksum> = {};
  for (const table of from.names) {
    options.signal?.throwIfAborted();
    const there = await to.checksum(table);
    const known = there.rows === 0 ? undefined : await from.checksum(table);
    if (known !== undefined && isSame(known, there)) {
      copied[table] = known;
      continue;
    }
    if (there.rows > 0) await to.clear(table);
    copied[table] = await copyTable(table, options);
  }
  return copied;
}

/** The first table that does not hold what was copied, if any. */
export async function firstDifference(
  tables: TableReader,
  copied: Readonly<Record<string, TableChecksum>>,
): Promise<string | undefined> {
  for (const [table, wanted] of Object.entries(copied)) {
    if (!isSame(await tables.checksum(table), wanted)) return table;
  }
  return undefined;
}

async function copyTable(
  table: string,
  { from, to, onRow, signal }: CopyTablesOptions,
): Promise<TableChecksum> {
  const sum = createTableChecksum();
  let batch: TableRow[] = [];
  let loading: Promise<void> | undefined;
  try {
    for await (const row of from.dump(table)) {
      sum.add(row);
      batch.push(row);
      onRow?.();
      if (batch.length < BATCH) continue;
      signal?.throwIfAborted();
      await loading;
      // The next ones are read while these are written.
      loading = to.load(table, batch);
      loading.catch(() => undefined);
      batch = [];
    }
  } finally {
    await loading;
  }
  if (batch.length > 0) await to.load(table, batch);
  return sum.value();
}

const isSame = (one: TableChecksum, other: TableChecksum): boolean =>
  one.rows === other.rows && one.sha256 === other.sha256;
