import { describe, expect } from 'vitest';
import type { RetractChange } from '../../src/core/ports/changes.ts';
import type { Session, StoredMessage, Turn } from '../../src/core/ports/records.ts';
import type { Store } from '../../src/core/ports/store.ts';
import {
  alicia,
  bands,
  episodeOf,
  exchange,
  factOf,
  fresh,
  meet,
  messageIn,
  monday,
  points,
  turnIn,
} from '../store/samples.ts';
import { type Contract, suite } from './contract.ts';

/** The part of the store contract about messages a person deleted or edited after they were heard. */
export const editStoreContract: Contract<Store> = (name, open, options) => {
  const { check, opening } = suite(open, options);
  const texts = (messages: readonly { readonly text: string }[]) => messages.map(({ text }) => text);

  /** One turn of two messages, answered. */
  const two = async (store: Store, session: Session, [first, second]: readonly [string, string]) => {
    const turn = turnIn(session);
    const said = [messageIn(turn, first), messageIn(turn, second)] as const;
    const reply = messageIn(turn, `${first}? indeed`, { speaker: 'assistant' });
    await store.turns.open(turn, said);
    await store.turns.replied(turn.id, reply, []);
    await store.turns.delivered(turn.id, [fresh('post')]);
    await store.apply(turn.id, []);
    return { turn, said, reply };
  };
  const remove = (store: Store, { person, id }: StoredMessage, other: Partial<RetractChange> = {}) =>
    store.apply(fresh('event'), [
      { kind: 'retract', person, message: id, because: 'deleted', bands, at: monday, ...other },
    ]);
  const edit = (store: Store, message: StoredMessage, text: string) =>
    remove(store, message, { because: 'edited', text });

  describe(`store: ${name}: messages deleted and edited`, () => {
    /** What every list and search of a pair has. */
    const everywhere = async (store: Store, session: Session, turn: Turn, stems: readonly string[]) => {
      const { person } = session;
      const page = await store.messages.ofPair(person, alicia, { afterSeq: 0, limit: 99 });
      const lists = [
        texts(page.messages),
        texts(await store.messages.recent(session, 99)),
        texts(await store.messages.history(person, alicia, 99)),
      ];
      const [list = [], ...others] = lists;
      for (const other of others) expect(other).toEqual(list);
      expect(await store.messages.count(person)).toBe(list.length);
      expect(await store.messages.count(person, alicia)).toBe(list.length);
      const found = await store.messages.search(person, alicia, stems, 99);
      return {
        list,
        ofTurn: texts(await store.messages.ofTurn(turn.id)),
        found: texts(found.map(({ message }) => message)).sort(),
      };
    };

    check('a deleted message leaves every list and search, and its answer with it', async () => {
      const store = await opening();
      const { session } = await meet(store);
      await exchange(store, session, 'my cat', 'a cat');
      const turn = turnIn(session);
      const said = messageIn(turn, 'my dog max');
      await store.turns.open(turn, [said]);
      const reply = messageIn(turn, 'max the dog', { speaker: 'assistant' });
      const post = fresh('post');
      await store.turns.replied(turn.id, reply, []);
      await store.turns.delivered(turn.id, [post]);
      await exchange(store, session, 'another dog', 'max');
      const words = ['dog', 'max', 'cat'];
      expect((await everywhere(store, session, turn, words)).found).toHaveLength(6);
      await remove(store, said);
      expect(await everywhere(store, session, turn, words)).toEqual({
        list: ['my cat', 'a cat', 'another dog', 'max'],
        ofTurn: [],
        found: ['a cat', 'another dog', 'max', 'my cat'],
      });
      expect(await store.messages.get(said.id)).toEqual({ ...said, text: '' });
      expect(await store.messages.ofPlatform(post)).toMatchObject({ id: reply.id });
      // Heard once, it is not heard again.
      const again = turnIn(session);
      expect(await store.turns.open(again, [{ ...said, turn: again.id }])).toBe(false);
      expect((await everywhere(store, session, turn, words)).list).toHaveLength(4);
    });
    check('what was deleted before the first search is not found by it', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const { turn, said } = await two(store, session, ['my dog', 'my cat']);
      await remove(store, said[1]);
      expect((await everywhere(store, session, turn, ['dog', 'cat'])).found).toEqual([
        'my dog',
        'my dog? indeed',
      ]);
    });
    check('an answer stays as long as something it answers does', async () => {
      for (const order of [
        [0, 1],
        [1, 0],
      ] as const) {
        const store = await opening();
        const { session } = await meet(store);
        const { turn, said, reply } = await two(store, session, ['one', 'two']);
        await remove(store, said[order[0]]);
        expect((await everywhere(store, session, turn, ['indeed'])).list).toEqual([
          said[order[1]].text,
          reply.text,
        ]);
        await remove(store, said[order[1]]);
        expect(await everywhere(store, session, turn, ['indeed'])).toEqual({
          list: [],
          ofTurn: [],
          found: [],
        });
      }
    });
    check('pages go on after what was deleted', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const { said } = await two(store, session, ['one', 'two']);
      const first = await store.messages.ofPair(person, alicia, { afterSeq: 0, limit: 1 });
      await remove(store, said[0]);
      await remove(store, said[1]);
      await exchange(store, session, 'three', 'four');
      const rest = await store.messages.ofPair(person, alicia, { afterSeq: first.seq, limit: 9 });
      expect(texts(rest.messages)).toEqual(['three', 'four']);
    });
    check('an edited message reads its new text everywhere, and keeps its answer', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const { turn, said, reply } = await two(store, session, ['my dog', 'my cat']);
      expect((await everywhere(store, session, turn, ['dog'])).found).toHaveLength(2);
      await edit(store, said[0], 'my bird "max"');
      const list = ['my bird "max"', 'my cat', reply.text];
      expect(await everywhere(store, session, turn, ['dog'])).toEqual({
        list,
        ofTurn: list,
        found: [reply.text],
      });
      expect((await everywhere(store, session, turn, ['bird'])).found).toEqual(['my bird "max"']);
      expect(await store.messages.get(said[0].id)).toEqual({ ...said[0], text: 'my bird "max"' });
      await remove(store, said[0], { because: 'edited' });
      await edit(store, said[1], '');
      expect((await everywhere(store, session, turn, ['bird'])).list).toEqual([
        'my bird "max"',
        '',
        reply.text,
      ]);
      await remove(store, said[0]);
      await edit(store, said[0], 'back again');
      expect(await everywhere(store, session, turn, ['bird', 'back'])).toMatchObject({
        list: ['', reply.text],
        found: [],
      });
    });
    check(
      'what is deleted while it is answered is not answered, and nothing is learned from it',
      async () => {
        const store = await opening();
        const { person, session } = await meet(store);
        const turn = turnIn(session);
        const said = messageIn(turn, 'my dog max');
        await store.turns.open(turn, [said]);
        await remove(store, said);
        expect(await store.messages.ofTurn(turn.id)).toEqual([]);
        const reply = messageIn(turn, 'max the dog', { speaker: 'assistant' });
        await store.turns.replied(turn.id, reply, []);
        const learned = await store.apply(turn.id, [
          points(person, 3, { message: said.id }),
          { kind: 'fact', fact: factOf(person, { message: said.id }) },
          { kind: 'episode', episode: episodeOf(person, session.id, { sources: [said.id] }) },
          { kind: 'mood', session: session.id, label: 'shy', intensity: 1, at: monday },
        ]);
        expect(learned).toEqual({ isNew: true, affinity: [], events: [], facts: 0, episodes: 0 });
        expect((await everywhere(store, session, turn, ['max'])).list).toEqual([]);
        expect(await store.messages.get(reply.id)).toEqual(reply);
        expect(await store.moods.get(session.id)).toMatchObject({ label: 'shy' });
        expect(await store.turns.get(turn.id)).toMatchObject({ state: 'settled' });
      },
    );
    check('what a persona says unasked stays', async () => {
      const store = await opening();
      const { session } = await meet(store);
      const turn = turnIn(session);
      await store.turns.open(turn, []);
      await store.turns.replied(turn.id, messageIn(turn, 'Good morning', { speaker: 'assistant' }), []);
      expect(texts(await store.messages.recent(session, 9))).toEqual(['Good morning']);
    });
    check('an erased person takes along what they deleted', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const { said } = await two(store, session, ['my dog', 'my cat']);
      await store.apply(fresh('turn'), [
        points(person, 3, { message: said[0].id }),
        { kind: 'fact', fact: factOf(person, { message: said[0].id }) },
      ]);
      await store.messages.search(person, alicia, ['dog'], 9);
      for (const message of said) await remove(store, message);
      await store.erasePerson(person);
      for await (const row of store.exportPerson(person)) expect(row).toBeUndefined();
      expect(await store.messages.get(said[0].id)).toBeUndefined();
      const late = await remove(store, said[1]);
      expect(late.isNew).toBe(false);
    });
  });
};
