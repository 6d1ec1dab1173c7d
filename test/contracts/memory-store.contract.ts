import { describe, expect } from 'vitest';
import type { Change } from '../../src/core/ports/changes.ts';
import type { Session, StoredMessage } from '../../src/core/ports/records.ts';
import type { Store } from '../../src/core/ports/store.ts';
import {
  alicia,
  bands,
  day,
  episodeOf,
  exchange,
  fresh,
  meet,
  mika,
  monday,
  place,
  summaryOf,
  turnIn,
} from '../store/samples.ts';
import { type Contract, suite } from './contract.ts';

/** The part of the store contract about memories that fade, and old exchanges that are summarised. */
export const memoryStoreContract: Contract<Store> = (name, open, options) => {
  const { check, opening } = suite(open, options);

  /** So many exchanges; every message of them, oldest first. */
  const talk = async (store: Store, session: Session, count: number): Promise<readonly StoredMessage[]> => {
    const said: StoredMessage[] = [];
    for (let index = 0; index < count; index++) {
      const turn = await exchange(store, session, `said ${index}`, `answer ${index}`);
      said.push(...(await store.messages.ofTurn(turn.id)));
    }
    return said;
  };
  const summaryOver = (messages: readonly StoredMessage[]) => {
    const [first] = messages;
    if (first === undefined) throw new RangeError('Nothing was said.');
    return summaryOf({
      person: first.person,
      sources: messages.map(({ id }) => id),
      interactions: messages.length / 2,
    });
  };
  /** Whether this conversation is among those with so many. */
  const waits = async (store: Store, { person }: Pick<Session, 'person'>, atLeast: number, at = monday) => {
    const waiting = await store.summaries.waiting(alicia, { atLeast, at, limit: 10_000 });
    return waiting.filter((each) => each.person === person).map(({ failures }) => failures);
  };
  const conversationOf = ({ person, persona }: Session) => ({ person, persona, place: place.id });
  const keep = (store: Store, change: Change, cause = fresh('cause')) => store.apply(cause, [change]);

  describe(`store: ${name}: old exchanges`, () => {
    check('wait from as many replies on as are asked for, until a summary covers them', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const said = await talk(store, session, 3);
      expect([await waits(store, session, 3), await waits(store, session, 4)]).toEqual([[0], []]);
      expect(await store.summaries.unsummarised(conversationOf(session), 3)).toEqual(said.slice(0, 3));
      const summary = summaryOver(said.slice(0, 4));
      await keep(store, { kind: 'summary', summary }, summary.id);
      expect(await store.summaries.ofPair(person, alicia)).toEqual([summary]);
      expect(await store.summaries.ofPair(person, mika)).toEqual([]);
      expect([await waits(store, session, 1), await waits(store, session, 2)]).toEqual([[0], []]);
      expect(await store.summaries.unsummarised(conversationOf(session), 9)).toEqual(said.slice(4));
      expect(await store.messages.count(person, alicia)).toBe(6);
      expect(await store.fading.count(person, alicia)).toBe(2);
    });

    check('are covered once: a second summary of one of them is not kept', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const said = await talk(store, session, 3);
      const first = summaryOver(said.slice(0, 4));
      await keep(store, { kind: 'summary', summary: first });
      await keep(store, { kind: 'summary', summary: summaryOver(said.slice(2)) });
      expect(await store.summaries.ofPair(person, alicia)).toEqual([first]);
      expect(await store.summaries.unsummarised(conversationOf(session), 9)).toEqual(said.slice(4));
    });

    check('wait no longer when their conversation is postponed, and count anew', async () => {
      const store = await opening();
      const { session } = await meet(store);
      await talk(store, session, 2);
      await store.summaries.postpone(conversationOf(session), { failures: 3, until: monday + 5 });
      expect(await waits(store, session, 2, monday + 4)).toEqual([]);
      expect(await waits(store, session, 2, monday + 5)).toEqual([3]);
    });

    check('count as unsummarised again when a message of theirs is taken back', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      for (const because of ['deleted', 'edited'] as const) {
        const said = await talk(store, session, 2);
        const summary = summaryOver(said);
        await keep(store, { kind: 'summary', summary });
        const [first] = said;
        if (first === undefined) throw new RangeError('Nothing was said.');
        await keep(store, {
          kind: 'retract',
          person,
          message: first.id,
          because,
          text: 'new',
          bands,
          at: monday,
        });
        expect(await store.summaries.ofPair(person, alicia)).toEqual([]);
      }
      // One exchange of the first two was deleted with its answer.
      expect([await waits(store, session, 3), await waits(store, session, 4)]).toEqual([[0], []]);
      expect(await store.summaries.unsummarised(conversationOf(session), 9)).toHaveLength(6);
    });

    check('with a message that was deleted meanwhile are not summarised', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const said = await talk(store, session, 2);
      const [first] = said;
      if (first === undefined) throw new RangeError('Nothing was said.');
      await keep(store, {
        kind: 'retract',
        person,
        message: first.id,
        because: 'deleted',
        bands,
        at: monday,
      });
      await keep(store, { kind: 'summary', summary: summaryOver(said) });
      expect(await store.summaries.ofPair(person, alicia)).toEqual([]);
    });

    check('are free again when their summary ends, and stay covered when it has faded', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const said = await talk(store, session, 2);
      const ended = summaryOver(said.slice(0, 2));
      const faded = summaryOver(said.slice(2));
      await keep(store, { kind: 'summary', summary: ended });
      await keep(store, { kind: 'summary', summary: faded });
      await keep(store, { kind: 'summary.end', person, id: ended.id });
      await keep(store, { kind: 'faded', person, memory: { kind: 'summary', id: faded.id } });
      expect(await store.summaries.ofPair(person, alicia)).toEqual([]);
      expect(await store.summaries.unsummarised(conversationOf(session), 9)).toEqual(said.slice(0, 2));
    });

    check('of somebody erased leave nothing behind', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const said = await talk(store, session, 2);
      await keep(store, { kind: 'summary', summary: summaryOver(said.slice(0, 2)) });
      await store.erasePerson(person);
      expect(await waits(store, session, 0)).toEqual([]);
      expect(await store.summaries.ofPair(person, alicia)).toEqual([]);
      await keep(store, { kind: 'summary', summary: summaryOver(said.slice(2)) });
      expect(await store.summaries.ofPair(person, alicia)).toEqual([]);
    });
  });

  describe(`store: ${name}: fading`, () => {
    check('a memory is as strong as last reckoned, and fresh when it was recalled', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const episode = episodeOf(person, session.id);
      const said = await talk(store, session, 1);
      const summary = summaryOver(said);
      await store.apply(fresh('lived'), [
        { kind: 'episode', episode },
        { kind: 'summary', summary },
      ]);
      const ids = [
        { kind: 'episode', id: episode.id },
        { kind: 'summary', id: summary.id },
      ] as const;
      const both = async () => [
        (await store.episodes.ofPair(person, alicia))[0]?.retention,
        (await store.summaries.ofPair(person, alicia))[0]?.retention,
      ];
      const twice = (retention: object | undefined) => [retention, retention];
      expect(await both()).toEqual(twice(undefined));
      const fade = (at: number, strength: number): readonly Change[] =>
        ids.map((memory) => ({ kind: 'fade', person, memory, strength, tier: 'warm', at }));
      await store.apply(fresh('fade'), fade(monday + day, 0.5));
      expect(await both()).toEqual(twice({ isPinned: false, recalls: 0, strength: 0.5, tier: 'warm' }));
      const recalledAt = monday + 2 * day;
      await store.apply(fresh('recall'), [{ kind: 'recall', person, memories: ids, at: recalledAt }]);
      const recalled = { isPinned: false, recalls: 1, recalledAt, strength: 1, tier: 'hot' };
      expect(await both()).toEqual(twice(recalled));
      // What was reckoned or recalled before that comes too late.
      await store.apply(fresh('fade'), fade(monday + day, 0.4));
      await store.apply(fresh('recall'), [{ kind: 'recall', person, memories: ids, at: recalledAt }]);
      expect(await both()).toEqual(twice(recalled));
      await store.apply(
        fresh('pin'),
        ids.map((memory) => ({ kind: 'pin', person, memory, isPinned: true })),
      );
      expect(await both()).toEqual(twice({ ...recalled, isPinned: true }));
      await store.apply(
        fresh('faded'),
        ids.map((memory) => ({ kind: 'faded', person, memory })),
      );
      expect(await both()).toEqual(twice(undefined));
    });

    check('everybody with memories of a persona is found, once, in order', async () => {
      const store = await opening();
      const persona = fresh('persona') as typeof alicia;
      const people: string[] = [];
      for (let index = 0; index < 5; index++) {
        const { person, session } = await meet(store, persona);
        people.push(person);
        for (let each = 0; each <= index; each++)
          await keep(store, { kind: 'episode', episode: episodeOf(person, session.id, { persona }) });
      }
      const found: string[] = [];
      for (let after = ''; ; ) {
        const page = await store.fading.people(persona, { after, limit: 2 });
        found.push(...page);
        const last = page.at(-1);
        if (last === undefined) break;
        after = last;
      }
      expect(found).toEqual(people.toSorted());
    });

    check('the last round of a persona is remembered', async () => {
      const store = await opening();
      const persona = fresh('persona') as typeof alicia;
      expect(await store.fading.lastRun(persona)).toBeUndefined();
      await keep(store, { kind: 'fade.run', persona, at: monday + day });
      await keep(store, { kind: 'fade.run', persona, at: monday });
      expect(await store.fading.lastRun(persona)).toBe(monday + day);
    });

    check('a look that was missed is due from its time on, until it was had', async () => {
      const store = await opening();
      const { person, session } = await meet(store);
      const turn = turnIn(session);
      const look = { kind: 'look', person, persona: alicia, turn: turn.id } as const;
      await keep(store, { ...look, state: 'missed', at: monday });
      await keep(store, { ...look, state: 'missed', at: monday + day });
      const due = async (at: number) =>
        (await store.looks.missed(at, 1_000)).filter((missed) => missed.turn === turn.id);
      expect(await due(monday - 1)).toEqual([]);
      expect(await due(monday)).toEqual([{ turn: turn.id, person, persona: alicia, failures: 0 }]);
      await store.looks.postpone(turn.id, { failures: 2, until: monday + day });
      expect(await due(monday + day - 1)).toEqual([]);
      expect(await due(monday + day)).toMatchObject([{ failures: 2 }]);
      await keep(store, { ...look, state: 'looked', at: monday + day });
      expect(await due(monday + day)).toEqual([]);
    });
  });
};
