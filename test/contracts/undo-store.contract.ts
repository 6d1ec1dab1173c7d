import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { messageId } from '../../src/core/ids.ts';
import type { Change, RetractChange } from '../../src/core/ports/changes.ts';
import type { Session, StoredMessage } from '../../src/core/ports/records.ts';
import type { Store } from '../../src/core/ports/store.ts';
import {
  alicia,
  bands,
  day,
  episodeOf,
  factOf,
  fresh,
  meet,
  messageIn,
  monday,
  points,
  turnIn,
} from '../store/samples.ts';
import { type Contract, suite } from './contract.ts';

/** The part of the store contract about taking back what a message did. */
export const undoStoreContract: Contract<Store> = (name, open, options) => {
  const { check, opening } = suite(open, options);

  /** One turn of these messages, and what is learned from the last of them. */
  const say = async (
    store: Store,
    session: Session,
    texts: readonly string[],
    learn: (last: StoredMessage) => readonly Change[] = () => [],
  ): Promise<readonly StoredMessage[]> => {
    const turn = turnIn(session);
    const said = texts.map((text) => messageIn(turn, text));
    await store.turns.open(turn, said);
    await store.turns.replied(turn.id, messageIn(turn, `re: ${texts[0]}`, { speaker: 'assistant' }), []);
    await store.apply(turn.id, learn(said.at(-1) as StoredMessage));
    return said;
  };
  const earn =
    (delta: number, other: Parameters<typeof points>[2] = {}) =>
    (message: StoredMessage): readonly Change[] => [
      points(message.person, delta, { message: message.id, ...other }),
    ];
  const tell =
    (value: string, at: number) =>
    (message: StoredMessage): readonly Change[] => [
      {
        kind: 'fact',
        fact: factOf(message.person, { value, message: message.id, firstMentioned: at, updatedAt: at }),
      },
    ];
  const takeBack = (
    store: Store,
    message: StoredMessage | undefined,
    other: Partial<RetractChange> = {},
    cause = fresh('event'),
  ) => {
    if (message === undefined) throw new RangeError('Nothing was said.');
    const { person, id } = message;
    return store.apply(cause, [
      { kind: 'retract', person, message: id, because: 'deleted', bands, at: monday + day, ...other },
    ]);
  };
  const ledgerOf = (store: Store, { person }: Pick<StoredMessage, 'person'>) =>
    store.affinity.ledger(person, alicia, { limit: 1_000, offset: 0 });
  const texts = (messages: readonly { readonly text: string }[]) => messages.map(({ text }) => text);
  const nothing = { affinity: [], events: [], facts: 0, episodes: 0 };

  describe(`store: ${name}: points taken back`, () => {
    check('a row of the ledger is answered by its opposite, once', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      await say(store, session, ['hi'], earn(30));
      const [kind] = await say(store, session, ['how kind'], earn(15, { cause: 'compliment' }));
      const [earned] = await ledgerOf(store, { person });
      const applied = await takeBack(store, kind);
      expect(applied).toMatchObject({ isNew: true, facts: 0, episodes: 0 });
      expect(applied.events).toEqual([
        {
          id: `${earned?.id}:retracted`,
          person,
          persona: alicia,
          cause: 'compliment',
          rule: 'message.deleted',
          delta: -15,
          before: 45,
          after: 30,
          levelBefore: 'friend',
          levelAfter: 'acquaintance',
          message: kind?.id,
          at: monday + day,
        },
      ]);
      expect(applied.affinity).toEqual([await store.affinity.get(person, alicia)]);
      expect((await ledgerOf(store, { person }))[0]).toEqual(applied.events[0]);
      expect(await takeBack(store, kind)).toEqual({ isNew: true, ...nothing });
      expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 30 });
    });
    check('fifty who take the same message back take it back once', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      await say(store, session, ['hi'], earn(30));
      const [kind] = await say(store, session, ['how kind'], earn(15));
      const applied = await Promise.all(Array.from({ length: 50 }, () => takeBack(store, kind)));
      expect(applied.flatMap(({ events }) => events)).toHaveLength(1);
      expect((await store.affinity.get(person, alicia))?.points).toBe(30);
    });
    check('a level fallen from is told again when they rise again', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const [kind] = await say(store, session, ['how kind'], earn(45));
      await store.apply(fresh('told'), [{ kind: 'told-level', person, persona: alicia, level: 'friend' }]);
      const { affinity } = await takeBack(store, kind);
      expect(affinity).toMatchObject([{ points: 0, level: 'stranger', toldLevel: 'stranger' }]);
      expect([await store.affinity.get(person, alicia)]).toEqual(affinity);
      const [unkind] = await say(store, session, ['you fool'], earn(-5));
      expect((await takeBack(store, unkind)).affinity).toMatchObject([{ toldLevel: 'stranger' }]);
    });
    check('whoever takes everything back, in any order, ends where they began', async () => {
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const store = await opening();
        const { person, session } = await meet(store);
        const said = [
          ...(await say(store, session, ['lovely'], earn(10))),
          ...(await say(store, session, ['stupid'], earn(-10))),
        ];
        for (const index of order) await takeBack(store, said[index]);
        expect((await store.affinity.get(person, alicia))?.points).toBe(0);
      }
    });
    check('points taken back make room under the daily cap', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const give = async (delta: number) => {
        const [message] = await say(store, session, ['kind'], earn(delta, { dailyCap: 10 }));
        return { message, got: (await ledgerOf(store, { person }))[0]?.delta };
      };
      const first = await give(8);
      const unkind = await give(-8);
      expect((await give(8)).got).toBe(2);
      await takeBack(store, first.message, { at: monday });
      expect((await give(9)).got).toBe(8);
      // What comes back of a loss is no gain of the day.
      await takeBack(store, unkind.message, { at: monday });
      expect((await give(9)).got).toBe(0);
    });
    check('a message edited again and again is answered for what it earned each time', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      await say(store, session, ['hi'], earn(20));
      const [message] = await say(store, session, ['good'], earn(5));
      const at = monday;
      for (const delta of [7, -3]) {
        const edited = await takeBack(store, message, { because: 'edited', text: `worth ${delta}`, at });
        expect(edited.events).toMatchObject([{ rule: 'message.edited' }]);
        await store.apply(fresh('edit'), earn(delta)(message as StoredMessage));
      }
      expect((await store.affinity.get(person, alicia))?.points).toBe(17);
      await takeBack(store, message, { at });
      expect((await store.affinity.get(person, alicia))?.points).toBe(20);
      expect((await ledgerOf(store, { person })).map(({ delta }) => delta).reverse()).toEqual([
        20, 5, -5, 7, -7, -3, 3,
      ]);
    });
    check('what is not there, not theirs, or was said by the persona, is not taken back', async () => {
      const store = await opening();
      const [ana, bea] = [await meet(store), await meet(store)];
      const [message] = await say(store, ana.session, ['kind'], earn(5));
      const reply = (await store.messages.recent(ana.session, 1))[0];
      for (const other of [
        { person: bea.person },
        { message: messageId(fresh('none')) },
        { message: reply?.id ?? messageId('none') },
      ]) {
        expect(await takeBack(store, message, other)).toEqual({ isNew: true, ...nothing });
      }
      expect(texts(await store.messages.recent(ana.session, 9))).toEqual(['kind', 're: kind']);
      expect((await store.affinity.get(ana.person, alicia))?.points).toBe(5);
    });
  });

  describe(`store: ${name}: facts and episodes taken back`, () => {
    const valuesOf = async (store: Store, { person }: Pick<Session, 'person'>) => [
      (await store.facts.ofPerson(person)).map(({ value }) => value),
      (await store.facts.past(person)).map(({ value, endedBecause }) => [value, endedBecause]),
    ];

    check('a fact told, corrected, and the correction taken back is the first again', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      await say(store, session, ['Spanish'], tell('spanish', monday));
      const first = await store.facts.ofPerson(person);
      const [correction] = await say(store, session, ['English'], tell('english', monday + 1));
      expect(await valuesOf(store, session)).toEqual([['english'], [['spanish', 'superseded']]]);
      expect((await takeBack(store, correction)).facts).toBe(1);
      expect(await store.facts.ofPerson(person)).toEqual(first);
      expect(await store.facts.past(person)).toEqual([]);
      expect((await takeBack(store, correction)).facts).toBe(0);
      expect(await store.facts.ofPerson(person)).toEqual(first);
    });
    check('a fact taken back from the middle was never true', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      await say(store, session, ['1'], tell('madrid', monday));
      const [second] = await say(store, session, ['2'], tell('lima', monday + 1));
      const [third] = await say(store, session, ['3'], tell('quito', monday + 2));
      await takeBack(store, second);
      expect(await store.facts.past(person)).toMatchObject([{ value: 'madrid', endedAt: monday + 2 }]);
      await takeBack(store, third);
      expect(await valuesOf(store, session)).toEqual([['madrid'], []]);
    });
    check('what one message told twice leads back to what was told before it', async () => {
      const store = await opening();
      const { session } = await meet(store);
      await say(store, session, ['1'], tell('madrid', monday));
      const [both] = await say(store, session, ['2'], (message) => [
        ...tell('lima', monday + 1)(message),
        ...tell('quito', monday + 1)(message),
      ]);
      expect((await takeBack(store, both)).facts).toBe(2);
      expect(await valuesOf(store, session)).toEqual([['madrid'], []]);
    });
    check('what was denied or forgotten does not come back, and stays forgotten', async () => {
      for (const because of ['denied', 'forgotten'] as const) {
        const store = await opening();
        const { person, session } = await meet(store);
        await say(store, session, ['1'], tell('madrid', monday));
        const [second] = await say(store, session, ['2'], tell('lima', monday + 1));
        await store.apply(fresh('command'), [
          {
            kind: 'fact.end',
            person,
            category: 'preferences',
            key: 'language',
            because,
            at: monday + 2,
          },
        ]);
        const [third] = await say(store, session, ['3'], tell('quito', monday + 3));
        await takeBack(store, third);
        expect((await valuesOf(store, session))[0]).toEqual([]);
        await takeBack(store, second);
        expect(await valuesOf(store, session)).toEqual([
          [],
          because === 'denied'
            ? [['madrid', 'denied']]
            : [
                ['lima', 'forgotten'],
                ['madrid', 'superseded'],
              ],
        ]);
      }
    });
    check('episodes go with any of the messages they were read from', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const [first, second] = await say(store, session, ['Max is ill', 'Max died']);
      const sources = [first, second].flatMap((message) => (message === undefined ? [] : [message.id]));
      const read = episodeOf(person, session.id, { sources });
      const other = episodeOf(person, session.id, { sources: [], at: monday + 1 });
      const older = episodeOf(person, session.id, { at: monday - 1 });
      await store.apply(
        fresh('turn'),
        [read, other, older].map((episode) => ({ kind: 'episode', episode }) as const),
      );
      expect(await store.episodes.ofPair(person, alicia)).toEqual([other, read, older]);
      expect((await takeBack(store, first)).episodes).toBe(1);
      expect(await store.episodes.ofPair(person, alicia)).toEqual([other, older]);
      expect((await takeBack(store, second)).episodes).toBe(0);
    });
    check('whatever is said, told and taken back, points and facts are of what is left', async () => {
      const store = await opening();
      const step = fc.oneof(
        fc.record({ delta: fc.integer({ min: -9, max: 9 }), fact: fc.boolean() }),
        fc.record({ undo: fc.nat(9), because: fc.constantFrom('deleted', 'edited') }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          const { person, session } = await meet(store);
          const told: { message: StoredMessage; value?: string; at: number }[] = [];
          let facts: typeof told = [];
          const isSound = async () => {
            const ledger = await ledgerOf(store, { person });
            const held = (await store.affinity.get(person, alicia))?.points ?? 0;
            expect(ledger.reduce((sum, { delta }) => sum + delta, 0)).toBe(held);
            expect(held).toBeGreaterThanOrEqual(0);
            const [last, ...before] = facts.filter(({ value }) => value !== undefined).reverse();
            expect((await store.facts.ofPerson(person)).map(({ value }) => value)).toEqual(
              last === undefined ? [] : [last.value],
            );
            expect((await store.facts.past(person)).map(({ value }) => value)).toEqual(
              before.map(({ value }) => value),
            );
          };
          for (const [index, made] of steps.entries()) {
            const at = monday + index;
            if ('undo' in made) {
              const undone = told[made.undo];
              if (undone === undefined) continue;
              await takeBack(store, undone.message, { because: made.because as 'deleted', at });
              facts = facts.filter((one) => one !== undone);
            } else {
              const value = made.fact ? `value ${index}` : undefined;
              const [message] = await say(store, session, [`${index}`], (said) => [
                ...earn(made.delta, { at })(said),
                ...(value === undefined ? [] : tell(value, at)(said)),
              ]);
              const one = { message: message as StoredMessage, at, ...(value && { value }) };
              told.push(one);
              facts.push(one);
            }
            await isSound();
          }
          facts = [];
          for (const { message } of told) await takeBack(store, message);
          await isSound();
          expect((await store.affinity.get(person, alicia))?.points).toBe(0);
        }),
        { numRuns: 20 },
      );
    });
  });
};
