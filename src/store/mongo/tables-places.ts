import { inOrder } from './append.ts';
import { columns, key } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';
import { tables as schemas } from './schemas.ts';
import type { Named } from './tables-bulk.ts';

/** Gives rows that come in reading order what this driver knows that order by. */
export interface Places {
  of(table: string, rows: readonly Named[]): Promise<readonly Named[]>;
  /** Of rows some of which are there already: they keep theirs. */
  again(table: string, rows: readonly Named[]): Promise<readonly Named[]>;
  /** The table was emptied. */
  forget(table: string): void;
}

/** Rows of one table are numbered for each of these apart. */
const numberedBy = {
  messages: ['user_id', 'personality_name'],
  affinity_ledger: ['user_id', 'personality_name'],
  fact_history: ['user_id', 'category', 'key'],
} as const;
/** Tables whose rows count their changes. */
const counted: ReadonlySet<string> = new Set(['user_affinity', 'user_facts']);
/** Groups of a table whose last number is remembered: more than most have, some 30 MB. */
const groups = 300_000;
/** Questions to the server at once. */
const atOnce = 16;

type Numbered = keyof typeof numberedBy;

interface Known {
  /** Nothing was there before what is remembered: what is not remembered is not there. */
  readonly isNew: boolean;
  readonly last: Map<string, number>;
}

const isNumbered = (table: string): table is Numbered => table in numberedBy;

const groupOf = (table: Numbered, row: Row): string =>
  key(...numberedBy[table].map((column) => columns.text(row[column])));

/** `isEmpty`: whether a table holds nothing of ours. */
export const placing = (database: MongoDatabase, isEmpty: (table: Numbered) => Promise<boolean>): Places => {
  const known = new Map<Numbered, Known>();

  const knownOf = async (table: Numbered): Promise<Known> => {
    const held = known.get(table);
    if (held !== undefined) return held;
    // A copy goes table by table; the points of the pairs, which come last, are counted by their ledger.
    for (const other of known.keys()) if (other !== 'affinity_ledger') known.delete(other);
    const made: Known = { isNew: await isEmpty(table), last: new Map() };
    known.set(table, made);
    return made;
  };

  /** The last number of a row's group. */
  const lastIn = async (table: Numbered, row: Row): Promise<number> => {
    const { isNew, last } = await knownOf(table);
    const remembered = last.get(groupOf(table, row));
    if (remembered !== undefined) return remembered;
    if (isNew && last.size < groups) return 0;
    const filter = Object.fromEntries(numberedBy[table].map((column) => [column, row[column]]));
    const found = await database[table].findOne(filter, { sort: { seq: -1 }, project: { seq: 1 } });
    return columns.number(found?.seq);
  };

  const numbered = async (table: Numbered, rows: readonly Named[], there: ReadonlyMap<string, number>) => {
    const { last } = await knownOf(table);
    const placed: Named[] = [];
    for (const row of rows) {
      // Not known whose it is, it has no place yet.
      if (numberedBy[table].some((column) => row[column] === undefined)) {
        placed.push(row);
        continue;
      }
      const group = groupOf(table, row);
      const kept = there.get(row._id);
      const seq = kept ?? (await lastIn(table, row)) + 1;
      if (kept === undefined && (last.has(group) || last.size < groups)) last.set(group, seq);
      placed.push({
        ...row,
        ...(table === 'messages'
          ? inOrder(columns.text(row.user_id), columns.text(row.personality_name), seq)
          : { seq }),
      });
    }
    return placed;
  };

  const pairs = async (rows: readonly Named[]): Promise<readonly Named[]> => {
    const placed: Named[] = [];
    for (let from = 0; from < rows.length; from += atOnce) {
      const some = rows.slice(from, from + atOnce).map(async (row) => ({
        ...row,
        version: 1,
        recent_events: [],
        events: await lastIn('affinity_ledger', row),
      }));
      placed.push(...(await Promise.all(some)));
    }
    return placed;
  };

  const again: Places['again'] = async (table, rows) => {
    if (!isNumbered(table)) return rows;
    known.set(table, { isNew: false, last: new Map() });
    const there = await database[table].find(
      { _id: { $in: rows.map(({ _id }) => _id) } },
      { project: { seq: 1 } },
    );
    const places = new Map(there.map((row) => [columns.text(row._id), columns.number(row.seq)]));
    return numbered(table, rows, places);
  };

  return {
    of: async (table, rows) => {
      if (isNumbered(table))
        return (await knownOf(table)).isNew ? numbered(table, rows, new Map()) : again(table, rows);
      if (table === 'user_affinity') return pairs(rows);
      const fields = table in schemas ? schemas[table as keyof typeof schemas].columns : {};
      return rows.map((row) => ({
        ...row,
        ...(counted.has(table) && { version: 1 }),
        ...('made' in fields && { made: database.nextId() }),
      }));
    },
    again,
    forget: (table) => {
      if (isNumbered(table)) known.delete(table);
    },
  };
};
