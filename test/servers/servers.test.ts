import { once } from 'node:events';
import { connect } from 'node:net';
import { type Collection, type Document, Double, type Filter, MongoClient } from 'mongodb';
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
  test('finds and changes by its indexes what it would by reading everything', async () => {
    const client = await MongoClient.connect(mongo?.uri ?? '');
    const database = client.db(mongo?.own);
    const [indexed, read] = [database.collection('indexed'), database.collection('read')];
    for (const keys of indexes) await indexed.createIndex(keys);
    await indexed.createIndex({ kind: 1, number: 1 }, { unique: true });
    const random = seeded(7);
    const documents = Array.from({ length: 200 }, (_, number) => someDocument(random, number));
    for (const collection of [indexed, read]) await collection.insertMany(documents);
    expect((await indexed.indexes()).map(({ key }) => key)).toEqual([
      { _id: 1 },
      ...indexes,
      { kind: 1, number: 1 },
    ]);

    let found = 0;
    for (let round = 0; round < 16; round += 1) {
      const queries = Array.from({ length: 4 }, () => someQuery(random));
      for (const query of queries) {
        const expected = await answers(read, query);
        expect(await answers(indexed, query), JSON.stringify(query)).toEqual(expected);
        found += expected.ids.length;
      }
      const change = someChange(random, queries[0] ?? {}, round);
      expect(await change(indexed), JSON.stringify(queries[0])).toEqual(await change(read));
    }
    expect(found).toBeGreaterThan(200);
    expect(await answers(indexed, {})).toEqual(await answers(read, {}));
    await client.close();
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

const indexes: readonly Record<string, 1 | -1>[] = [
  { who: 1, where: 1, number: -1 },
  { who: 1, tags: 1, number: -1 },
  { where: 1 },
  { 'events.owner': 1 },
];

type Random = (below: number) => number;
const seeded = (seed: number): Random => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};
const one = <Value>(random: Random, values: readonly Value[]): Value =>
  values[random(values.length)] as Value;

/** Undefined is left out: the field is missing. */
const plain = ['ana', 'ben', 1, new Double(1), 1.5, true, null, undefined] as const;
const value = (random: Random): unknown =>
  random(4) > 0
    ? one(random, plain)
    : one(random, [[], ['ana', 'ben'], [1, 'ana', null], [['ana'], 2], { name: 'ana' }]);
const events = (random: Random): unknown =>
  one(random, [
    undefined,
    null,
    'ana',
    [],
    { owner: 'ana' },
    [{ owner: 'ana' }, { owner: 'ben' }, { other: 1 }],
    [{ owner: ['ana', 1] }, 2],
  ]);

const present = (fields: Document): Document =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
const someDocument = (random: Random, number: number): Document =>
  present({
    _id: `document-${number}`,
    kind: one(random, ['a', 'b']),
    number,
    // At most one list in a key, as everywhere.
    who: one(random, plain),
    where: value(random),
    tags: value(random),
    events: events(random),
  });

const condition = (random: Random): unknown => {
  const asked = [one(random, plain), one(random, plain)].map((each) => each ?? null);
  return one(random, [
    asked[0],
    asked[0],
    asked[0],
    { $eq: asked[0] },
    { $in: asked },
    { $in: [] },
    { $ne: asked[0] },
    { $gt: 'an' },
    { $exists: false },
    /^a/,
    ['ana', 'ben'],
  ]);
};
const someQuery = (random: Random): Filter<Document> =>
  present({
    who: random(3) > 0 ? condition(random) : undefined,
    where: random(3) > 0 ? condition(random) : undefined,
    tags: random(3) > 0 ? condition(random) : undefined,
    'events.owner': random(4) === 0 ? condition(random) : undefined,
    kind: random(4) === 0 ? 'a' : undefined,
    number: random(8) === 0 ? random(200) : undefined,
  });

const answers = async (collection: Collection, query: Filter<Document>) => {
  const sort = { _id: 1 } as const;
  const all = await collection.find(query, { sort }).toArray();
  return {
    all,
    ids: all.map(({ _id }) => String(_id)),
    few: await collection.find(query, { sort: { number: -1 }, skip: 1, limit: 5 }).toArray(),
    count: await collection.countDocuments(query),
    kinds: await collection.aggregate([{ $match: query }, { $sort: { number: 1 } }, { $limit: 3 }]).toArray(),
  };
};

/** Fields of an index get other values, documents go and others come. */
const someChange = (random: Random, query: Filter<Document>, round: number) => {
  const set = present({ who: one(random, plain), tags: value(random), events: events(random) });
  const added = someDocument(random, 1_000 + round);
  return one(random, [
    async (collection: Collection) => (await collection.updateMany(query, { $set: set })).matchedCount,
    async (collection: Collection) =>
      (await collection.updateMany(query, { $unset: { who: '' } })).matchedCount,
    async (collection: Collection) =>
      collection.findOneAndUpdate(query, { $set: set }, { sort: { number: 1 }, returnDocument: 'after' }),
    async (collection: Collection) => {
      const { deletedCount } = await collection.deleteMany({ ...query, number: { $lt: 200 }, kind: 'a' });
      await collection.insertOne({ ...added });
      return deletedCount;
    },
  ]);
};
