/**
 * The same on MongoDB and Redis. MONGODB_TEST_URI names the server; without one a server of the tests is started, where
 * that can be had.
 */
import { rmSync } from 'node:fs';
import { startRedis } from '../test/servers/redis.ts';
import { benchMongo } from './support/bench-mongo.ts';
import { temporaryFolder } from './support/lab.ts';
import { report } from './support/report.ts';
import { several } from './support/several.ts';

const mongo = await benchMongo();
const redis = await startRedis();
if (mongo.uri === '' || redis === undefined) {
  process.stdout.write('There is no MongoDB, or no redis-server on PATH: left out.\n');
} else {
  const folder = temporaryFolder();
  const mongoUri = `${mongo.uri}/kith-bench-${process.pid}`;
  report(await several({ id: 'several.mongo', folder, mongoUri, redisUrl: redis.uri }));
  rmSync(folder, { recursive: true, force: true });
}
await Promise.all([mongo.stop(), redis?.stop()]);
