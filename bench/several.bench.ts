/**
 * Several processes on one store, killed over and over while many people write: what is lost, said twice, out of order
 * or counted wrongly is what must be 0. --full is the size that is promised: 3 processes, 10,000 messages, 500 people.
 * MONGODB_URI and REDIS_URL choose the store and the cache; without them it is one SQLite file.
 */
import { rmSync } from 'node:fs';
import { openConfiguredStore } from '../src/stores.ts';
import { runDeployment } from '../test/process/several/deployment.ts';
import { chance } from './support/chance.ts';
import { configFor, temporaryFolder } from './support/lab.ts';
import { report } from './support/report.ts';

const isFull = process.argv.includes('--full');
const folder = temporaryFolder();
const { MONGODB_URI, REDIS_URL } = process.env;
const chosen = {
  ...(MONGODB_URI === undefined ? {} : { MONGODB_URI }),
  ...(REDIS_URL === undefined ? {} : { REDIS_URL }),
};
const messages = isFull ? 10_000 : 600;
const outcome = await runDeployment({
  processes: 3,
  people: isFull ? 500 : 60,
  messages,
  killEveryMs: isFull ? 5_000 : 1_500,
  everyMs: isFull ? 12 : 10,
  withinMs: 600_000,
  random: chance(7),
  environment: { ...chosen, KITH_DATA_DIR: folder },
  openStore: () =>
    openConfiguredStore(
      configFor(folder, MONGODB_URI === undefined ? {} : { 'mongo.uri': MONGODB_URI }),
      false,
    ),
});
rmSync(folder, { recursive: true, force: true });
const none = (id: keyof typeof outcome, what: string) => ({
  id: `several.${id}`,
  what,
  unit: 'calls' as const,
  value: Number(outcome[id]),
  target: 0,
});
report([
  none('lost', 'messages nobody answered'),
  none('doubled', 'answers posted more than once'),
  none('outOfOrder', 'answers before that of an earlier message'),
  none('wronglyKept', 'people whose messages are not kept once and in order'),
  none('wrongBooks', 'people whose ledger is not one row a message'),
  none('unfinished', 'turns left unfinished'),
  none('waiting', 'processes whose events still wait'),
  { id: 'several.kills', what: 'processes killed', unit: 'calls', value: outcome.kills },
  { id: 'several.redelivered', what: 'events brought again', unit: 'calls', value: outcome.redelivered },
  { id: 'several.pace', what: 'messages answered', unit: '/s', value: messages / outcome.seconds },
  { id: 'several.silence', what: 'longest silence', unit: 'ms', value: outcome.longestSilenceMs },
]);
