import { createHash } from 'node:crypto';
import { KithError } from '../core/errors.ts';
import type { TableChecksum, TableReader, TableRow, Tables } from '../core/ports/tables.ts';
import { createTableChecksum } from '../core/table-checksum.ts';

/** First line of a backup. */
export interface BackupHeader {
  readonly kith: 'backup';
  readonly format: typeof FORMAT;
  /** The Kith that made it. */
  readonly made_by: string;
  /** Version of the tables. */
  readonly schema: number;
  readonly created_at: string;
}

/** What a backup holds, by table. */
export type BackupContents = Readonly<Record<string, TableChecksum>>;

/** Of the lines, not of the tables. */
const FORMAT = 1;
/** Rows loaded in one step. */
const BATCH = 500;

/**
 * A whole store as lines of JSON: a header, `{table, row}` for every row, and an end that counts and sums up what was
 * before it. `onEnd` hears what it held.
 */
export async function* backupLines(
  tables: TableReader,
  header: Omit<BackupHeader, 'kith' | 'format'>,
  on: { readonly row: () => void; readonly end: (contents: BackupContents) => void },
): AsyncIterable<string> {
  const all = createHash('sha256');
  const hashed = (line: string): string => {
    all.update(`${line}\n`);
    return line;
  };
  yield hashed(JSON.stringify({ kith: 'backup', format: FORMAT, ...header }));
  const contents: Record<string, TableChecksum> = {};
  for (const table of tables.names) {
    const sum = createTableChecksum();
    for await (const row of tables.dump(table)) {
      sum.add(row);
      on.row();
      yield hashed(JSON.stringify({ table, row }));
    }
    contents[table] = sum.value();
  }
  yield JSON.stringify({ end: { tables: contents, sha256: all.digest('hex') } });
  on.end(contents);
}

/**
 * Loads such lines into the tables `open` gives for the header, and compares what arrived with what was written, line by
 * line and table by table. @throws KithError `backup.invalid`: then what was loaded is worth nothing.
 */
export async function loadBackup(
  lines: AsyncIterable<string>,
  open: (header: BackupHeader) => Promise<Tables>,
  onRow: () => void,
): Promise<BackupContents> {
  const all = createHash('sha256');
  let tables: Tables | undefined;
  let contents: BackupContents | undefined;
  let batch: { readonly table: string; readonly rows: TableRow[] } = { table: '', rows: [] };
  const flush = async () => {
    if (batch.rows.length > 0) await tables?.load(batch.table, batch.rows);
    batch = { table: '', rows: [] };
  };
  for await (const line of lines) {
    if (contents !== undefined) throw invalid('something follows its end');
    const entry = parsed(line);
    if (tables === undefined) tables = await open(headerFrom(entry));
    else if (typeof entry.table === 'string' && isObject(entry.row)) {
      if (entry.table !== batch.table || batch.rows.length === BATCH) {
        await flush();
        batch = { table: entry.table, rows: [] };
      }
      batch.rows.push(entry.row as TableRow);
      onRow();
    } else if (isObject(entry.end) && isObject(entry.end.tables)) {
      await flush();
      if (entry.end.sha256 !== all.digest('hex')) throw invalid('its lines are not those that were written');
      contents = entry.end.tables as BackupContents;
      continue;
    } else throw invalid('it has a line of no meaning');
    all.update(`${line}\n`);
  }
  if (tables === undefined || contents === undefined) throw invalid('its end is missing');
  await checkTables(tables, contents);
  return contents;
}

/** @throws KithError `backup.invalid` unless the tables hold what a backup does. */
export async function checkTables(tables: TableReader, contents: BackupContents): Promise<void> {
  for (const [table, wanted] of Object.entries(contents)) {
    const found = await tables.checksum(table);
    if (found.rows !== wanted.rows || found.sha256 !== wanted.sha256)
      throw invalid(`its table ${table} arrived with ${found.rows} rows of ${wanted.rows}, or others`);
  }
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const entry: unknown = JSON.parse(line);
    if (isObject(entry)) return entry;
  } catch {
    // Said below, without the line: it may hold what somebody said.
  }
  throw invalid('it has a line that is not JSON');
}

function headerFrom(entry: Readonly<Record<string, unknown>>): BackupHeader {
  if (entry.kith !== 'backup' || typeof entry.schema !== 'number' || typeof entry.created_at !== 'string')
    throw invalid("it does not begin as Kith's do");
  if (entry.format !== FORMAT)
    throw new KithError('backup.invalid', 'A newer Kith made this backup. Restore it with that one.');
  return entry as unknown as BackupHeader;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (why: string): KithError =>
  new KithError('backup.invalid', `The backup is damaged or cut off: ${why}. Use another copy.`);
