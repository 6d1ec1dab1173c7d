import { describe, expect } from 'vitest';
import { messageId, type PersonId, personaName, placeId, turnId } from '../../src/core/ids.ts';
import type { FeedbackChange, PlaceChange } from '../../src/core/ports/changes.ts';
import type { Session } from '../../src/core/ports/records.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { alicia, exchange, fresh, meet, messageIn, mika, monday, points, turnIn } from '../store/samples.ts';
import { type Contract, suite } from './contract.ts';

/** The part of the store contract about places: their settings, what was posted there, who is listed, what was thought. */
export const placeStoreContract: Contract<Store> = (name, open, options) => {
  const { check, opening } = suite(open, options);
  const exported = async (store: Store, person: PersonId) => {
    const rows = [];
    for await (const row of store.exportPerson(person)) rows.push(row);
    return rows;
  };

  describe(`store: ${name}: places`, () => {
    check('what holds in a place is set, kept and removed field by field', async () => {
      const store = await opening();
      const place = placeId(fresh('discord:thread'));
      const change = async (fields: Partial<PlaceChange>) => {
        await store.apply(fresh('command'), [{ kind: 'place', place, ...fields }]);
        return store.places.get(place);
      };
      expect(await store.places.get(place)).toBeUndefined();
      expect(await change({ persona: mika })).toEqual({ place, persona: mika, isJoined: false });
      await change({ isJoined: true });
      const all = { place, persona: mika, isJoined: true, quietUntil: monday };
      expect(await change({ quietUntil: monday })).toEqual(all);
      expect(await change({})).toEqual(all);
      expect(await change({ persona: null, quietUntil: null })).toEqual({ place, isJoined: true });
      expect(await change({ isJoined: false })).toEqual({ place, isJoined: false });
    });
    check('a change of a place counts once per cause, and is nobody’s', async () => {
      const store = await opening();
      const place = placeId(fresh('discord:thread'));
      const cause = fresh('command');
      expect((await store.apply(cause, [{ kind: 'place', place, persona: mika }])).isNew).toBe(true);
      expect((await store.apply(cause, [{ kind: 'place', place, persona: alicia }])).isNew).toBe(false);
      expect((await store.places.get(place))?.persona).toBe(mika);
    });
    check('erasing takes the settings of a place only the person hears, and of no other', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const [own, shared] = [placeId(fresh('discord:direct')), placeId(fresh('discord:channel'))];
      for (const [place, audience] of [
        [own, 'one'],
        [shared, 'members'],
      ] as const) {
        const turn = turnIn(session);
        await store.turns.open(turn, [messageIn(turn, 'Hola', { venue: { place, audience } })]);
        await store.apply(fresh('command'), [{ kind: 'place', place, isJoined: true }]);
      }
      expect(JSON.stringify(await exported(store, person))).toContain('is_joined');
      await store.erasePerson(person);
      expect(await store.places.get(own)).toBeUndefined();
      expect(await store.places.get(shared)).toMatchObject({ isJoined: true });
    });
  });

  describe(`store: ${name}: what was posted`, () => {
    check('an answer is known by its platform messages while it is said and ever after', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const [first, second, third] = [fresh('post'), fresh('post'), fresh('post')];
      const turn = turnIn(session);
      await store.turns.open(turn, [messageIn(turn, 'Hola')]);
      await store.turns.speaking(turn.id, [first, '']);
      expect((await store.turns.get(turn.id))?.spoken).toEqual([first, '']);
      expect(await store.messages.ofPlatform(first)).toBeUndefined();
      const reply = messageIn(turn, 'Hola, Ana', { speaker: 'assistant' });
      await store.turns.replied(turn.id, reply, []);
      expect(await store.messages.ofPlatform(first)).toEqual(reply);
      await store.turns.speaking(turn.id, [first, second]);
      await store.turns.delivered(turn.id, [first, second, third]);
      const delivered = { ...reply, platformIds: [first, second, third] };
      for (const id of delivered.platformIds) expect(await store.messages.ofPlatform(id)).toEqual(delivered);
      expect(await store.turns.get(turn.id)).toMatchObject({
        state: 'delivered',
        spoken: [first, second, third],
      });
      // What comes too late changes nothing any more.
      await store.turns.speaking(turn.id, [first]);
      expect((await store.turns.get(turn.id))?.spoken).toEqual([first, second, third]);
      expect(await store.messages.ofPlatform('')).toBeUndefined();
      expect(await store.messages.ofPlatform(fresh('post'))).toBeUndefined();
    });
    check('a platform that counts anew means the latest answer', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const again = fresh('post');
      for (const text of ['first', 'second']) {
        const turn = turnIn(session);
        await store.turns.open(turn, [messageIn(turn, 'Hola')]);
        await store.turns.replied(turn.id, messageIn(turn, text, { speaker: 'assistant' }), []);
        await store.turns.delivered(turn.id, [again]);
      }
      expect(await store.messages.ofPlatform(again)).toMatchObject({ text: 'second' });
    });
    check('what is said for nobody any more is not kept', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const post = fresh('post');
      const turn = turnIn(session);
      await store.turns.open(turn, [messageIn(turn, 'Hola')]);
      await store.turns.speaking(turn.id, [post]);
      expect(JSON.stringify(await exported(store, person))).toContain(post);
      await store.erasePerson(person);
      await store.turns.speaking(turn.id, [post]);
      await store.turns.delivered(turn.id, [post]);
      await store.turns.speaking(turnId(fresh('turn')), [post]);
      expect(await exported(store, person)).toEqual([]);
      expect(await store.messages.ofPlatform(post)).toBeUndefined();
    });
  });

  describe(`store: ${name}: who is listed`, () => {
    const listing = (store: Store, person: PersonId, community: string, name: string | null) =>
      store.apply(fresh('command'), [{ kind: 'person', person, listed: { community, name } }]);

    check('a name is set, replaced and taken off community by community', async () => {
      const store = await opening();
      const { person } = await meet(store);
      await listing(store, person, 'discord:1', 'Ana');
      await listing(store, person, '', 'Anita');
      await listing(store, person, '__proto__', 'A. "ñ"');
      const listed = async () => Object.entries((await store.people.get(person))?.listed ?? {});
      expect(await listed()).toEqual([
        ['discord:1', 'Ana'],
        ['', 'Anita'],
        ['__proto__', 'A. "ñ"'],
      ]);
      await listing(store, person, 'discord:1', 'Ana María');
      await listing(store, person, '__proto__', null);
      await store.apply(fresh('command'), [{ kind: 'person', person, isGreeted: true }]);
      expect(await listed()).toEqual([
        ['discord:1', 'Ana María'],
        ['', 'Anita'],
      ]);
    });
    check('the top has who agreed, in that community, with that persona, above nothing', async () => {
      const store = await opening();
      const community = fresh('discord');
      const someone = async (name: string | null, delta: number, where = community) => {
        const { person } = await meet(store);
        await store.apply(fresh('turn'), [points(person, delta)]);
        if (name !== null) await listing(store, person, where, name);
        return person;
      };
      await someone('Ana', 25);
      const bea = await someone('Bea', 50);
      await someone(null, 99);
      await someone('Elsewhere', 99, fresh('discord'));
      await someone('Newcomer', 0);
      expect(await store.affinity.top(alicia, community, 9)).toEqual([
        { name: 'Bea', points: 50, level: 'friend' },
        { name: 'Ana', points: 25, level: 'acquaintance' },
      ]);
      expect(await store.affinity.top(alicia, community, 1)).toMatchObject([{ name: 'Bea' }]);
      expect(await store.affinity.top(mika, community, 9)).toEqual([]);
      expect(await store.affinity.top(alicia, '', 0)).toEqual([]);
      await listing(store, bea, community, null);
      expect(await store.affinity.top(alicia, community, 9)).toMatchObject([{ name: 'Ana' }]);
    });
    check('an erased person is on no list', async () => {
      const store = await opening();
      const community = fresh('discord');
      const { person } = await meet(store);
      await store.apply(fresh('turn'), [points(person, 5)]);
      await listing(store, person, community, 'Ana');
      expect(JSON.stringify(await exported(store, person))).toContain(community);
      await store.erasePerson(person);
      await listing(store, person, community, 'Ana');
      expect(await store.affinity.top(alicia, community, 9)).toEqual([]);
      expect(await exported(store, person)).toEqual([]);
    });
  });

  describe(`store: ${name}: what people thought of replies`, () => {
    const replyIn = async (store: Store, session: Session) => {
      const turn = await exchange(store, session, 'Hola', 'Hola, Ana');
      const reply = (await store.messages.ofTurn(turn.id)).find(({ speaker }) => speaker === 'assistant');
      return reply?.id ?? messageId('none');
    };
    const think = (store: Store, change: Omit<FeedbackChange, 'kind' | 'at'>, at = monday) =>
      store.apply(fresh('reaction'), [{ kind: 'feedback', at, ...change }]);

    check('one verdict per person and reply: the last one counts, 0 takes it back', async () => {
      const store = await opening();
      const persona = personaName(fresh('alicia'));
      const [ana, bea] = [await meet(store), await meet(store)];
      const message = await replyIn(store, ana.session);
      const of = () => store.feedback.ofPersona(persona, 100);
      expect(await of()).toEqual({ good: 0, bad: 0 });
      await think(store, { person: ana.person, persona, message, value: 1 });
      await think(store, { person: ana.person, persona, message, value: 1 });
      await think(store, { person: bea.person, persona, message, value: -1 });
      expect(await of()).toEqual({ good: 1, bad: 1 });
      await think(store, { person: ana.person, persona, message, value: -1 });
      expect(await of()).toEqual({ good: 0, bad: 2 });
      await think(store, { person: ana.person, persona, message, value: 0 });
      await think(store, { person: ana.person, persona, message: messageId(fresh('none')), value: 1 });
      expect(await of()).toEqual({ good: 0, bad: 1 });
    });
    check('of many verdicts the latest count', async () => {
      const store = await opening();
      const persona = personaName(fresh('alicia'));
      const { person, session } = await meet(store);
      for (const [index, value] of ([-1, -1, 1, 1, 1] as const).entries()) {
        const message = await replyIn(store, session);
        await think(store, { person, persona, message, value }, monday + index);
      }
      expect(await store.feedback.ofPersona(persona, 4)).toEqual({ good: 3, bad: 1 });
      expect(await store.feedback.ofPersona(persona, 0)).toEqual({ good: 0, bad: 0 });
    });
    check('a verdict goes with who gave it and with whose answer it was', async () => {
      const store = await opening();
      const persona = personaName(fresh('alicia'));
      const [ana, bea] = [await meet(store), await meet(store)];
      const [toAna, toBea] = [await replyIn(store, ana.session), await replyIn(store, bea.session)];
      await think(store, { person: ana.person, persona, message: toAna, value: 1 });
      await think(store, { person: ana.person, persona, message: toBea, value: 1 });
      await think(store, { person: bea.person, persona, message: toAna, value: -1 });
      await think(store, { person: bea.person, persona, message: toBea, value: -1 });
      expect(JSON.stringify(await exported(store, ana.person))).not.toContain(bea.person);
      await store.erasePerson(ana.person);
      expect(await store.feedback.ofPersona(persona, 100)).toEqual({ good: 0, bad: 1 });
      await think(store, { person: bea.person, persona, message: toAna, value: 1 });
      expect(await store.feedback.ofPersona(persona, 100)).toEqual({ good: 0, bad: 1 });
    });
    check('stars: the last of each person count, and go with them', async () => {
      const store = await opening();
      const persona = personaName(fresh('alicia'));
      const [ana, bea] = [await meet(store), await meet(store)];
      const give = (person: Session['person'], stars: 1 | 2 | 4 | 5) =>
        store.apply(fresh('rate'), [{ kind: 'rating', person, persona, stars, at: monday }]);
      expect(await store.feedback.ratings(persona)).toEqual({ stars: 0, count: 0 });
      await give(ana.person, 1);
      await give(ana.person, 4);
      await give(bea.person, 5);
      expect(await store.feedback.ratings(persona)).toEqual({ stars: 9, count: 2 });
      await store.erasePerson(ana.person);
      await give(ana.person, 2);
      expect(await store.feedback.ratings(persona)).toEqual({ stars: 5, count: 1 });
    });
  });
};
