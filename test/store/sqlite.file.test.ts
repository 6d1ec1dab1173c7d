import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { accountId, personId, placeId, sessionId } from '../../src/core/ids.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { alicia, bands, exchange, factOf, fresh, meet, mika, monday, place, points } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-store-'));
let files = 0;
const file = () => join(folder, String(++files), 'deeper', 'kith.db');
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with the tables in it, and the same file as an outsider's script sees it. */
const made = async () => {
  const path = file();
  const store = await openSqliteStore({ path });
  return { path, store, outside: new DatabaseSync(path) };
};

describe('the file', () => {
  test('is made with its folder, for its owner only, and stays so', async () => {
    const { path, store, outside } = await made();
    await meet(store);
    outside.close();
    const modes = () =>
      readdirSync(join(path, '..')).map((name) => statSync(join(path, '..', name)).mode & 0o777);
    expect(modes()).toEqual([0o600, 0o600, 0o600]);
    await store.close();
    chmodSync(path, 0o644);
    await (await openSqliteStore({ path })).close();
    expect(modes()).toEqual([0o600]);
  });
  test('is kept in WAL with the settings we rely on', () => {
    const database = openDatabase({ path: file(), synchronous: 'FULL', busyMs: 5_000 });
    const setting = (name: string) => Object.values(database.get(`PRAGMA ${name}`) ?? {})[0];
    const names = ['journal_mode', 'synchronous', 'busy_timeout', 'foreign_keys', 'secure_delete'];
    expect(names.map(setting)).toEqual(['wal', 2, 5000, 1, 1]);
    database.close();
  });
  test('opened again holds what was kept, in order, on another day', async () => {
    const path = file();
    const first = await openSqliteStore({ path });
    const { person, session } = await meet(first);
    await exchange(first, session, 'Hola', 'Hola, Ana');
    await first.apply(fresh('turn'), [
      points(person, 1),
      points(person, 2),
      { kind: 'fact', fact: factOf(person) },
    ]);
    await first.close();
    const second = await openSqliteStore({ path });
    expect((await second.affinity.get(person, alicia))?.points).toBe(3);
    expect((await second.messages.recent(session, 9)).map(({ speaker, text }) => [speaker, text])).toEqual([
      ['user', 'Hola'],
      ['assistant', 'Hola, Ana'],
    ]);
    expect(await second.facts.ofPerson(person)).toMatchObject([{ value: 'spanish', confidence: 0.9 }]);
    await second.close();
  });
  test('made by a newer Kith is refused with both versions and the remedy', async () => {
    const { path, store, outside } = await made();
    await store.close();
    outside.exec('PRAGMA user_version = 99');
    outside.close();
    const opening = openSqliteStore({ path });
    await expect(opening).rejects.toMatchObject({ code: 'store.newer', details: { fileVersion: 99 } });
    await expect(opening).rejects.toThrow(/version 99.*up to \d.*newer Kith/);
  });
  test('of another program is refused and left as it was', async () => {
    const path = join(folder, 'foreign.db');
    const foreign = new DatabaseSync(path);
    foreign.exec('CREATE TABLE sessions (whose TEXT); PRAGMA user_version = 1');
    await expect(openSqliteStore({ path })).rejects.toMatchObject({ code: 'store.corrupt' });
    expect(foreign.prepare('SELECT name FROM sqlite_schema').all()).toMatchObject([{ name: 'sessions' }]);
    foreign.close();
  });
  test('that is no database, or damaged, says so', async () => {
    const path = join(folder, 'text.db');
    writeFileSync(path, 'This is a letter, not a database. '.repeat(200));
    await expect(openSqliteStore({ path })).rejects.toMatchObject({ code: 'store.corrupt' });

    const { path: damaged, store, outside } = await made();
    outside.close();
    const { session } = await meet(store);
    for (let n = 0; n < 400; n++) await exchange(store, session, `u${n} ${'x'.repeat(300)}`, 'a');
    await store.close();
    const bytes = readFileSync(damaged);
    bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 20_000);
    writeFileSync(damaged, bytes);
    const again = await openSqliteStore({ path: damaged });
    await expect(again.health({ integrity: true })).rejects.toMatchObject({ code: 'store.corrupt' });
    await again.close();
  });
  test('in a place that cannot be one says so', async () => {
    await expect(openSqliteStore({ path: folder })).rejects.toMatchObject({ code: 'store.unavailable' });
    const inFile = join(folder, 'plain', 'kith.db');
    writeFileSync(join(folder, 'plain'), '');
    await expect(openSqliteStore({ path: inFile })).rejects.toMatchObject({ code: 'store.unavailable' });
  });
  test('a transaction that fails half way leaves nothing behind', async () => {
    const { store, outside } = await made();
    const { person } = await meet(store);
    const same = points(person, 5);
    await expect(store.apply('twice', [same, same])).rejects.toMatchObject({ code: 'store.unavailable' });
    expect((await store.affinity.get(person, alicia))?.points).toBe(0);
    expect((await store.apply('twice', [same])).isNew).toBe(true);
    outside.close();
    await store.close();
  });
  test('a message half taken back when that fails is there in full', async () => {
    const { store, outside } = await made();
    const { person, session } = await meet(store);
    const turn = await exchange(store, session, 'my dog max', 'max');
    const [said] = await store.messages.ofTurn(turn.id);
    const earned = points(person, 5, { message: said!.id });
    await store.apply(turn.id, [earned, { kind: 'fact', fact: factOf(person, { message: said!.id }) }]);
    await store.messages.search(person, alicia, ['max'], 9);
    const undo = {
      kind: 'retract',
      person,
      message: said!.id,
      because: 'deleted',
      bands,
      at: monday,
    } as const;
    await expect(store.apply('undo', [undo, { ...earned, message: turn.id as never }])).rejects.toMatchObject(
      {
        code: 'store.unavailable',
      },
    );
    expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 5 });
    expect(await store.facts.ofPerson(person)).toHaveLength(1);
    expect(await store.messages.search(person, alicia, ['max'], 9)).toHaveLength(2);
    expect(await store.messages.recent(session, 9)).toHaveLength(2);
    expect((await store.apply('undo', [undo])).facts).toBe(1);
    outside.close();
    await store.close();
  });
});

