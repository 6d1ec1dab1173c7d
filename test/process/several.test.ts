import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { mongoForTests, redisForTests } from '../servers/for-tests.ts';
import { seeded } from './kith.ts';
import { type DeploymentOptions, runDeployment } from './several/deployment.ts';

// MESSAGES=10000 PEOPLE=500 KILL_MS=5000 vitest run test/process/several.test.ts is the size of a judged run.
const MESSAGES = Number(process.env.MESSAGES ?? 500);
const PEOPLE = Number(process.env.PEOPLE ?? 50);
const KILL_MS = Number(process.env.KILL_MS ?? 1_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'kith-several-'));
  folders.push(folder);
  return folder;
};

async function run(options: Pick<DeploymentOptions, 'processes' | 'environment' | 'openStore'>) {
  const outcome = await runDeployment({
    people: PEOPLE,
    messages: MESSAGES,
    killEveryMs: KILL_MS,
    // A single one is not heard while it starts again: people write for longer, so that it dies as often.
    everyMs: options.processes === 1 ? 40 : 15,
    withinMs: 240_000,
    random: seeded(20_261_121),
    ...options,
  });
  expect(outcome, outcome.errors).toMatchObject({
    lost: 0,
    doubled: 0,
    outOfOrder: 0,
    wronglyKept: 0,
    wrongBooks: 0,
    unfinished: 0,
    waiting: 0,
  });
  expect(outcome.kills).toBeGreaterThan(2);
}

test.each([3, 1])(
  '%i processes on one SQLite file, killed over and over, answer everything once',
  async (processes) => {
    const folder = freshFolder();
    await run({
      processes,
      environment: { KITH_DATA_DIR: folder },
      openStore: () => openSqliteStore({ path: join(folder, 'kith.sqlite') }),
    });
  },
  400_000,
);

const mongo = await mongoForTests();
const redis = await redisForTests();

test.skipIf(mongo === undefined)(
  'the same on MongoDB, with the copies in Redis where there is one',
  async () => {
    const { uri = '', own = '' } = mongo ?? {};
    await run({
      processes: 3,
      environment: {
        KITH_DATA_DIR: freshFolder(),
        MONGODB_URI: uri,
        KITH_MONGO_DATABASE: own,
        ...(redis === undefined ? {} : { REDIS_URL: redis.uri, KITH_REDIS_PREFIX: redis.own }),
      },
      openStore: () => openMongoStore({ uri, database: own, clock: systemClock }),
    });
  },
  400_000,
);
