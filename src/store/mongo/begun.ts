import { KithError } from '../../core/errors.ts';
import { columns } from './columns.ts';
import type { MongoDatabase } from './database.ts';

/** In the schema: the command that replaces everything; there until it has come to its end. */
export const begun = 'replacing';

export const begunIn = async ({ schema }: Pick<MongoDatabase, 'schema'>): Promise<string | undefined> => {
  const row = await schema.findOne({ _id: begun });
  return row && columns.text(row.owner);
};

/** @throws KithError `store.unavailable` where everything is being replaced, or half of it was. */
export const refuseBegun = async (database: MongoDatabase): Promise<void> => {
  const command = await begunIn(database);
  if (command === undefined) return;
  throw new KithError(
    'store.unavailable',
    `Everything in the database at ${database.server} is being replaced by \`${command}\`. Where nobody runs that any more it was broken off, and half of each is there: run the same command again.`,
    { details: { server: database.server, command } },
  );
};
