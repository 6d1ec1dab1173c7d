import { inOrder } from './append.ts';
import { columns, key } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';
import { tables as schemas } from './schemas.ts';

type Named = Row & { readonly _id: string };

/** Gives rows that come in reading order what this driver knows that order by; rows that are there keep theirs. */
export type Places = (table: string, rows: readonly Named[]) => Promise<readonly Named[]>;

/** Rows of one table are numbered for each of these apart. */
const numberedBy: Readonly<Record<string, readonly string[]>> = {
  messages: ['user_id', 'personality_name'],
  affinity_ledger: ['user_id', 'personality_name'],
  fact_history: ['user_id', 'category', 'key'],
};
/** Tables whose rows count their changes. */
const counted: ReadonlySet<string> = new Set(['user_affinity', 'user_facts']);
/** Groups whose last number is remembered: as many as there mostly are, some 20 MB. */
const groups = 100_000;

type Numbered = 'messages' | 'affinity_ledger' | 'fact_history';

const groupOf = (table: Numbered, row: Row): string =>
  key(table, ...(numberedBy[table] ?? []).map((column) => columns.text(row[column])));

export const placing = (database: MongoDatabase): Places => {
  const lastOf = new Map<string, number>();
  /** Whether a table was empty when its first rows came: then what is not remembered is not there. */
  const fresh = new Map<Numbered, boolean>();
  const isFresh = async (table: Numbered): Promise<boolean> => {
    const known = fresh.get(table) ?? (await database[table].findOne({})) === undefined;
    fresh.set(table, known);
    return known && lastOf.size < groups;
  };

  const numbered = async (table: Numbered, rows: readonly Named[]) => {
    const by = numberedBy[table] ?? [];
    await isFresh(table);
    const known = new Map(
      (await database[table].find({ _id: { $in: rows.map(({ _id }) => _id) } }, { project: { seq: 1 } })).map(
        (row) => [columns.text(row._id), columns.number(row.seq)],
      ),
    );
    const placed: Named[] = [];
    for (const row of rows) {
      // Not known whose it is, it has no place yet.
      if (by.some((column) => row[column] === undefined)) {
        placed.push(row);
        continue;
      }
      const group = groupOf(table, row);
      const seq = known.get(row._id) ?? (lastOf.get(group) ?? (await lastIn(table, row))) + 1;
      if (!known.has(row._id) && (lastOf.has(group) || lastOf.size < groups)) lastOf.set(group, seq);
      placed.push({
        ...row,
        ...(table === 'messages'
          ? inOrder(columns.text(row.user_id), columns.text(row.personality_name), seq)
          : { seq }),
      });
    }
    return placed;
  };

  const lastIn = async (
    table: 'messages' | 'affinity_ledger' | 'fact_history',
    row: Row,
  ): Promise<number> => {
    const filter = Object.fromEntries((numberedBy[table] ?? []).map((column) => [column, row[column]]));
    const last = await database[table].findOne(filter, { sort: { seq: -1 }, project: { seq: 1 } });
    return columns.number(last?.seq);
  };

  const pairs = (rows: readonly Named[]): Promise<readonly Named[]> =>
    Promise.all(
      rows.map(async (row) => ({
        ...row,
        version: 1,
        recent_events: [],
        events: lastOf.get(groupOf('affinity_ledger', row)) ?? (await lastIn('affinity_ledger', row)),
      })),
    );

  return async (table, rows) => {
    if (table === 'messages' || table === 'affinity_ledger' || table === 'fact_history')
      return numbered(table, rows);
    if (table === 'user_affinity') return pairs(rows);
    const fields = table in schemas ? schemas[table as keyof typeof schemas].columns : {};
    return rows.map((row) => ({
      ...row,
      ...(counted.has(table) ? { version: 1 } : {}),
      ...('made' in fields ? { made: database.nextId() } : {}),
    }));
  };
};
