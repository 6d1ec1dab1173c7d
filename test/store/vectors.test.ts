import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openMongo } from '../../src/store/mongo/database.ts';
import { openMongoVectors } from '../../src/store/mongo/vectors.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { openSqliteVectors } from '../../src/store/sqlite/vectors.ts';
import { memoryVectors } from '../../src/store/vectors-memory.ts';
import { systemClock } from '../../src/system/clock.ts';
import { temporary } from '../cli/temporary.ts';
import { vectorsContract } from '../contracts/vectors.contract.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { alicia, bands, exchange, meet, monday } from './samples.ts';

const sqlite = (path: string) => openSqliteVectors({ path, synchronous: 'NORMAL', busyMs: 5_000 });
const server = await mongoForTests();

vectorsContract('memory', async () => memoryVectors());
vectorsContract('a SQLite file of their own', async () => sqlite(join(temporary(), 'vectors.sqlite')));

describe.skipIf(server === undefined)('over a socket', () => {
  vectorsContract('mongodb', async () => {
    const uri = server?.uri ?? '';
    const { connection, close } = await openMongo({ uri, database: server?.own ?? '', clock: systemClock });
    return openMongoVectors({ connection, uri, isWritten: true, end: close });
  });
});

test('beside the messages a vector goes with its message, also when nobody makes vectors any more', async () => {
  const path = join(temporary(), 'kith.sqlite');
  const store = await openSqliteStore({ path });
  const vectors = sqlite(path);
  const { person, session } = await meet(store);
  const texts = ['My guitar is old', 'I live in Vigo', 'I like tea'];
  for (const text of texts) await exchange(store, session, text, 'I see.');
  const { messages } = await store.messages.ofPair(person, alicia, { afterSeq: 0, limit: 10 });
  await vectors.put(
    messages.map(({ id }) => ({
      message: id,
      person,
      persona: alicia,
      embedding: Float32Array.of(1),
      model: 'small',
    })),
  );
  await vectors.close();
  const left = () => {
    const file = new DatabaseSync(path);
    const rows = file.prepare('SELECT message_id, metadata FROM message_embeddings').all();
    file.close();
    return rows;
  };
  expect(left()).toHaveLength(6);
  expect(left()[0]?.metadata).toBe('{"model":"small","dimensions":1}');

  const [deleted, edited] = messages.filter(({ speaker }) => speaker === 'user');
  const retract = { kind: 'retract', person, bands, at: monday } as const;
  await store.apply('d', [{ ...retract, message: deleted!.id, because: 'deleted' }]);
  // The reply that answered nothing else went as well.
  expect(left()).toHaveLength(4);
  await store.apply('e', [{ ...retract, message: edited!.id, because: 'edited', text: 'I live in Lugo' }]);
  expect(left().map((row) => row.message_id)).not.toContain(edited!.id);
  expect(left()).toHaveLength(3);
  await store.erasePerson(person);
  expect(left()).toEqual([]);
  await store.close();
});

test('a store that never had vectors has no table for them', async () => {
  const path = join(temporary(), 'kith.sqlite');
  const store = await openSqliteStore({ path });
  expect(Object.keys(await store.counts())).not.toContain('message_embeddings');
  await sqlite(path).close();
  expect(await store.counts()).toMatchObject({ message_embeddings: 0 });
  await store.close();
});
