import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { accountId, personId, placeId, sessionId, turnId } from '../../src/core/ids.ts';
import type { PersonChange } from '../../src/core/ports/changes.ts';
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
  place,
  points,
  start,
  turnIn,
} from '../store/samples.ts';
import { broadcastsStoreContract } from './broadcasts-store.contract.ts';
import { type Contract, type StoreContractOptions, suite } from './contract.ts';
import { conversationStoreContract } from './conversation-store.contract.ts';
import { editStoreContract } from './edit-store.contract.ts';
import { leaseStoreContract } from './lease-store.contract.ts';
import { memoryStoreContract } from './memory-store.contract.ts';
import { placeStoreContract } from './place-store.contract.ts';
import { undoStoreContract } from './undo-store.contract.ts';
import { waitingStoreContract } from './waiting-store.contract.ts';

const fifty = Array.from({ length: 50 }, (_, index) => index);

/** What every store does. `open` gives a store of its own; rows of other tests may be in it. */
export const storeContract: Contract<Store, StoreContractOptions> = (name, open, options = {}) => {
  const { check, opening } = suite(open, options);
  const { openTwo } = options;

  conversationStoreContract(name, open, options);
  placeStoreContract(name, open, options);
  memoryStoreContract(name, open, options);
  broadcastsStoreContract(name, open, options);
  undoStoreContract(name, open, options);
  editStoreContract(name, open, options);
  leaseStoreContract(name, open, options);
  waitingStoreContract(name, open, options);

  describe(`store: ${name}: people and sessions`, () => {
    check('an account seen for the first time gets a person, and the same one ever after', async () => {
      const store = await opening();
      const account = accountId(fresh('terminal:ana'));
      const ana = await store.people.ofAccount(account, monday);
      expect(ana).toEqual({
        id: ana.id,
        accounts: [account],
        isGreeted: false,
        isRemembered: true,
        preferences: {},
        chosen: {},
        listed: {},
        createdAt: monday,
      });
      expect(await store.people.ofAccount(account, monday + day)).toEqual(ana);
      expect(await store.people.get(ana.id)).toEqual(ana);
      expect(await store.people.get(personId('nobody'))).toBeUndefined();
    });
    check('fifty first sights at once make one person', async () => {
      const store = await opening();
      const account = accountId(fresh('discord:1'));
      const seen = await Promise.all(fifty.map(() => store.people.ofAccount(account, monday)));
      expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
    });
    check('what a person prefers and chose is set, replaced and taken back entry by entry', async () => {
      const store = await opening();
      const { person } = await meet(store);
      const change = async (fields: Partial<PersonChange>) => {
        await store.apply(fresh('command'), [{ kind: 'person', person, ...fields }]);
        return store.people.get(person);
      };
      await change({ language: 'es', isGreeted: true });
      await change({ preferences: { persona: alicia, traits: { warmth: 0.8 } } });
      await change({ preferences: { persona: mika, traits: { humor: 1 } } });
      expect(await change({ chosen: { place: place.id, persona: mika } })).toMatchObject({
        language: 'es',
        isGreeted: true,
        isRemembered: true,
        preferences: { alicia: { warmth: 0.8 }, mika: { humor: 1 } },
        chosen: { [place.id]: 'mika' },
      });
      await change({ preferences: { persona: alicia, traits: null }, isRemembered: false });
      const last = await change({ chosen: { place: place.id, persona: null } });
      expect(last).toMatchObject({ isGreeted: true, isRemembered: false });
      expect([last?.preferences, last?.chosen]).toEqual([{ mika: { humor: 1 } }, {}]);
    });
    check('a session starts with its mood and, once, with the first row of the pair', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      expect(await store.sessions.get(session.id)).toEqual(session);
      expect(await store.moods.get(session.id)).toEqual({
        session: session.id,
        label: 'neutral',
        intensity: 1,
        startedAt: monday,
      });
      await store.apply(fresh('turn'), [points(person, 3)]);
      await start(store, person, { createdAt: monday + day, lastActivity: monday + day });
      expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 3, level: 'stranger' });
    });
    check('the latest session is the one last active, per persona and place', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const second = await start(store, person, { lastActivity: monday + 5 });
      const elsewhere = await start(store, person, { place: placeId('terminal:channel:lobby') });
      expect(await store.sessions.latest(person, alicia, place.id)).toEqual(second);
      expect(await store.sessions.latest(person, alicia, elsewhere.place)).toEqual(elsewhere);
      expect(await store.sessions.latest(person, mika, place.id)).toBeUndefined();
      const turn = turnIn(session, { openedAt: monday + 9 });
      await store.turns.open(turn, [messageIn(turn, 'Hola'), messageIn(turn, '¿Estás?')]);
      expect(await store.sessions.latest(person, alicia, place.id)).toEqual({
        ...session,
        lastActivity: monday + 9,
        userMessages: 2,
      });
    });
    check('nobody has nothing: undefined or empty lists everywhere', async () => {
      const store = await opening();
      const nobody = personId(fresh('nobody'));
      expect(await store.sessions.get(sessionId('none'))).toBeUndefined();
      expect(await store.affinity.get(nobody, alicia)).toBeUndefined();
      expect(await store.affinity.ofPerson(nobody)).toEqual([]);
      expect(await store.affinity.ledger(nobody, alicia, { limit: 9, offset: 0 })).toEqual([]);
      expect(await store.facts.ofPerson(nobody)).toEqual([]);
      expect(await store.facts.past(nobody)).toEqual([]);
      expect(await store.episodes.ofPair(nobody, alicia)).toEqual([]);
      expect(await store.moods.history(nobody, alicia, 9)).toEqual([]);
      expect(await store.messages.history(nobody, alicia, 9)).toEqual([]);
      expect(await store.messages.count(nobody)).toBe(0);
      expect(await store.messages.search(nobody, alicia, ['max'], 9)).toEqual([]);
      expect(await store.turns.get(turnId('none'))).toBeUndefined();
      expect(await store.turns.takeOver(turnId('none'), 'a', 'b')).toBe(false);
    });
  });

  describe(`store: ${name}: affinity, moods, facts, episodes`, () => {
    check('fifty parallel points make fifty', async () => {
      const store = await opening();
      const { person } = await meet(store);
      await Promise.all(fifty.map(() => store.apply(fresh('turn'), [points(person, 1)])));
      expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 50, level: 'friend' });
      const ledger = await store.affinity.ledger(person, alicia, { limit: 100, offset: 0 });
      expect(ledger.map(({ after }) => after)).toEqual(fifty.map((index) => 50 - index));
    });
    check('the same cause counts once, however often and however parallel', async () => {
      const store = await opening();
      const { person } = await meet(store);
      const cause = fresh('turn');
      const change = points(person, 2);
      const applied = await Promise.all(fifty.map(() => store.apply(cause, [change])));
      expect(applied.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(applied.find(({ isNew }) => !isNew)).toEqual({
        isNew: false,
        affinity: [],
        events: [],
        facts: 0,
        episodes: 0,
      });
      expect((await store.affinity.get(person, alicia))?.points).toBe(2);
    });
    check('five and ten make fifteen, each a dated row that says before and after', async () => {
      const store = await opening();
      const { person } = await meet(store);
      await store.apply(fresh('command'), [points(person, 5, { cause: 'positive' })]);
      const applied = await store.apply(fresh('command'), [points(person, 40, { at: monday + 1 })]);
      expect(applied.affinity).toEqual([await store.affinity.get(person, alicia)]);
      expect(applied.affinity).toMatchObject([{ points: 45, level: 'friend', toldLevel: 'stranger' }]);
      const ledger = await store.affinity.ledger(person, alicia, { limit: 1, offset: 0 });
      expect(ledger).toEqual(applied.events);
      expect(ledger).toMatchObject([
        { before: 5, after: 45, delta: 40, levelBefore: 'stranger', at: monday + 1 },
      ]);
      expect(await store.affinity.ledger(person, alicia, { limit: 9, offset: 1 })).toMatchObject([
        { before: 0, after: 5, cause: 'positive' },
      ]);
      await store.apply(fresh('turn'), [{ kind: 'told-level', person, persona: alicia, level: 'friend' }]);
      expect(await store.affinity.get(person, alicia)).toMatchObject({ toldLevel: 'friend', points: 45 });
    });
    check('people and personas are apart, the fondest persona first', async () => {
      const store = await opening();
      const [ana, diego] = [await meet(store), await meet(store)];
      await store.apply(fresh('turn'), [points(ana.person, 1), points(ana.person, 4, { persona: mika })]);
      expect((await store.affinity.ofPerson(ana.person)).map((pair) => [pair.persona, pair.points])).toEqual([
        ['mika', 4],
        ['alicia', 1],
      ]);
      expect((await store.affinity.get(diego.person, alicia))?.points).toBe(0);
    });
    check('the daily cap counts the gains of one UTC day', async () => {
      const store = await opening();
      const { person } = await meet(store);
      const give = async (delta: number, at: number) => {
        const { events } = await store.apply(fresh('turn'), [points(person, delta, { dailyCap: 10, at })]);
        return [events[0]?.delta, events[0]?.rule];
      };
      const midnight = Date.UTC(2026, 0, 6);
      expect(await give(8, midnight - 2)).toEqual([8, 'affinity_rules.message']);
      expect(await give(-3, midnight - 2)).toEqual([-3, 'affinity_rules.message']);
      expect(await give(8, midnight - 1)).toEqual([2, 'affinity.dailyCap']);
      expect(await give(1, midnight - 1)).toEqual([0, 'affinity.dailyCap']);
      expect(await give(9, midnight)).toEqual([9, 'affinity_rules.message']);
    });
    check('the rows of the ledger always sum to the points', async () => {
      const store = await opening();
      const deltas = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.nat(3), fc.nat(12)), {
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(deltas, async (steps) => {
          const { person } = await meet(store);
          await Promise.all(
            steps.map(([delta, days, dailyCap]) =>
              store.apply(fresh('turn'), [points(person, delta, { dailyCap, at: monday + days * day })]),
            ),
          );
          const ledger = await store.affinity.ledger(person, alicia, { limit: 99, offset: 0 });
          expect(ledger).toHaveLength(steps.length);
          expect((await store.affinity.get(person, alicia))?.points).toBe(
            ledger.reduce((sum, { delta }) => sum + delta, 0),
          );
        }),
        { numRuns: 15 },
      );
    });
    check('a mood is set, and the history has it when it differs', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const mood = (label: string, intensity: number, at: number) =>
        store.apply(fresh('turn'), [{ kind: 'mood', session: session.id, label, intensity, at }]);
      await mood('shy', 0.7, monday + 1);
      await mood('shy', 0.7, monday + 2);
      await mood('shy', 0.4, monday + 3);
      expect(await store.moods.get(session.id)).toEqual({
        session: session.id,
        label: 'shy',
        intensity: 0.4,
        startedAt: monday + 3,
      });
      const history = await store.moods.history(person, alicia, 9);
      expect(
        history.map(({ label, intensity, startedAt }) => [label, intensity, startedAt - monday]),
      ).toEqual([
        ['shy', 0.4, 3],
        ['shy', 0.7, 1],
        ['neutral', 1, 0],
      ]);
      expect(await store.moods.history(person, alicia, 1)).toHaveLength(1);
    });
    check('a fact told again is one row with its first date; another value goes to the history', async () => {
      const store = await opening();
      const { person } = await meet(store);
      const tell = (value: string, at: number) =>
        store.apply(fresh('turn'), [
          { kind: 'fact', fact: factOf(person, { value, firstMentioned: at, updatedAt: at }) },
        ]);
      await tell('spanish', monday);
      await tell('Spanish', monday + 1);
      expect((await tell('english', monday + 2)).facts).toBe(1);
      const facts = await store.facts.ofPerson(person);
      expect(facts).toMatchObject([{ value: 'english', firstMentioned: monday, updatedAt: monday + 2 }]);
      expect(await store.facts.past(person)).toMatchObject([
        { value: 'spanish', endedAt: monday + 2, endedBecause: 'superseded' },
      ]);
    });
    check('a fact round-trips whatever its value, and belongs to the person, not to a persona', async () => {
      const store = await opening();
      const { person } = await meet(store);
      const told = [
        factOf(person, { key: 'pet_name', value: 'Max', qualifier: 'deceased', confidence: 0.95 }),
        factOf(person, { key: 'likes', value: ['Naruto', { since: 2019 }, null], confidence: 0.5 }),
        factOf(person, {
          key: '__proto__',
          value: false,
          persona: mika,
          isShareable: false,
          confidence: 0.4,
        }),
        factOf(person, { category: 'clé "ñ"', key: '', value: '', confidence: 0.3 }),
      ];
      await store.apply(
        fresh('turn'),
        told.map((fact) => ({ kind: 'fact', fact }) as const),
      );
      expect(await store.facts.ofPerson(person)).toEqual(told);
    });
    check('an ended fact is past; ending what is not there changes nothing', async () => {
      const store = await opening();
      const { person } = await meet(store);
      await store.apply(fresh('turn'), [{ kind: 'fact', fact: factOf(person) }]);
      const end = (key: string) =>
        store.apply(fresh('command'), [
          { kind: 'fact.end', person, category: 'preferences', key, because: 'forgotten', at: monday + day },
        ]);
      expect((await end('colour')).facts).toBe(0);
      expect((await end('language')).facts).toBe(1);
      expect(await store.facts.ofPerson(person)).toEqual([]);
      expect(await store.facts.past(person)).toMatchObject([
        { value: 'spanish', endedBecause: 'forgotten', endedAt: monday + day },
      ]);
    });
    check('stale facts are the unsure ones nobody told again', async () => {
      const store = await opening();
      const { person } = await meet(store);
      const facts = [
        factOf(person, { key: 'old_guess', confidence: 0.2, updatedAt: 1 }),
        factOf(person, { key: 'old_sure', confidence: 0.9, updatedAt: 1 }),
        factOf(person, { key: 'new_guess', confidence: 0.2 }),
      ];
      await store.apply(
        fresh('turn'),
        facts.map((fact) => ({ kind: 'fact', fact }) as const),
      );
      const stale = (await store.facts.stale(0.3, 2, 1000)).filter((fact) => fact.person === person);
      expect(stale.map(({ key }) => key)).toEqual(['old_guess']);
      expect(await store.facts.stale(0.3, 2, 0)).toEqual([]);
    });
    check('episodes come back as they were, newest first, for their pair', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const loss = episodeOf(person, session.id);
      const fight = episodeOf(person, session.id, {
        type: 'conflict',
        tags: [],
        at: monday + day,
        importance: 6,
      });
      const applied = await store.apply(fresh('turn'), [
        { kind: 'episode', episode: loss },
        { kind: 'episode', episode: fight },
      ]);
      expect(applied.episodes).toBe(2);
      expect(await store.episodes.ofPair(person, alicia)).toEqual([fight, loss]);
      expect(await store.episodes.ofPair(person, mika)).toEqual([]);
    });
  });

  if (openTwo !== undefined) {
    describe(`store: ${name}: two processes`, () => {
      check('two stores over the same rows lose nothing of each other', async () => {
        const two = await openTwo();
        opening.close(...two);
        const { person, session } = await meet(two[0]);
        const store = (index: number) => two[index % 2] as Store;
        const turn = turnIn(session);
        const said = messageIn(turn, 'Hola');
        const cause = fresh('turn');
        const [opens, applied] = await Promise.all([
          Promise.all(fifty.map((index) => store(index).turns.open(turn, [said]))),
          Promise.all(fifty.map((index) => store(index).apply(cause, [points(person, 1)]))),
          Promise.all(fifty.map((index) => store(index).apply(fresh('turn'), [points(person, 1)]))),
        ]);
        expect(opens.filter(Boolean)).toHaveLength(1);
        expect(applied.filter(({ isNew }) => isNew)).toHaveLength(1);
        expect((await two[1].affinity.get(person, alicia))?.points).toBe(51);
        const account = accountId(fresh('slack:U1'));
        const seen = await Promise.all(fifty.map((index) => store(index).people.ofAccount(account, monday)));
        expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
      });
      check('only one of two takes a turn over', async () => {
        const two = await openTwo();
        opening.close(...two);
        const { session } = await meet(two[0]);
        const turn = await exchange(two[0], session, 'Hola', 'Hola, Ana');
        const taken = await Promise.all(
          two.map((store, index) => store.turns.takeOver(turn.id, 'here', `p${index}`)),
        );
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await two[0].turns.get(turn.id)).toMatchObject({ attempts: 2, owner: taken[0] ? 'p0' : 'p1' });
      });
    });
  }
};
