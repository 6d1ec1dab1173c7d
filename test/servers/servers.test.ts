import { once } from 'node:events';
import { connect } from 'node:net';
import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { mongoForTests, redisForTests } from './for-tests.ts';
import { startMongo } from './mongo.ts';
import { startRedis } from './redis.ts';

const [mongo, redis] = await Promise.all([mongoForTests(), redisForTests()]);

describe.skipIf(mongo === undefined)('a MongoDB for tests', () => {
  test('is shared, and each who asks has a database of its own', async () => {
    const again = await mongoForTests();
    expect(again?.uri).toBe(mongo?.uri);
    expect(again?.own).not.toBe(mongo?.own);
  });
  test('of one test keeps what it stored when it is killed', async () => {
    const server = await startMongo({ isKept: true });
    if (server === undefined) return;
    const client = new MongoClient(server.uri, { serverSelectionTimeoutMS: 10_000 });
    const kept = client.db('kith').collection('kept');
    await kept.insertOne({ said: 'hola' });
    await server.kill();
    await server.restart();
    await client.close();
    const after = await MongoClient.connect(server.uri);
    expect(await after.db('kith').collection('kept').countDocuments()).toBe(1);
    await after.close();
    await server.stop();
  });
});

describe.skipIf(redis === undefined)('a Redis for tests', () => {
  test('of one test may be killed and started again', async () => {
    const server = await startRedis();
    if (server === undefined) return;
    const { port } = new URL(server.uri);
    const ping = async () => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write('PING\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return answer.toString();
    };
    expect(await ping()).toBe('+PONG\r\n');
    await server.kill();
    await expect(ping()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await ping()).toBe('+PONG\r\n');
    await server.stop();
  });
});
