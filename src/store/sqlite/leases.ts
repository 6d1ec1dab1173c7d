import type { LeaseRepository } from '../../core/ports/leases.ts';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

export const sqliteLeases = (database: Database): LeaseRepository => ({
  take: async (name, owner, now, ttlMs) => {
    const row = database.get(
      `INSERT INTO leases (name, owner, token, until) VALUES (:name, :owner, 1, :until)
       ON CONFLICT (name) DO UPDATE SET
         token = token + NOT (owner = excluded.owner AND until > :now),
         owner = excluded.owner,
         until = excluded.until
       WHERE until <= :now OR owner = excluded.owner
       RETURNING token`,
      { name, owner, now, until: now + ttlMs },
    );
    return row && { name, owner, token: columns.number(row.token) };
  },
  renew: async ({ name, owner, token }, now, ttlMs) =>
    database.run(
      'UPDATE leases SET until = ? WHERE name = ? AND owner = ? AND token = ? AND until > ?',
      now + ttlMs,
      name,
      owner,
      token,
      now,
    ) === 1,
  giveBack: async ({ name, owner, token }) => {
    database.run(
      'UPDATE leases SET until = 0 WHERE name = ? AND owner = ? AND token = ?',
      name,
      owner,
      token,
    );
  },
  holder: async (name, now) => {
    const row = database.get(
      'SELECT owner, token, until FROM leases WHERE name = ? AND until > ?',
      name,
      now,
    );
    return (
      row && {
        name,
        owner: columns.text(row.owner),
        token: columns.number(row.token),
        until: columns.number(row.until),
      }
    );
  },
  held: async (prefix, now) =>
    database
      .all(
        'SELECT * FROM leases WHERE name >= ? AND name < ? AND until > ? ORDER BY name',
        prefix,
        endOf(prefix),
        now,
      )
      .map((row) => ({
        name: columns.text(row.name),
        owner: columns.text(row.owner),
        token: columns.number(row.token),
        until: columns.number(row.until),
      })),
  forget: async (prefix, before) =>
    database.run(
      'DELETE FROM leases WHERE name >= ? AND name < ? AND until < ?',
      prefix,
      endOf(prefix),
      before,
    ),
});

/** The character after every other: a name that begins with the prefix lies between the two. */
const endOf = (prefix: string): string => `${prefix}\u{10ffff}`;
