/**
 * The same on MongoDB and Redis. MONGODB_TEST_URI names the server; without one a server of the tests is started, where
 * that can be had.
 */
import { rmSync } from 'node:fs';
import { startMongo } from '../test/servers/mongo.ts';
import { startRedis } from '../test/servers/redis.ts';
import { temporaryFolder } from './support/lab.ts';
import { report } from './support/report.ts';
import { several } from './support/several.ts';

const named = process.env.MONGODB_TEST_URI;
const own = named === undefined ? await startMongo({ isKept: false, memory: 2_000 }) : undefined;
const uri = named ?? own?.uri;
const redis = await startRedis();
if (uri === undefined || redis === undefined) {
  process.stdout.write('There is no MongoDB, or no redis-server on PATH: left out.\n');
} else {
  const folder = temporaryFolder();
  const mongoUri = `${uri.replace(/\/*$/, '')}/kith-bench-${process.pid}`;
  report(await several({ id: 'several.mongo', folder, mongoUri, redisUrl: redis.uri }));
  rmSync(folder, { recursive: true, force: true });
}
await Promise.all([own?.stop(), redis?.stop()]);
