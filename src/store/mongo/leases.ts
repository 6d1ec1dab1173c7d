import type { HeldLease, LeaseRepository } from '../../core/ports/leases.ts';
import { columns } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

export const mongoLeases = ({ leases }: MongoDatabase): LeaseRepository => ({
  take: async (name, owner, now, ttlMs) => {
    const until = now + ttlMs;
    const taken =
      (await leases.findAndUpdate(
        { _id: name, owner, until: { $gt: now } },
        { $set: { until } },
        { gives: 'after' },
      )) ??
      (await leases.findAndUpdate(
        { _id: name, until: { $lte: now } },
        { $set: { name, owner, until }, $inc: { token: 1 } },
        { gives: 'after', upsert: true },
      ));
    return taken && { name, owner, token: columns.number(taken.token) };
  },
  renew: async ({ name, owner, token }, now, ttlMs) =>
    (await leases.update(
      { _id: name, owner, token, until: { $gt: now } },
      { $set: { until: now + ttlMs } },
    )) === 1,
  giveBack: async ({ name, owner, token }) => {
    await leases.update({ _id: name, owner, token }, { $set: { until: 0 } });
  },
  holder: async (name, now) => {
    const row = await leases.findOne({ _id: name, until: { $gt: now } });
    return row && heldOf(row);
  },
  held: async (prefix, now) =>
    (await leases.find({ _id: beginning(prefix), until: { $gt: now } }, { sort: { _id: 1 } })).map(heldOf),
  forget: (prefix, before) => leases.removeAll({ _id: beginning(prefix), until: { $lt: before } }),
});

/** The character after every other: a name that begins with the prefix lies between the two. */
const beginning = (prefix: string) => ({ $gte: prefix, $lt: `${prefix}\u{10ffff}` });

const heldOf = (row: Row): HeldLease => ({
  name: columns.text(row._id),
  owner: columns.text(row.owner),
  token: columns.number(row.token),
  until: columns.number(row.until),
});
