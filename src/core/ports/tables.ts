import type { Json } from './records.ts';

/**
 * One row as every driver gives it: columns named as in docs/operating.md, in alphabetical order; absent where there is
 * no value; times in ms; `is_…` as booleans; what is kept as JSON as what it means.
 */
export type TableRow = Readonly<Record<string, Json>>;

/** What tells two copies of a table apart, whatever the order of their rows. */
export interface TableChecksum {
  readonly rows: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Everything kept, row by row, for whoever copies it as a whole. */
export interface TableReader {
  /**
   * Tables in the order to read and to load them: what is written last is read first, so that a copy made while others
   * write never has the record of a change without the change.
   */
  readonly names: readonly string[];
  /** In reading order, a few at a time. */
  dump(table: string): AsyncIterable<TableRow>;
  checksum(table: string): Promise<TableChecksum>;
}

export interface Tables extends TableReader {
  /** Of the schema; the same number means the same tables and columns, whatever the driver. */
  readonly version: number;
  /**
   * Adds rows, a batch in one step; rows that are there already take these values. Loading the same rows twice changes
   * nothing. Order is kept. @throws KithError `backup.invalid` for a table or column that is not known.
   */
  load(table: string, rows: readonly TableRow[]): Promise<void>;
  /** Removes every row, and what is derived from them. */
  clear(table: string): Promise<void>;
  /** As it is at this moment, whatever is written meanwhile, where the driver can; to be closed. */
  snapshot(): Promise<TableReader & { close(): Promise<void> }>;
}
