import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import { personId, placeId, sessionId } from '../../src/core/ids.ts';
import { type MongoStoreOptions, openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { alicia, bands, episodeOf, exchange, factOf, fresh, meet, mika, monday, points } from './samples.ts';

const server = await mongoForTests();
const uri = server?.uri ?? 'mongodb://127.0.0.1:1';
const client = new MongoClient(uri);
afterAll(() => client.close());

describe.skipIf(server === undefined)('documents', () => {
  let databases = 0;
  const made = async (options: Partial<MongoStoreOptions> = {}) => {
    const name = `${server?.own}_${++databases}`;
    const outside = client.db(name);
    const open = () => openMongoStore({ uri, database: name, clock: systemClock, ...options });
    const names = async () => (await outside.listCollections().toArray()).map((each) => each.name).sort();
    return { outside, open, names };
  };

  test('put in by hand with the public fields only read as they stand', async () => {
    const { outside, open } = await made();
    const store = await open();
    const insert = (name: string, ...rows: readonly object[]) =>
      outside.collection(name).insertMany([...rows]);
    await insert(
      'user_affinity',
      {
        user_id: 'diego',
        personality_name: 'alicia',
        affinity_points: 45,
        current_level: 'friend',
        last_updated: new Date(monday),
      },
      { user_id: 'diego', personality_name: 'mika' },
    );
    await insert('messages', {
      id: 'm0',
      session_id: 'session_0',
      speaker: 'user',
      content: 'of no session',
      timestamp: 1,
    });
    await insert('sessions', {
      session_id: 'session_123',
      user_id: 'diego',
      personality_name: 'alicia',
      created_at: 1,
      last_activity: 2,
    });
    await insert(
      'session_moods',
      { session_id: 'session_123', current_mood: 'shy', mood_intensity: 0.7 },
      { session_id: 'session_124' },
    );
    const said = { session_id: 'session_123', timestamp: 2 };
    await insert(
      'messages',
      { id: 'm1', speaker: 'user', content: 'Hola', ...said },
      { id: 'm2', speaker: 'assistant', content: 'Hola, Diego', ...said },
    );
    const known = { user_id: 'diego', first_mentioned: 5 };
    await insert(
      'user_facts',
      { id: 'f1', category: 'personal_info', key: 'name', value: 'Diego', confidence: 0.9, ...known },
      {
        id: 'f2',
        category: 'preferences',
        key: 'favorite_anime',
        value: 'Naruto',
        confidence: 0.8,
        ...known,
      },
      { id: 'f3', category: 'pets', key: 'pet_name', value: 'Max', confidence: 0.7, ...known },
    );
    await insert('episodes', {
      id: 'e1',
      user_id: 'diego',
      session_id: 'session_123',
      type: 'loss',
      title: 'Pérdida de Max',
      summary: '',
      importance: 9.5,
      sentiment: -0.9,
      tags: ['pet', 'Max'],
      timestamp: 4,
    });
    const diego = personId('diego');
    expect(await store.affinity.get(diego, alicia)).toEqual({
      person: diego,
      persona: alicia,
      points: 45,
      level: 'friend',
      toldLevel: 'friend',
      updatedAt: monday,
    });
    expect(await store.affinity.get(diego, mika)).toMatchObject({ points: 0, level: 'stranger' });
    expect(await store.moods.get(sessionId('session_123'))).toMatchObject({ label: 'shy', intensity: 0.7 });
    expect(await store.moods.get(sessionId('session_124'))).toMatchObject({ label: 'neutral', intensity: 1 });
    expect((await store.facts.ofPerson(diego)).map(({ value }) => value)).toEqual(['Diego', 'Naruto', 'Max']);
    expect(await store.episodes.ofPair(diego, alicia)).toMatchObject([
      { importance: 9.5, tags: ['pet', 'Max'] },
    ]);
    expect(
      (await store.messages.history(diego, alicia, 9)).map(({ speaker, text }) => [speaker, text]),
    ).toEqual([
      ['user', 'Hola'],
      ['assistant', 'Hola, Diego'],
    ]);
    const conversation = { person: diego, persona: alicia, place: placeId('') };
    expect(await store.messages.recent(conversation, 9)).toHaveLength(2);
    expect(await store.messages.search(diego, alicia, ['hola'], 9)).toHaveLength(2);
    await store.erasePerson(diego);
    expect(await store.messages.history(diego, alicia, 9)).toEqual([]);
    expect(await store.facts.ofPerson(diego)).toEqual([]);
    expect(await outside.collection('messages').countDocuments()).toBe(1);
    await store.close();
  });

  test('points of a pair put in by hand move like any others', async () => {
    const { outside, open } = await made();
    const store = await open();
    const { person } = await meet(store);
    await outside
      .collection('user_affinity')
      .insertOne({ user_id: person, personality_name: 'mika', affinity_points: 19 });
    await Promise.all(
      [1, 2, 3].map((delta) => store.apply(fresh('turn'), [points(person, delta, { persona: mika })])),
    );
    expect(await store.affinity.get(person, mika)).toMatchObject({ points: 25, level: 'acquaintance' });
    const rows = await outside.collection('user_affinity').find({ user_id: person }).toArray();
    expect(new Set(rows.map((row) => String(row.personality_name)))).toEqual(new Set(['alicia', 'mika']));
    expect(rows).toHaveLength(2);
    await store.close();
  });

  test('a second one of the same kind is refused where all are ours', async () => {
    const { outside, open } = await made();
    const store = await open();
    for (const [name, row] of [
      ['sessions', { session_id: 's' }],
      ['user_affinity', { user_id: 'diego', personality_name: 'alicia' }],
      ['user_facts', { user_id: 'diego', category: 'pets', key: 'dog' }],
      ['messages', { id: 'm' }],
    ] as const) {
      await outside.collection(name).insertOne({ ...row });
      await expect(outside.collection(name).insertOne({ ...row })).rejects.toMatchObject({ code: 11_000 });
    }
    await store.close();
  });

  test('of another program in the same collections stay as they are, and are not read', async () => {
    const collections = {
      sessions: 'chat_sessions',
      messages: 'chat_log',
      user_affinity: 'user_ratings',
      session_moods: 'chat_moods',
      user_facts: 'user_preferences',
      episodes: 'moments',
    };
    const { outside, open, names } = await made({ collections, prefix: 'persona.' });
    const theirs = ['p1', 'p1', 'p2', 'p2'].map((user_id, index) => ({
      user_id,
      rating: index,
      theme: 'dark',
    }));
    for (const name of Object.values(collections))
      await outside.collection(name).insertMany(structuredClone(theirs));
    const before = async () =>
      Promise.all(
        Object.values(collections).map((name) =>
          outside.collection(name).find({ theme: 'dark' }).sort({ rating: 1 }).toArray(),
        ),
      );
    const kept = await before();
    const store = await open();
    const { person, session } = await meet(store);
    expect(person).toBe('p1');
    await exchange(store, session, 'my dog max', 'max');
    const [said] = await store.messages.recent(session, 9);
    await store.apply(fresh('turn'), [
      points(person, 3, { message: said!.id }),
      { kind: 'fact', fact: factOf(person) },
      { kind: 'episode', episode: episodeOf(person, session.id) },
    ]);
    expect(await store.affinity.ofPerson(person)).toHaveLength(1);
    expect(await store.facts.ofPerson(person)).toHaveLength(1);
    expect(await store.facts.stale(1, monday * 2, 9)).toHaveLength(1);
    expect(await store.episodes.ofPair(person, alicia)).toHaveLength(1);
    expect(await store.messages.count(person)).toBe(2);
    await store.apply(fresh('event'), [
      { kind: 'retract', person, message: said!.id, because: 'deleted', bands, at: monday },
    ]);
    // They may have two of what would be one to us.
    await outside.collection('user_ratings').insertOne({ user_id: 'p1', rating: 9 });
    for await (const { row } of store.exportPerson(person)) expect(row).not.toHaveProperty('theme');
    await store.erasePerson(person);
    expect(await before()).toEqual(kept);
    expect(await names()).toEqual(
      expect.arrayContaining([...Object.values(collections), 'persona.people', 'persona.turns']),
    );
    expect((await names()).filter((name) => !name.startsWith('persona.'))).toEqual(
      Object.values(collections).sort(),
    );
    await store.close();
  });

  test('of several processes that start at once one makes the indexes, and a newer version is refused', async () => {
    const { outside, open } = await made();
    const stores = await Promise.all([open(), open(), open()]);
    expect(new Set(stores.map(({ name }) => name)).size).toBe(1);
    for (const store of stores) await store.close();
    expect(await outside.collection('kith_schema').countDocuments({ _id: 'lease' as never })).toBe(0);
    await outside.collection('kith_schema').updateOne({ _id: 'version' as never }, { $set: { version: 99 } });
    await expect(open()).rejects.toMatchObject({ code: 'store.newer', details: { fileVersion: 99 } });
  });
});
