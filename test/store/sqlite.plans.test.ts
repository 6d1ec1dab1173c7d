import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import {
  alicia,
  bands,
  episodeOf,
  exchange,
  factOf,
  fresh,
  meet,
  place,
  points,
  summaryOf,
} from './samples.ts';

test('no query of a turn reads a whole table or sorts one', async () => {
  const prepared = new Set<string>();
  const original = DatabaseSync.prototype.prepare;
  const spy = vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (
    this: DatabaseSync,
    sql,
  ): StatementSync {
    prepared.add(sql);
    return original.call(this, sql);
  });
  const store = await openSqliteStore({ path: ':memory:' });
  prepared.clear();

  const { person, session } = await meet(store);
  const [account] = (await store.people.get(person))?.accounts ?? [];
  await store.people.ofAccount(account!, 1);
  await store.sessions.latest(person, alicia, place.id);
  const turn = await exchange(store, session, 'Hola', 'Hola, Ana');
  await store.apply(turn.id, [
    points(person, 1, { dailyCap: 10 }),
    { kind: 'mood', session: session.id, label: 'shy', intensity: 1, at: 1 },
    { kind: 'fact', fact: factOf(person) },
    { kind: 'fact.end', person, category: 'preferences', key: 'language', because: 'denied', at: 2 },
    { kind: 'episode', episode: episodeOf(person, session.id) },
    { kind: 'person', person, isGreeted: true },
    { kind: 'told-level', person, persona: alicia, level: 'friend' },
    { kind: 'person', person, listed: { community: '', name: 'Ana' } },
    { kind: 'place', place: place.id, persona: alicia, isJoined: true },
  ]);
  const [said, reply] = await store.messages.ofTurn(turn.id);
  await store.apply(fresh('reaction'), [
    { kind: 'feedback', person, persona: alicia, message: reply!.id, value: 1, at: 1 },
    { kind: 'feedback', person, persona: alicia, message: reply!.id, value: 0, at: 1 },
  ]);
  await store.turns.speaking(turn.id, ['1']);
  await store.messages.ofPlatform('1');
  await store.places.get(place.id);
  await store.feedback.ofPersona(alicia, 10);
  await store.affinity.top(alicia, '', 10);
  await store.messages.recent(session, 10, turn.id);
  await store.messages.history(person, alicia, 10);
  await store.messages.ofPair(person, alicia, { afterSeq: 0, limit: 10 });
  await store.messages.ofTurn(turn.id);
  await store.messages.count(person, alicia);
  await store.messages.search(person, alicia, ['hola'], 5);
  await store.affinity.get(person, alicia);
  await store.affinity.ledger(person, alicia, { limit: 10, offset: 0 });
  await store.moods.get(session.id);
  await store.moods.history(person, alicia, 10);
  await store.facts.ofPerson(person);
  await store.facts.past(person);
  await store.facts.stale(0.3, 1, 10);
  await store.episodes.ofPair(person, alicia);
  const summary = summaryOf({ person, sources: [said!.id, reply!.id] });
  const memory = { kind: 'summary', id: summary.id } as const;
  await store.apply(fresh('summary'), [
    { kind: 'summary', summary },
    { kind: 'recall', person, memories: [memory], at: 1 },
    { kind: 'fade', person, memory, strength: 0.5, tier: 'warm', at: 2 },
    { kind: 'pin', person, memory, isPinned: true },
    { kind: 'fade.run', persona: alicia, at: 1 },
    { kind: 'look', person, persona: alicia, turn: turn.id, state: 'missed', at: 1 },
    { kind: 'summary.end', person, id: summary.id },
    { kind: 'faded', person, memory },
  ]);
  await store.summaries.ofPair(person, alicia);
  await store.summaries.waiting(alicia, { atLeast: 1, at: 1, limit: 10 });
  const conversation = { person, persona: alicia, place: place.id };
  await store.summaries.unsummarised(conversation, 10);
  await store.summaries.postpone(conversation, { failures: 1, until: 1 });
  await store.fading.people(alicia, { after: '', limit: 10 });
  await store.fading.count(person, alicia);
  await store.fading.lastRun(alicia);
  await store.looks.missed(1, 10);
  await store.turns.unfinished(10);
  await store.turns.takeOver(turn.id, 'here', 'there');
  await store.turns.abandon(turn.id, fresh('why'));
  // Something of every kind to take back: told, told again, and told before by another message.
  const second = await exchange(store, session, 'Adiós', 'Adiós, Ana');
  const [later] = await store.messages.ofTurn(second.id);
  const told = (value: string, message = said) =>
    ({ kind: 'fact', fact: factOf(person, { value, message: message!.id }) }) as const;
  await store.apply(second.id, [
    points(person, 1, { message: said!.id }),
    told('one', later),
    told('two'),
    told('three'),
    { kind: 'episode', episode: episodeOf(person, session.id, { sources: [said!.id] }) },
  ]);
  await store.apply(fresh('event'), [
    { kind: 'retract', person, message: said!.id, because: 'deleted', bands, at: 1 },
    { kind: 'retract', person, message: later!.id, because: 'edited', text: 'Hasta luego', bands, at: 1 },
  ]);
  const connection = spy.mock.contexts[0] as DatabaseSync;
  spy.mockRestore();

  const queries = [...prepared].filter((sql) => /^\s*(SELECT|UPDATE|DELETE)/.test(sql));
  expect(queries.length).toBeGreaterThan(55);
  const slow = queries.flatMap((sql) =>
    connection
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail))
      .filter(
        (detail) =>
          detail.startsWith('SCAN') &&
          !detail.includes('VIRTUAL TABLE') &&
          // A partial index: it holds the unfinished turns only.
          !detail.endsWith('turns_unfinished') &&
          detail !== 'SCAN CONSTANT ROW',
      )
      .map((detail) => `${detail}: ${sql}`),
  );
  expect(slow).toEqual([]);
  // Facts of one person are a handful and are ordered by what no index has; a list of names by what changes all the time.
  const sorted = queries.filter((sql) =>
    connection
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .some(({ detail }) => String(detail).includes('TEMP B-TREE')),
  );
  expect(sorted.map((sql) => /FROM (\w+)/.exec(sql)?.[1])).toEqual(['listed_people', 'user_facts']);
  await store.close();
});
