import { createHash } from 'node:crypto';
import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { columns } from './columns.ts';
import type { Collection, MongoDatabase } from './database.ts';
import { type Table, type TableName, tables } from './schemas.ts';

/** Entry n brings the documents from version n to n + 1; indexes are made beside. Entries are never changed once released. */
const migrations: readonly ((database: MongoDatabase) => Promise<void>)[] = [
  // Version 1 only needs its indexes.
  async () => undefined,
];

/** The version this Kith keeps. */
export const knownVersion = migrations.length;

/** Longest one process may take to migrate before another one tries, and how often those who wait look, ms. */
const leaseMs = 120_000;
const lookMs = 100;
/** Collections whose indexes are made at once: others want connections as well. */
const atOnce = 4;

/**
 * Brings the collections to this version, one process at a time: others wait until it is done, or take over when it died.
 * Collections of other programs are left alone.
 * @throws KithError `store.newer` for a database a newer Kith keeps.
 */
export const migrate = async (database: MongoDatabase, clock: Clock): Promise<void> => {
  const owner = String(database.nextId());
  while (!(await isCurrent(database))) {
    if (!(await take(database, owner, clock))) {
      await clock.sleep(lookMs);
      continue;
    }
    try {
      if (!(await isCurrent(database))) await step(database);
    } finally {
      await database.schema.remove({ _id: 'lease', owner });
    }
  }
};

const isCurrent = async ({ schema, server }: MongoDatabase): Promise<boolean> => {
  const row = await schema.findOne({ _id: 'version' });
  const version = columns.number(row?.version);
  if (version > migrations.length) {
    throw new KithError(
      'store.newer',
      `The database at ${server} is at version ${version}; this Kith knows versions up to ${migrations.length}. Start the newer Kith that made it, or restore a backup from before the update.`,
      { details: { server, fileVersion: version, knownVersion: migrations.length } },
    );
  }
  return version === migrations.length && row?.indexes === declared;
};

const take = async ({ schema }: MongoDatabase, owner: string, clock: Clock): Promise<boolean> => {
  const now = clock.now();
  const lease = { owner, until: now + leaseMs };
  if ((await schema.insert([{ _id: 'lease', ...lease }])) === 1) return true;
  return (await schema.update({ _id: 'lease', until: { $lt: now } }, { $set: lease })) === 1;
};

const step = async (database: MongoDatabase): Promise<void> => {
  const row = await database.schema.findOne({ _id: 'version' });
  for (const migration of migrations.slice(columns.number(row?.version))) await migration(database);
  const names = Object.keys(tables) as TableName[];
  const work = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop())
      await index(database[name], tables[name]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await database.schema.update(
    { _id: 'version' },
    { $set: { version: migrations.length, indexes: declared } },
    { upsert: true },
  );
};

/**
 * Unique indexes only where every document is one of ours: in a collection that another program writes to as well they
 * would get in its way. Ours are told apart by their `_id` in any case.
 */
const index = async (collection: Collection, { indexes, shape }: Table): Promise<void> => {
  const plain = indexes.filter(({ unique = false, sparse = false }) => !unique || sparse);
  await collection.makeIndexes(plain);
  const unique = indexes.filter((each) => !plain.includes(each));
  const isShared =
    shape !== undefined &&
    (await collection.findOne({ $or: Object.keys(shape).map((field) => ({ [field]: null })) })) !== undefined;
  if (isShared || !(await collection.makeIndexes(unique)))
    await collection.makeIndexes(unique.map(({ keys }) => ({ keys })));
};

const declared = createHash('sha256')
  .update(JSON.stringify(Object.entries(tables).map(([name, { indexes }]) => [name, indexes])))
  .digest('hex')
  .slice(0, 16);
