import { once } from 'node:events';
import { createServer } from 'node:http';
import { MongoClient } from 'mongodb';
import type { TestProject } from 'vitest/node';
import { mongoRemedy, startMongo } from './mongo.ts';
import type { OwnServer } from './own-server.ts';
import { redisRemedy, startRedis } from './redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where suites ask for a server; see mongoForTests and redisForTests. */
    readonly testServers: string;
  }
}

interface Kind {
  readonly given: string | undefined;
  readonly start: () => Promise<OwnServer | undefined>;
  readonly remedy: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  MongoDB: {
    given: process.env.MONGODB_TEST_URI,
    start: () => startMongo({ isKept: false }),
    remedy: mongoRemedy,
  },
  Redis: { given: process.env.REDIS_TEST_URL, start: startRedis, remedy: redisRemedy },
};

/**
 * One MongoDB and one Redis for the whole run. Each is started when a suite first asks for it, so that a run which needs
 * none pays nothing; asking goes over a local port, because suites run in processes of their own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<OwnServer | undefined>>();
  const missing = new Set<string>();
  const databases: string[] = [];

  const uriOf = async (name: string): Promise<string> => {
    const kind = kinds[name];
    if (kind === undefined) return '';
    if (kind.given) return kind.given;
    const server = started.get(name) ?? kind.start();
    started.set(name, server);
    const uri = (await server)?.uri;
    if (uri === undefined) missing.add(name);
    return uri ?? '';
  };

  const asked = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    const own = `kith_test_${process.pid}_${databases.length}`;
    databases.push(own);
    uriOf(name).then(
      (uri) => response.end(JSON.stringify({ uri, own, remedy: kinds[name]?.remedy })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(asked, 'listening');
  const address = asked.address();
  if (address === null || typeof address === 'string') throw new Error('Nowhere to ask for servers.');
  project.provide('testServers', `http://127.0.0.1:${address.port}`);

  return async () => {
    asked.close();
    asked.closeAllConnections();
    const given = kinds.MongoDB?.given;
    if (given) await dropAll(given, databases);
    for (const server of await Promise.allSettled(started.values())) {
      if (server.status === 'fulfilled') await server.value?.stop();
    }
    for (const name of missing) {
      process.stdout.write(`\nLeft out: what needs ${name}. To run it: ${kinds[name]?.remedy}.\n`);
    }
  };
}

/** A server that is not ours keeps nothing of ours. */
const dropAll = async (uri: string, databases: readonly string[]): Promise<void> => {
  const client = await MongoClient.connect(uri);
  for (const name of databases) await client.db(name).dropDatabase();
  await client.close();
};