describe('rows put in by hand', () => {
  test('with the public columns only read as they stand', async () => {
    const { store, outside } = await made();
    outside.exec(`
      INSERT INTO user_affinity (user_id, personality_name, affinity_points, current_level, last_updated)
        VALUES ('diego', 'alicia', 45, 'friend', 1767607200000);
      INSERT INTO messages (id, session_id, speaker, content, timestamp)
        VALUES ('m0', 'session_123', 'user', 'before its session', 1);
      INSERT INTO sessions (session_id, user_id, personality_name, created_at, last_activity)
        VALUES ('session_123', 'diego', 'alicia', 1, 2);
      INSERT INTO session_moods (session_id, current_mood, mood_intensity) VALUES ('session_123', 'shy', 0.7);
      INSERT INTO messages (id, session_id, speaker, content, timestamp)
        VALUES ('m1', 'session_123', 'user', 'Hola', 2), ('m2', 'session_123', 'assistant', 'Hola, Diego', 3);
      INSERT INTO user_facts (id, user_id, category, key, value, confidence, first_mentioned)
        VALUES ('f1', 'diego', 'personal_info', 'name', '"Diego"', 0.9, 5),
               ('f2', 'diego', 'preferences', 'favorite_anime', 'Naruto', 0.8, 5),
               ('f3', 'diego', 'pets', 'pet_name', '"Max"', 0.7, 5);
      INSERT INTO episodes (id, user_id, session_id, type, title, summary, importance, sentiment, tags, timestamp)
        VALUES ('e1', 'diego', 'session_123', 'loss', 'Pérdida de Max', '', 9.5, -0.9, '["pet","Max"]', 4);
      INSERT INTO user_affinity (user_id, personality_name) VALUES ('diego', 'mika');
      INSERT INTO session_moods (session_id) VALUES ('session_124');
    `);
    outside.close();
    const diego = personId('diego');
    const session = sessionId('session_123');
    expect(await store.affinity.get(diego, alicia)).toMatchObject({
      points: 45,
      level: 'friend',
      toldLevel: 'friend',
    });
    expect(await store.affinity.get(diego, mika)).toMatchObject({ points: 0, level: 'stranger' });
    expect(await store.moods.get(session)).toMatchObject({ label: 'shy', intensity: 0.7 });
    expect(await store.moods.get(sessionId('session_124'))).toMatchObject({ label: 'neutral', intensity: 1 });
    expect((await store.facts.ofPerson(diego)).map(({ value }) => value)).toEqual(['Diego', 'Naruto', 'Max']);
    expect(await store.episodes.ofPair(diego, alicia)).toMatchObject([
      { importance: 9.5, tags: ['pet', 'Max'] },
    ]);
    const conversation = { person: diego, persona: alicia, place: placeId('') };
    expect(await store.messages.recent(conversation, 9)).toHaveLength(2);
    const history = await store.messages.history(diego, alicia, 9);
    expect(history.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['user', 'Hola'],
      ['assistant', 'Hola, Diego'],
    ]);
    expect(await store.messages.search(diego, alicia, ['hola'], 9)).toHaveLength(2);
    await store.erasePerson(diego);
    expect(await store.messages.recent(conversation, 9)).toEqual([]);
    await store.close();
  });
  test('a second fact under one key is refused', async () => {
    const { store, outside } = await made();
    const insert = `INSERT INTO user_facts (id, user_id, category, key, value) VALUES (?, 'diego', 'pref', 'lang', '1')`;
    outside.prepare(insert).run('a');
    expect(() => outside.prepare(insert).run('b')).toThrow(/UNIQUE/);
    outside.close();
    await store.close();
  });
});

