import type { Store } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import type { Database, Row } from './database.ts';
import type { Search } from './search.ts';

/** Which rows of which table are about the person `:person`; children before what they are found by. */
const theirs: readonly {
  readonly table: string;
  readonly where: string;
  /** Rows of others that name the person: erased with them, but not theirs to read. */
  readonly naming?: string;
}[] = [
  {
    table: 'feedback',
    where: 'user_id = :person',
    naming: 'message_id IN (SELECT id FROM messages WHERE user_id = :person)',
  },
  {
    table: 'broadcast_targets',
    where: 'place_id IN (SELECT place_id FROM subscriptions WHERE user_id = :person)',
  },
  { table: 'subscriptions', where: 'user_id = :person' },
  {
    table: 'place_settings',
    // A place only one person hears is theirs, and its id may name them.
    where: `place_id IN (SELECT place_id FROM messages WHERE user_id = :person AND audience = 'one')`,
  },
  {
    table: 'platform_messages',
    where: 'turn_id IN (SELECT turn_id FROM turns WHERE user_id = :person)',
  },
  {
    table: 'session_moods',
    where: 'session_id IN (SELECT session_id FROM sessions WHERE user_id = :person)',
  },
  {
    table: 'messages',
    // Seeded messages may be known by their session only.
    where: 'user_id = :person OR session_id IN (SELECT session_id FROM sessions WHERE user_id = :person)',
  },
  { table: 'sessions', where: 'user_id = :person' },
  { table: 'user_affinity', where: 'user_id = :person' },
  { table: 'affinity_ledger', where: 'user_id = :person' },
  { table: 'mood_history', where: 'user_id = :person' },
  { table: 'user_facts', where: 'user_id = :person' },
  { table: 'fact_history', where: 'user_id = :person' },
  { table: 'episodes', where: 'user_id = :person' },
  { table: 'summaries', where: 'user_id = :person' },
  { table: 'conversations', where: 'user_id = :person' },
  { table: 'missed_looks', where: 'user_id = :person' },
  { table: 'listed_people', where: 'user_id = :person' },
  { table: 'ratings', where: 'user_id = :person' },
  { table: 'turns', where: 'user_id = :person' },
  { table: 'applied', where: 'user_id = :person' },
  {
    table: 'waiting_events',
    where: 'account_id IN (SELECT account_id FROM accounts WHERE user_id = :person)',
  },
  { table: 'accounts', where: 'user_id = :person' },
  { table: 'people', where: 'user_id = :person' },
];

/** Columns that hold JSON; exported as what they mean. */
const jsonColumns = new Set([
  'value',
  'tags',
  'sources',
  'platform_ids',
  'spoken',
  'preferences',
  'chosen',
  'place',
  'quiet',
  'author',
  'event',
]);

/** Rows read between two turns of the event loop. */
const batch = 200;

export const sqlitePersonRows = (
  database: Database,
  search: Search,
): Pick<Store, 'exportPerson' | 'erasePerson'> => ({
  async *exportPerson(person) {
    for (const { table, where } of theirs) {
      // Row ids first: a statement must not stay open over an await, where others write.
      const ids = database.all(`SELECT rowid AS id FROM ${table} WHERE ${where} ORDER BY rowid`, { person });
      for (let from = 0; from < ids.length; from += batch) {
        const rows = ids
          .slice(from, from + batch)
          .map(({ id }) => database.get(`SELECT * FROM ${table} WHERE rowid = ?`, id ?? null));
        for (const row of rows) if (row !== undefined) yield { table, row: readable(row) };
      }
    }
  },
  erasePerson: async (person) => {
    const counts = database.write(() => {
      search.forget(person);
      return Object.fromEntries(
        theirs.map(({ table, where, naming }) => [
          table,
          database.run(
            `DELETE FROM ${table} WHERE ${naming === undefined ? where : `${where} OR ${naming}`}`,
            {
              person,
            },
          ),
        ]),
      );
    });
    // The log still holds what was erased until it is emptied; a reader elsewhere only delays that.
    database.all('PRAGMA wal_checkpoint(TRUNCATE)');
    return counts;
  },
});

const readable = (row: Row): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      jsonColumns.has(column) ? columns.seeded<unknown>(value, String) : value,
    ]),
  );
