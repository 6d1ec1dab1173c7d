import { openConfiguredStore } from '../../src/stores.ts';
import { runDeployment } from '../../test/process/several/deployment.ts';
import { chance } from './chance.ts';
import type { Figure } from './figure.ts';
import { configFor } from './lab.ts';

export interface SeveralOptions {
  readonly id: string;
  /** Where SQLite and what else the processes keep in files is. */
  readonly folder: string;
  /** The MongoDB they share; without one it is the SQLite file. */
  readonly mongoUri?: string;
  readonly redisUrl?: string;
}

/**
 * Three processes on one store, one of them killed over and over while many people write: what is lost, said twice, out
 * of order or counted wrongly is what must be 0. --full is the size that is promised: 10,000 messages of 500 people.
 */
export async function several(options: SeveralOptions): Promise<readonly Figure[]> {
  const { id: prefix, folder, mongoUri, redisUrl } = options;
  const isFull = process.argv.includes('--full');
  const messages = isFull ? 10_000 : 600;
  const outcome = await runDeployment({
    processes: 3,
    people: isFull ? 500 : 60,
    messages,
    killEveryMs: isFull ? 5_000 : 1_500,
    everyMs: isFull ? 12 : 10,
    withinMs: isFull ? 1_800_000 : 300_000,
    random: chance(7),
    environment: {
      KITH_DATA_DIR: folder,
      ...(mongoUri === undefined ? {} : { MONGODB_URI: mongoUri }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    },
    openStore: () =>
      openConfiguredStore(configFor(folder, mongoUri === undefined ? {} : { 'mongo.uri': mongoUri }), false),
  });
  if (process.argv.includes('--story')) process.stderr.write(`${outcome.errors}\n`);
  const none = (id: keyof typeof outcome, what: string): Figure => ({
    id: `${prefix}.${id}`,
    what,
    unit: 'calls',
    value: Number(outcome[id]),
    target: 0,
  });
  return [
    none('lost', 'messages nobody answered'),
    none('doubled', 'answers posted more than once'),
    none('outOfOrder', 'answers before that of an earlier message'),
    none('wronglyKept', 'people whose messages are not kept once and in order'),
    none('wrongBooks', 'people whose ledger is not one row a message'),
    none('unfinished', 'turns left unfinished'),
    none('waiting', 'processes whose events still wait'),
    { id: `${prefix}.kills`, what: 'processes killed', unit: 'calls', value: outcome.kills },
    { id: `${prefix}.redelivered`, what: 'events brought again', unit: 'calls', value: outcome.redelivered },
    { id: `${prefix}.pace`, what: 'messages answered', unit: '/s', value: messages / outcome.seconds },
    { id: `${prefix}.silence`, what: 'longest silence', unit: 'ms', value: outcome.longestSilenceMs },
  ];
}