describe('erasing', () => {
  test('a deleted or edited message leaves no word in the bytes of the file, nor in the index', async () => {
    const { path, store, outside } = await made();
    const { person, session } = await meet(store);
    const word = (n: number) => createHash('sha256').update(`word ${n}`).digest('hex').slice(0, 16);
    const turns = [];
    for (let n = 0; n < 30; n++) turns.push(await exchange(store, session, `secret ${word(n)}`, 'capybara'));
    await store.messages.search(person, alicia, ['capybara'], 9);
    // Two only: more of them would make FTS5 merge what it has, and forget by chance.
    for (const [n, because] of (['deleted', 'edited'] as const).entries()) {
      const [said] = await store.messages.ofTurn(turns[n]!.id);
      const text = `now ${word(n + 100)}`;
      await store.apply(fresh('event'), [
        { kind: 'retract', person, message: said!.id, because, text, bands, at: monday },
      ]);
    }
    outside.exec(`INSERT INTO message_words (message_words) VALUES ('integrity-check')`);
    outside.close();
    expect(await store.messages.search(person, alicia, [word(1), word(101), 'secret'], 99)).toHaveLength(29);
    await store.health({ integrity: true });
    await store.close();
    const left = readFileSync(path, 'latin1');
    // The index leaves out what a word begins with when the one before it begins so too.
    const isLeft = (n: number) => left.includes(word(n).slice(6));
    expect([0, 1, 2, 29, 100, 101].filter(isLeft)).toEqual([2, 29, 101]);
  });
  test('leaves no id and no word of the person in any column of any table, nor in the bytes of the file', async () => {
    const { path, store, outside } = await made();
    const account = accountId(fresh('terminal:erased'));
    const { id: person } = await store.people.ofAccount(account, monday);
    const { person: other } = await meet(store);
    const { session } = await meet(store);
    const theirs = { ...session, id: sessionId(fresh('theirs')), person };
    await store.sessions.start(
      theirs,
      { session: theirs.id, label: 'shy', intensity: 1, startedAt: monday },
      { person, persona: alicia, points: 0, level: 'stranger', toldLevel: 'stranger', updatedAt: monday },
    );
    const turns = [];
    for (let n = 0; n < 30; n++)
      turns.push(await exchange(store, theirs, `zyzzyva number ${n}`, 'zyzzyva yes'));
    const [first] = await store.messages.recent(theirs, 1);
    const fact = factOf(person, { value: 'zyzzyva', message: first!.id });
    for (const turn of turns) {
      await store.apply(turn.id, [
        points(person, 1),
        { kind: 'fact', fact: { ...fact, value: `zyzzyva ${turn.id}` } },
      ]);
    }
    await store.apply(fresh('command'), [
      { kind: 'person', person, chosen: { place: place.id, persona: mika } },
    ]);
    await store.messages.search(person, alicia, ['zyzzyva'], 9);
    const messages = await store.messages.recent(theirs, 99);
    const traces = [
      person,
      account,
      theirs.id,
      'zyzzyva',
      ...turns.map(({ id }) => id),
      ...messages.map(({ id }) => id),
    ];
    const found = () => {
      const tables = outside.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
      const cells = tables.flatMap(({ name }) =>
        outside
          .prepare(`SELECT * FROM "${String(name)}"`)
          .all()
          .flatMap((row) => Object.values(row)),
      );
      const text = cells.map((cell) =>
        cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : String(cell),
      );
      return traces.filter((trace) => text.some((cell) => cell.includes(trace)));
    };
    expect(found()).toEqual(traces);
    await store.erasePerson(person);
    await store.turns.speaking(turns[0]!.id, ['1']);
    await store.turns.delivered(turns[0]!.id, ['1']);
    expect(found()).toEqual([]);
    const left = readdirSync(join(path, '..'))
      .map((name) => readFileSync(join(path, '..', name), 'latin1'))
      .join('');
    expect(traces.filter((trace) => left.includes(trace))).toEqual([]);
    expect(left).toContain(other);
    outside.close();
    await store.close();
  });
});
