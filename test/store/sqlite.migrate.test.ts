import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { accountId, messageId, personId, placeId, turnId } from '../../src/core/ids.ts';
import { everythingKept } from '../../src/store/sqlite/migrations/001-everything-kept.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { alicia, bands, fresh, monday } from './samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-migrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file as version 1 left it, with a row of everything. */
const atVersionOne = (): string => {
  const path = join(folder, `${fresh('kith')}.db`);
  const file = new DatabaseSync(path);
  file.exec(everythingKept);
  file.exec(`
    PRAGMA application_id = ${0x4b495448}; PRAGMA user_version = 1; PRAGMA journal_mode = WAL;
    INSERT INTO people (user_id, language, preferences, chosen) VALUES ('p1', 'es', '{}', '{"place":"mika"}');
    INSERT INTO accounts (account_id, user_id) VALUES ('discord:7', 'p1');
    INSERT INTO sessions (session_id, user_id, personality_name, created_at, last_activity, place_id)
      VALUES ('s1', 'p1', 'alicia', 1, 2, 'home');
    INSERT INTO turns (turn_id, session_id, user_id, personality_name, place, author, state, owner, attempts, opened_at)
      VALUES ('t1', 's1', 'p1', 'alicia', '{"id":"home"}', '{"name":"Ana"}', 'replied', 'me', 1, 1);
    INSERT INTO messages (id, session_id, speaker, content, timestamp, turn_id, user_id, personality_name, place_id,
      platform_ids) VALUES
      ('m1', 's1', 'user', 'mi perro Max', 1, 't1', 'p1', 'alicia', 'home', '[]'),
      ('m2', 's1', 'assistant', '¡Max!', 2, 't1', 'p1', 'alicia', 'home', '["d8","d9",""]'),
      ('m3', 's1', 'user', 'a mano', 3, '', '', '', '', 'not JSON');
    INSERT INTO user_affinity (user_id, personality_name, affinity_points, current_level, told_level)
      VALUES ('p1', 'alicia', 25, 'acquaintance', 'acquaintance');
    INSERT INTO affinity_ledger (id, user_id, personality_name, cause, rule, delta, points_before, points_after,
      level_before, level_after, message_id, timestamp)
      VALUES ('l1', 'p1', 'alicia', 'message', 'r', 25, 0, 25, 'stranger', 'acquaintance', 'm1', 1);
    INSERT INTO user_facts (id, user_id, category, key, value, message_id) VALUES
      ('f2', 'p1', 'pets', 'dog', '"Max"', 'm1');
    INSERT INTO fact_history (id, user_id, category, key, value, confidence, first_mentioned, updated_at, source,
      personality_name, is_shareable, place_id, audience, ended_at, ended_because)
      VALUES ('f1', 'p1', 'pets', 'dog', '"Bo"', 1, 0, 0, 'model', 'alicia', 1, 'home', 'one', 1, 'superseded');
    INSERT INTO episodes (id, user_id, session_id, type, title, timestamp) VALUES ('e1', 'p1', 's1', 'loss', 'Max', 1);
  `);
  file.close();
  return path;
};

const ana = personId('p1');
const home = placeId('home');

test('a file of the first version keeps everything and can do what is new', async () => {
  const store = await openSqliteStore({ path: atVersionOne() });
  expect(await store.people.ofAccount(accountId('discord:7'), monday)).toMatchObject({
    id: ana,
    language: 'es',
    chosen: { place: 'mika' },
    listed: {},
  });
  const said = await store.messages.history(ana, alicia, 9);
  expect(said.map(({ text }) => text)).toEqual(['mi perro Max', '¡Max!', 'a mano']);
  expect(await store.messages.count(ana)).toBe(3);
  expect(await store.messages.recent({ person: ana, persona: alicia, place: home }, 9)).toHaveLength(3);
  expect(await store.turns.get(turnId('t1'))).toMatchObject({ state: 'replied', spoken: [] });
  expect(await store.messages.ofPlatform('d9')).toMatchObject({ id: 'm2', platformIds: ['d8', 'd9', ''] });
  expect(await store.messages.ofPlatform('')).toBeUndefined();
  expect((await store.episodes.ofPair(ana, alicia)).map((episode) => Object.keys(episode))).toEqual([
    expect.not.arrayContaining(['sources']),
  ]);
  expect((await store.facts.past(ana)).map(({ value }) => value)).toEqual(['Bo']);

  await store.apply('gone', [
    { kind: 'retract', person: ana, message: messageId('m1'), because: 'deleted', bands, at: monday },
  ]);
  expect(await store.affinity.get(ana, alicia)).toMatchObject({ points: 0, toldLevel: 'stranger' });
  expect((await store.facts.ofPerson(ana)).map(({ value }) => value)).toEqual(['Bo']);
  expect((await store.messages.history(ana, alicia, 9)).map(({ text }) => text)).toEqual(['a mano']);
  await store.health({ integrity: true });
  await store.close();
});

test('rows put in by hand are taken back each for itself', async () => {
  const path = atVersionOne();
  const store = await openSqliteStore({ path });
  const outside = new DatabaseSync(path);
  outside.exec(`
    INSERT INTO messages (id, session_id, speaker, content, timestamp) VALUES ('m4', 's1', 'assistant', 'hecho', 4);
    UPDATE episodes SET sources = 'not JSON';
  `);
  outside.close();
  await store.apply('gone', [
    { kind: 'retract', person: ana, message: messageId('m3'), because: 'deleted', bands, at: monday },
  ]);
  const left = await store.messages.history(ana, alicia, 9);
  expect(left.map(({ text }) => text)).toEqual(['mi perro Max', '¡Max!', 'hecho']);
  expect(await store.episodes.ofPair(ana, alicia)).toMatchObject([{ sources: [] }]);
  await store.close();
});
