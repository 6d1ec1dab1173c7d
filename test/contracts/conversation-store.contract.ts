import { describe, expect } from 'vitest';
import { accountId, placeId } from '../../src/core/ids.ts';
import { JOB_RUNS_KEPT } from '../../src/core/ports/jobs.ts';
import type { Store } from '../../src/core/ports/store.ts';
import {
  alicia,
  day,
  episodeOf,
  exchange,
  factOf,
  fresh,
  meet,
  messageIn,
  mika,
  monday,
  points,
  start,
  turnIn,
} from '../store/samples.ts';
import { type Contract, suite } from './contract.ts';

/** The part of the store contract about messages, turns, what jobs and doctors ask, export and erasure. */
export const conversationStoreContract: Contract<Store> = (name, open, options) => {
  const { check, opening } = suite(open, options);
  const texts = (messages: readonly { readonly text: string }[]) => messages.map(({ text }) => text);

  describe(`store: ${name}: messages`, () => {
    check('both sides are kept as they were said, in reading order', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const turn = turnIn(session);
      const said = messageIn(turn, 'Hola\nAlicia 🐈 שלום \u001b[31m "quoted" \'); DROP', {
        venue: { place: session.place, audience: 'everyone', community: 'home' },
      });
      await store.turns.open(turn, [said]);
      const reply = messageIn(turn, 'x'.repeat(100_000), { speaker: 'assistant' });
      await store.turns.replied(turn.id, reply, []);
      await store.turns.delivered(turn.id, ['11', '12']);
      const delivered = { ...reply, platformIds: ['11', '12'] };
      expect(await store.messages.recent(session, 10)).toEqual([said, delivered]);
      expect(await store.messages.ofTurn(turn.id)).toEqual([said, delivered]);
      expect(await store.messages.get(said.id)).toEqual(said);
      expect(await store.messages.history(person, alicia, 1)).toEqual([delivered]);
    });
    check('empty text, NUL and half characters are stored and read without error', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const turn = turnIn(session);
      const odd = ['', 'a\0b', 'half \ud83d character', '\u202eright to left'];
      await store.turns.open(
        turn,
        odd.map((text) => messageIn(turn, text)),
      );
      expect(texts(await store.messages.recent(session, 10))).toEqual(odd.map((text) => text.toWellFormed()));
    });
    check('recent gives the last of a place over its sessions, or the last before a turn', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const turns = [];
      for (const n of [1, 2]) turns.push(await exchange(store, session, `u${n}`, `a${n}`));
      turns.push(await exchange(store, await start(store, person), 'u3', 'a3'));
      await exchange(store, await start(store, person, { persona: mika }), 'to mika', 'from mika');
      const elsewhere = {
        id: placeId('terminal:#lobby'),
        channel: 'terminal',
        audience: 'everyone',
      } as const;
      const there = turnIn(await start(store, person, { place: elsewhere.id }), { place: elsewhere });
      const venue = { place: elsewhere.id, audience: elsewhere.audience };
      await store.turns.open(there, [messageIn(there, 'in the lobby', { venue })]);
      expect(texts(await store.messages.recent(session, 3))).toEqual(['a2', 'u3', 'a3']);
      expect(texts(await store.messages.recent(session, 3, turns[1]?.id))).toEqual(['u1', 'a1']);
      expect(texts(await store.messages.recent(session, 1, turns[1]?.id))).toEqual(['a1']);
      expect(await store.messages.recent(session, 0)).toEqual([]);
      expect(texts(await store.messages.history(person, alicia, 3))).toEqual(['u3', 'a3', 'in the lobby']);
    });
    check('a pair can be paged through, and later pages have what came later', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      for (const n of [1, 2, 3]) await exchange(store, session, `u${n}`, `a${n}`);
      const first = await store.messages.ofPair(person, alicia, { afterSeq: 0, limit: 4 });
      const second = await store.messages.ofPair(person, alicia, { afterSeq: first.seq, limit: 4 });
      expect([texts(first.messages), texts(second.messages)]).toEqual([
        ['u1', 'a1', 'u2', 'a2'],
        ['u3', 'a3'],
      ]);
      const end = await store.messages.ofPair(person, alicia, { afterSeq: second.seq, limit: 4 });
      expect(end).toEqual({ messages: [], seq: second.seq });
      await exchange(store, session, 'u4', 'a4');
      const later = await store.messages.ofPair(person, alicia, { afterSeq: end.seq, limit: 4 });
      expect(texts(later.messages)).toEqual(['u4', 'a4']);
    });
    check('counts are of both sides, by persona or in all', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      await exchange(store, session, 'Hola', 'Hola');
      await exchange(store, await start(store, person, { persona: mika }), 'Hi', 'Hi');
      expect([await store.messages.count(person, alicia), await store.messages.count(person)]).toEqual([
        2, 4,
      ]);
    });
    check('search finds words in one pair, the better match first', async () => {
      const store = await opening();
      const [ana, diego] = [await meet(store), await meet(store)];
      await exchange(store, ana.session, 'my dog max is old', 'tell me of max');
      await exchange(store, ana.session, 'the weather', 'a dog barked');
      await exchange(store, diego.session, 'max and dog', 'dog max dog max');
      for (let n = 0; n < 8; n++) await exchange(store, ana.session, `nothing ${n}`, 'of note');
      const found = await store.messages.search(ana.person, alicia, ['dog', 'max'], 10);
      expect(texts(found.map(({ message }) => message)).sort()).toEqual([
        'a dog barked',
        'my dog max is old',
        'tell me of max',
      ]);
      expect(found[0]?.message.text).toBe('my dog max is old');
      const scores = found.map(({ score }) => score);
      expect(scores.every((score) => score > 0)).toBe(true);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(await store.messages.search(ana.person, alicia, ['dog', 'max'], 1)).toEqual(found.slice(0, 1));
      await exchange(store, ana.session, 'dog max again', 'yes');
      expect(await store.messages.search(ana.person, alicia, ['dog', 'max'], 10)).toHaveLength(4);
    });
    check('no search term is an error', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      await exchange(store, session, 'hola', 'hola');
      const odd = ['"', '*', 'a"b', '', '\0', '😀', ') OR (', 'NEAR', '\ud83d', '-', 'x'.repeat(10_000)];
      expect(await store.messages.search(person, alicia, odd, 5)).toEqual([]);
      expect(await store.messages.search(person, alicia, [], 5)).toEqual([]);
      expect(await store.messages.search(person, alicia, [...odd, 'hola'], 5)).toHaveLength(2);
    });
  });

  describe(`store: ${name}: turns`, () => {
    check('of fifty who open the same messages, one does', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const sample = messageIn(turnIn(session), 'Hola');
      const opens = await Promise.all(
        Array.from({ length: 50 }, () => {
          const turn = turnIn(session);
          return store.turns.open(turn, [{ ...sample, turn: turn.id }]);
        }),
      );
      expect(opens.filter(Boolean)).toHaveLength(1);
      expect(await store.messages.recent(session, 10)).toHaveLength(1);
      expect(await store.sessions.get(session.id)).toMatchObject({ userMessages: 1 });
    });
    check('messages stored already are left out of a later turn', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const first = turnIn(session);
      const said = messageIn(first, 'Hola');
      expect(await store.turns.open(first, [said])).toBe(true);
      const second = turnIn(session);
      expect(await store.turns.open(second, [said, messageIn(second, '¿Qué tal?')])).toBe(true);
      expect(texts(await store.messages.ofTurn(second.id))).toEqual(['¿Qué tal?']);
      const third = turnIn(session);
      expect(await store.turns.open(third, [said])).toBe(false);
      expect(await store.turns.get(third.id)).toBeUndefined();
    });
    check('a turn goes from open to settled, and no step goes back or happens twice', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const turn = turnIn(session);
      const state = async () => (await store.turns.get(turn.id))?.state;
      await store.turns.open(turn, [messageIn(turn, 'Hola')]);
      expect(await store.turns.get(turn.id)).toEqual(turn);
      const reply = () => messageIn(turn, 'Hola, Ana', { speaker: 'assistant', at: monday + 50 });
      await store.turns.replied(turn.id, reply(), [{ kind: 'person', person, isGreeted: true }]);
      expect([await state(), (await store.people.get(person))?.isGreeted]).toEqual(['replied', true]);
      await store.turns.replied(turn.id, reply(), [points(person, 9)]);
      expect(await store.messages.ofTurn(turn.id)).toHaveLength(2);
      expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 0 });
      expect(await store.sessions.get(session.id)).toMatchObject({
        lastActivity: monday + 50,
        userMessages: 1,
      });
      await store.turns.delivered(turn.id, ['7']);
      expect(await state()).toBe('delivered');
      await store.apply(turn.id, []);
      expect(await state()).toBe('settled');
      expect((await store.apply(turn.id, [points(person, 1)])).isNew).toBe(false);
      await store.turns.delivered(turn.id, ['7', '8']);
      await store.turns.abandon(turn.id, 'too late');
      expect(await state()).toBe('settled');
    });
    check('unfinished turns are found oldest first, and may be taken over or given up', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const opening_ = async (openedAt: number) => {
        const turn = turnIn(session, { openedAt });
        await store.turns.open(turn, [messageIn(turn, 'Hola')]);
        return turn;
      };
      const [late, early, done] = [await opening_(30), await opening_(10), await opening_(20)];
      await store.apply(done.id, []);
      const mine = async () =>
        (await store.turns.unfinished(10_000))
          .filter((turn) => turn.session === session.id)
          .map(({ id }) => id);
      expect(await mine()).toEqual([early.id, late.id]);
      expect(await store.turns.unfinished(1)).toHaveLength(1);
      expect(await store.turns.takeOver(early.id, 'somebody else', 'me')).toBe(false);
      expect(await store.turns.takeOver(early.id, 'here', 'me')).toBe(true);
      expect(await store.turns.takeOver(early.id, 'here', 'me')).toBe(false);
      expect(await store.turns.get(early.id)).toMatchObject({ owner: 'me', attempts: 2, state: 'open' });
      await store.turns.abandon(early.id, 'three attempts failed');
      expect(await store.turns.get(early.id)).toMatchObject({ state: 'abandoned' });
      expect(await mine()).toEqual([late.id]);
      expect(await store.turns.takeOver(done.id, 'here', 'me')).toBe(false);
    });
  });

  describe(`store: ${name}: upkeep`, () => {
    check('usage adds up per day, purpose and model', async () => {
      const store = await opening();
      const model = fresh('model');
      const call = { day: '2026-01-05', purpose: 'reply', model, promptTokens: 100, completionTokens: 7 };
      const spend = (failed: boolean, day = call.day) =>
        store.apply(fresh('cause'), [{ kind: 'usage', ...call, day, failed }]);
      await Promise.all([spend(true), spend(false), spend(false), spend(false, '2026-01-04')]);
      const since = async (from: string) =>
        (await store.usage.since(from)).filter((row) => row.model === model);
      expect(await since('2026-01-05')).toEqual([
        { ...call, calls: 3, failures: 1, promptTokens: 300, completionTokens: 21 },
      ]);
      expect(await since('2026-01-04')).toHaveLength(2);
    });
    check('a job remembers when it last finished', async () => {
      const store = await opening();
      const job = fresh('decay');
      expect(await store.jobs.lastRun(job)).toBeUndefined();
      const run = { id: fresh('run'), job, owner: 'box:1:a', at: monday, startedAt: monday };
      const later = { ...run, id: fresh('run'), startedAt: monday + day };
      await store.jobs.record(run);
      expect(await store.jobs.lastRun(job)).toBeUndefined();
      expect(await store.jobs.runs(job, 5)).toEqual([run]);
      const ended = { ...run, finishedAt: monday + 7, report: { ended: 2, kinds: ['a'] } };
      await store.jobs.record(ended);
      await store.jobs.record(ended);
      await store.jobs.record({ ...later, finishedAt: monday + day + 9, error: 'boom' });
      expect(await store.jobs.lastRun(job)).toBe(monday + 7);
      expect(await store.jobs.runs(job, 5)).toEqual([
        { ...later, finishedAt: monday + day + 9, error: 'boom' },
        ended,
      ]);
      expect(await store.jobs.runs(job, 1)).toHaveLength(1);
    });
    check('the latest fifty runs of a job are kept, and when it last finished well', async () => {
      const store = await opening();
      const [job, other] = [fresh('decay'), fresh('other')];
      const run = (of: string, n: number, more: object) => ({
        id: fresh('run'),
        job: of,
        owner: 'box:1:a',
        at: monday,
        startedAt: monday + n,
        finishedAt: monday + n,
        ...more,
      });
      await store.jobs.record(run(other, 1, { report: {} }));
      await store.jobs.record(run(job, 2, { report: {} }));
      for (let n = 3; n < 60; n++) await store.jobs.record(run(job, n, { error: 'boom' }));
      const runs = await store.jobs.runs(job, 1_000);
      expect(runs.map(({ startedAt }) => startedAt - monday)).toEqual(
        Array.from({ length: JOB_RUNS_KEPT }, (_, index) => 59 - index),
      );
      expect(await store.jobs.lastRun(job)).toBe(monday + 2);
      expect(await store.jobs.runs(other, 9)).toHaveLength(1);
    });
    check('health is silent when all is well, and counts have numbers', async () => {
      const store = await opening();
      await meet(store);
      await store.health();
      await store.health({ integrity: true });
      expect(Object.values(await store.counts()).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    });
    check('a closed store says so, and closing again is no error', async () => {
      const store = await open();
      await store.close();
      await store.close();
      const closed = { code: 'store.unavailable' };
      await expect(store.health()).rejects.toMatchObject(closed);
      await expect(store.apply(fresh('turn'), [])).rejects.toMatchObject(closed);
      await expect(store.people.ofAccount(accountId('terminal:ana'), monday)).rejects.toMatchObject(closed);
    });
  });

  describe(`store: ${name}: a person's own rows`, () => {
    const full = async (store: Store) => {
      const { person, session } = await meet(store);
      const turn = await exchange(store, session, 'hola max', 'hola');
      const fact = factOf(person);
      await store.apply(turn.id, [
        points(person, 3),
        { kind: 'mood', session: session.id, label: 'shy', intensity: 0.7, at: monday },
        { kind: 'fact', fact },
        { kind: 'fact', fact: { ...fact, id: fresh('fact'), value: 'english' } },
        { kind: 'episode', episode: episodeOf(person, session.id) },
      ]);
      await store.messages.search(person, alicia, ['max'], 5);
      return { person, session, turn };
    };
    const exported = async (store: Store, person: Parameters<Store['exportPerson']>[0]) => {
      const rows = [];
      for await (const row of store.exportPerson(person)) rows.push(row);
      return rows;
    };

    check('an export has everything about the person and nothing about others', async () => {
      const store = await opening();
      const [ana, diego] = [await full(store), await full(store)];
      const rows = await exported(store, ana.person);
      const text = JSON.stringify(rows);
      for (const part of [
        'hola max',
        'english',
        'spanish',
        'Pérdida de Max',
        'shy',
        ana.turn.id,
        'message',
      ]) {
        expect(text).toContain(part);
      }
      expect(text).not.toContain(diego.person);
      expect(await exported(store, diego.person)).toHaveLength(rows.length);
    });
    check('erasing leaves nothing of the person and everything of others', async () => {
      const store = await opening();
      const [ana, diego] = [await full(store), await full(store)];
      const before = await exported(store, diego.person);
      const kept = await store.people.get(ana.person);
      const erased = await store.erasePerson(ana.person);
      expect(Object.values(erased).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
      expect(await exported(store, ana.person)).toEqual([]);
      expect(await store.people.get(ana.person)).toBeUndefined();
      expect(await store.messages.search(ana.person, alicia, ['max'], 5)).toEqual([]);
      expect(await exported(store, diego.person)).toEqual(before);
      expect(await store.messages.search(diego.person, alicia, ['max'], 5)).toHaveLength(1);
      expect(Object.values(await store.erasePerson(ana.person)).every((count) => count === 0)).toBe(true);
      const [account] = kept?.accounts ?? [];
      expect((await store.people.ofAccount(account!, monday)).id).not.toBe(ana.person);
    });
    check('nothing that was under way brings an erased person back', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const turn = turnIn(session);
      await store.turns.open(turn, [messageIn(turn, 'Hola')]);
      await store.erasePerson(person);
      await store.turns.replied(turn.id, messageIn(turn, 'Hola', { speaker: 'assistant' }), [
        points(person, 1),
      ]);
      await store.turns.delivered(turn.id, ['1']);
      const applied = await store.apply(turn.id, [
        points(person, 1),
        { kind: 'mood', session: session.id, label: 'shy', intensity: 1, at: monday },
        { kind: 'fact', fact: factOf(person) },
        { kind: 'episode', episode: episodeOf(person, session.id) },
        { kind: 'person', person, isGreeted: true },
      ]);
      expect(applied.isNew).toBe(false);
      const next = turnIn(session);
      expect(await store.turns.open(next, [messageIn(next, 'Hola')])).toBe(false);
      await start(store, person);
      expect(await exported(store, person)).toEqual([]);
    });
  });
};
