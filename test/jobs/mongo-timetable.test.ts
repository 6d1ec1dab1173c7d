import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, describe } from 'vitest';
import { mongoTimetable } from '../../src/jobs/mongo-timetable.ts';
import { schedulerContract } from '../contracts/scheduler.contract.ts';
import { mongoForTests } from '../servers/for-tests.ts';

const server = await mongoForTests();

describe.skipIf(server === undefined)('MongoDB', async () => {
  if (server === undefined) return;
  const client = await MongoClient.connect(server.uri);
  const database = client.db(server.own);
  afterAll(async () => {
    await database.dropDatabase();
    await client.close();
  });
  schedulerContract('MongoDB', async () => {
    const collection = `schedule_${randomUUID()}`;
    return { timetable: async () => mongoTimetable({ database, collection }), async close() {} };
  });
});
