import { describe, expect } from 'vitest';
import { accountId, messageId, placeId } from '../../src/core/ids.ts';
import type { IncomingMessage } from '../../src/core/message.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { WaitingEvent } from '../../src/core/ports/waiting.ts';
import { fresh, monday } from '../store/samples.ts';
import { type Contract, type StoreContractOptions, suite } from './contract.ts';

const day = 86_400_000;

function waiting(lane: string, owner: string, text = 'Hola'): WaitingEvent {
  const eventId = fresh('event');
  const event: IncomingMessage = {
    kind: 'message',
    eventId,
    id: messageId(`fake:${eventId}`),
    place: { id: placeId('fake:direct'), channel: 'fake', audience: 'one' },
    author: { account: accountId('fake:ana'), name: 'Ana', role: 'member' },
    at: monday,
    text,
    isAddressed: true,
  };
  return { lane, eventId, owner, event };
}
const keyOf = ({ lane, eventId, owner }: WaitingEvent) => ({ lane, eventId, owner });

/** What every store does about events that were taken in and not dealt with yet. */
export const waitingStoreContract: Contract<Store, StoreContractOptions> = (name, open, options = {}) => {
  const { check, opening } = suite(open, options);
  const { openTwo } = options;

  describe(`store: ${name}: events that wait`, () => {
    check('each knows what waits before it in its lane, whoever brought that', async () => {
      const { waiting: store } = await opening();
      const [lane, other] = [fresh('lane'), fresh('lane')];
      const [one, two, three] = [waiting(lane, 'a'), waiting(lane, 'b'), waiting(lane, 'a')];
      expect(await store.keep(one, monday)).toEqual({ isNew: true, before: [] });
      expect(await store.keep(waiting(other, 'a'), monday)).toEqual({ isNew: true, before: [] });
      expect(await store.keep(two, monday)).toEqual({ isNew: true, before: [keyOf(one)] });
      expect(await store.keep(three, monday)).toEqual({ isNew: true, before: [keyOf(one), keyOf(two)] });
      await store.done(lane, [one.eventId], 'a');
      expect(await store.before(three)).toEqual([keyOf(two)]);
      await store.done(lane, [two.eventId], 'b');
      expect(await store.before(three)).toEqual([]);
      expect(await store.before(one)).toEqual([]);
    });
    check('one that comes fifty times at once waits once', async () => {
      const { waiting: store } = await opening();
      const one = waiting(fresh('lane'), 'a');
      const kept = await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.keep({ ...one, owner: `owner-${index}` }, monday)),
      );
      expect(kept.filter(({ isNew }) => isNew)).toHaveLength(1);
    });
    if (openTwo !== undefined)
      check('two processes that bring the same ones keep each once, in one order', async () => {
        const two = await openTwo();
        opening.close(...two);
        const lane = fresh('lane');
        const all = Array.from({ length: 20 }, () => waiting(lane, ''));
        const kept = await Promise.all(
          all.flatMap((each) =>
            two.map(({ waiting: store }, index) => store.keep({ ...each, owner: `p${index}` }, monday)),
          ),
        );
        expect(kept.filter(({ isNew }) => isNew)).toHaveLength(all.length);
        const lengths = kept.filter(({ isNew }) => isNew).map(({ before }) => before.length);
        expect(lengths.toSorted((one, other) => one - other)).toEqual(all.map((_, index) => index));
      });
    check('what is remembered is told as a duplicate until then, what is not is new again', async () => {
      const { waiting: store } = await opening();
      const lane = fresh('lane');
      const [one, two] = [waiting(lane, 'a'), waiting(lane, 'a')];
      await store.keep(one, monday);
      await store.keep(two, monday);
      const until = monday + day;
      await store.done(lane, [one.eventId, two.eventId], 'a', { eventIds: [one.eventId], until });
      expect(await store.keep(one, until - 1)).toMatchObject({ isNew: false });
      expect(await store.keep(two, until - 1)).toEqual({ isNew: true, before: [] });
      await store.sweep(until - 1);
      expect(await store.keep(one, until - 1)).toMatchObject({ isNew: false });
      await store.sweep(until);
      expect(await store.keep(one, until)).toMatchObject({ isNew: true });
    });
    check(
      'what a process leaves is found and goes to one of those who try, in order, as it reads now',
      async () => {
        const { waiting: store } = await opening();
        const [lane, dead] = [fresh('lane'), fresh('dead')];
        const [one, two, between] = [waiting(lane, dead), waiting(lane, dead), waiting(lane, 'b')];
        for (const each of [one, between, two]) await store.keep(each, monday);
        const event = { ...(two.event as IncomingMessage), text: 'Adiós' };
        await store.revise({ ...two, event });
        // Whoever lost it must not change it any more.
        await store.revise({ ...one, owner: 'b', event });
        expect(await store.owners()).toEqual(expect.arrayContaining([dead, 'b']));
        expect(await store.lanes(dead, 10)).toEqual([lane]);
        const taken = await Promise.all(['x', 'y', 'z'].map((owner) => store.takeOver(lane, dead, owner)));
        const [won] = taken.filter((each) => each.length > 0);
        expect(taken.filter((each) => each.length > 0)).toHaveLength(1);
        expect(won).toEqual([
          { ...one, owner: won![0]!.owner, before: [] },
          { ...two, owner: won![0]!.owner, event, before: [one.eventId, between.eventId] },
        ]);
        expect(await store.owners()).not.toContain(dead);
        await store.done(lane, [one.eventId], dead);
        expect(await store.before(two)).toEqual([{ ...keyOf(one), owner: won![0]!.owner }, keyOf(between)]);
      },
    );
    check('who is erased leaves nothing that waits', async () => {
      const store = await opening();
      const account = accountId(fresh('fake:eva'));
      const { id } = await store.people.ofAccount(account, monday);
      const one = waiting(fresh('lane'), 'a');
      const event = {
        ...(one.event as IncomingMessage),
        author: { account, name: 'Eva', role: 'member' } as const,
      };
      await store.waiting.keep({ ...one, event }, monday);
      const other = waiting(one.lane, 'a');
      await store.waiting.keep(other, monday);
      await store.erasePerson(id);
      expect(await store.waiting.before(other)).toEqual([]);
    });
  });
};
