import { accountId, type PersonId } from '../../core/ids.ts';
import type { Store } from '../../core/ports/store.ts';
import { anyText, columns } from './columns.ts';
import type { Filter, MongoDatabase, Row } from './database.ts';
import type { TableName } from './schemas.ts';
import type { Waiting } from './waiting.ts';

export type PersonRows = Pick<Store, 'exportPerson' | 'erasePerson'> & {
  /** Removes what was written for somebody erased while it was written. */
  readonly forget: (person: string) => Promise<void>;
};

/** What a person's documents are found by. */
interface Theirs {
  readonly person: string;
  readonly sessions: readonly string[];
  readonly messages: readonly string[];
  /** Places only they hear: theirs, and their ids may name them. */
  readonly places: readonly string[];
  /** Those of them announcements go to. */
  readonly subscribed: readonly string[];
}

interface Part {
  readonly table: TableName;
  readonly where: (theirs: Theirs) => Filter;
  /** Documents of others that name the person: erased with them, but not theirs to read. */
  readonly naming?: (theirs: Theirs) => Filter;
}

const own = ({ person }: Theirs): Filter => ({ user_id: person });

/** Who somebody is goes first: nothing new is written for them from then on. */
const parts: readonly Part[] = [
  { table: 'accounts', where: own },
  { table: 'people', where: own },
  {
    table: 'feedback',
    where: own,
    naming: ({ messages }) => ({ message_id: { $in: messages } }),
  },
  { table: 'broadcast_targets', where: ({ subscribed }) => ({ place_id: { $in: subscribed } }) },
  { table: 'subscriptions', where: own },
  { table: 'place_settings', where: ({ places }) => ({ _id: { $in: places } }) },
  { table: 'session_moods', where: ({ sessions }) => ({ session_id: { $in: sessions } }) },
  { table: 'messages', where: ({ person }) => ({ user_id: person, id: anyText }) },
  // Put in by hand they may be known by their session only.
  { table: 'messages', where: ({ sessions }) => ({ session_id: { $in: sessions }, user_id: null }) },
  {
    table: 'sessions',
    where: ({ person }) => ({ user_id: person, session_id: anyText, personality_name: anyText }),
  },
  { table: 'user_affinity', where: ({ person }) => ({ user_id: person, personality_name: anyText }) },
  { table: 'affinity_ledger', where: own },
  { table: 'mood_history', where: own },
  { table: 'user_facts', where: ({ person }) => ({ user_id: person, category: anyText, key: anyText }) },
  { table: 'fact_history', where: own },
  { table: 'episodes', where: ({ person }) => ({ user_id: person, id: anyText, title: anyText }) },
  { table: 'summaries', where: own },
  { table: 'conversations', where: own },
  { table: 'missed_looks', where: own },
  { table: 'ratings', where: own },
  { table: 'turns', where: own },
  { table: 'applied', where: own },
];

/** How Kith keeps a document, which is nobody's concern. */
const internal = new Set([
  '_id',
  'version',
  'done',
  'made',
  'stems',
  'place_in_order',
  'counted',
  'recent_events',
  'events',
  'opening',
  'replying',
  'settling',
  'restoring',
  'retracted_by',
  'unfinished_since',
]);

export const mongoPersonRows = (database: MongoDatabase, waiting: Waiting): PersonRows => {
  const find = async (person: string): Promise<Theirs> => {
    const [subscriptions, sessions, messages] = await Promise.all([
      database.subscriptions.find({ user_id: person }, { project: { place_id: 1 } }),
      database.sessions.find({ user_id: person, session_id: anyText }, { project: { session_id: 1 } }),
      database.messages.find(
        { user_id: person, id: anyText },
        { project: { id: 1, place_id: 1, audience: 1 } },
      ),
    ]);
    const heard = messages.filter(({ audience }) => (audience ?? 'one') === 'one');
    return {
      person,
      subscribed: subscriptions.map(({ place_id: id }) => columns.text(id)),
      sessions: sessions.map(({ session_id: id }) => columns.text(id)),
      messages: messages.map(({ id }) => columns.text(id)),
      places: [...new Set(heard.map(({ place_id: id }) => columns.text(id)))].filter((id) => id !== ''),
    };
  };

  const erase = async (theirs: Theirs): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { table, where, naming } of parts) {
      let count = await database[table].removeAll(where(theirs));
      if (naming !== undefined) count += await database[table].removeAll(naming(theirs));
      counts[table] = (counts[table] ?? 0) + count;
    }
    return counts;
  };

  const erasePerson = async (person: string): Promise<Readonly<Record<string, number>>> => {
    const theirs = await find(person);
    const accounts = await database.accounts.find({ user_id: person }, { project: { account_id: 1 } });
    await waiting.forget(accounts.map(({ account_id: id }) => accountId(columns.text(id))));
    const counts = await erase(theirs);
    // Once more: what was under way when it began has arrived by now.
    for (const [table, count] of Object.entries(await erase(theirs)))
      counts[table] = (counts[table] ?? 0) + count;
    return counts;
  };

  return {
    async *exportPerson(person: PersonId) {
      const theirs = await find(person);
      for (const { table, where } of parts) {
        for await (const row of database[table].each(where(theirs))) {
          yield { table, row: readable(row) };
          for (const event of columns.rows(row.recent_events))
            yield { table: 'affinity_ledger', row: readable(event) };
        }
      }
    },
    erasePerson,
    forget: async (person) => {
      await erasePerson(person);
    },
  };
};

const readable = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([field]) => !internal.has(field)));
