import { accountId, type PersonId } from '../../core/ids.ts';
import type { PersonChange } from '../../core/ports/changes.ts';
import type { Person } from '../../core/ports/records.ts';
import type { PersonRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import { personOf } from '../record-rows.ts';
import type { Database } from './database.ts';

export interface People extends PersonRepository {
  /** Whether the person is still there: what is written about someone erased in the meantime is dropped. */
  exists(person: PersonId): boolean;
  change(change: PersonChange): void;
}

export const sqlitePeople = (database: Database): People => {
  const read = (person: string): Person | undefined => {
    const row = database.get('SELECT * FROM people WHERE user_id = ?', person);
    if (row === undefined) return undefined;
    const accounts = database
      .all('SELECT account_id FROM accounts WHERE user_id = ? ORDER BY rowid', person)
      .map((account) => accountId(columns.text(account.account_id)));
    return personOf(row, accounts, listedIn(person));
  };
  const listedIn = (person: string): Person['listed'] =>
    Object.fromEntries(
      database
        .all('SELECT community, name FROM listed_people WHERE user_id = ? ORDER BY rowid', person)
        .map((row) => [columns.text(row.community), columns.text(row.name)]),
    );
  const list = (person: string, { community, name }: NonNullable<PersonChange['listed']>): void => {
    if (name === null) {
      database.run('DELETE FROM listed_people WHERE community = ? AND user_id = ?', community, person);
      return;
    }
    database.run(
      `INSERT INTO listed_people (community, user_id, name) VALUES (?, ?, ?)
       ON CONFLICT (community, user_id) DO UPDATE SET name = excluded.name`,
      community,
      person,
      name,
    );
  };
  const ofAccount = (account: string) =>
    columns.text(database.get('SELECT user_id FROM accounts WHERE account_id = ?', account)?.user_id);

  return {
    ofAccount: async (account, at) => {
      const known = ofAccount(account);
      const person = known !== '' ? known : database.write(() => ofAccount(account) || meet(account, at));
      return read(person) as Person;
    },
    get: async (person) => read(person),
    exists: (person) => database.get('SELECT 1 FROM people WHERE user_id = ?', person) !== undefined,
    change: (change) => {
      const held = read(change.person);
      if (held === undefined) return;
      database.run(
        `UPDATE people SET language = ?, is_greeted = ?, is_remembered = ?, preferences = ?, chosen = ?
         WHERE user_id = ?`,
        change.language ?? held.language ?? null,
        Number(change.isGreeted ?? held.isGreeted),
        Number(change.isRemembered ?? held.isRemembered),
        JSON.stringify(withEntry(held.preferences, change.preferences?.persona, change.preferences?.traits)),
        JSON.stringify(withEntry(held.chosen, change.chosen?.place, change.chosen?.persona)),
        change.person,
      );
      if (change.listed !== undefined) list(change.person, change.listed);
    },
  };

  function meet(account: string, at: number): string {
    const row = database.get(
      `INSERT INTO people (user_id, created_at)
       VALUES ('p' || (1 + COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'people'), 0)), ?)
       RETURNING user_id`,
      at,
    );
    const person = columns.text(row?.user_id);
    database.run(
      'INSERT INTO accounts (account_id, user_id, created_at) VALUES (?, ?, ?)',
      account,
      person,
      at,
    );
    return person;
  }
};

const withEntry = (
  entries: Readonly<Record<string, unknown>>,
  key: string | undefined,
  value: unknown,
): Readonly<Record<string, unknown>> => {
  if (key === undefined) return entries;
  const others = Object.entries(entries).filter(([name]) => name !== key);
  return Object.fromEntries(value === null || value === undefined ? others : [...others, [key, value]]);
};
