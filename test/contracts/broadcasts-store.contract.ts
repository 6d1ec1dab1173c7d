import { describe, expect } from 'vitest';
import { accountId, type PlaceId, placeId } from '../../src/core/ids.ts';
import type { Broadcast, Subscription, TargetMove } from '../../src/core/ports/broadcasts.ts';
import type { PersonaMemory } from '../../src/core/ports/persona-memories.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { alicia, fresh, mika, monday } from '../store/samples.ts';
import { type Contract, suite } from './contract.ts';

const broadcastOf = (over: Partial<Broadcast> = {}): Broadcast => ({
  id: fresh('b'),
  state: 'draft',
  announcement: 'Nueva función: «código»',
  metadata: {
    priority: 'high',
    requires_action: false,
    score: 0.8,
    topics: ['a', 1, null],
    nested: { x: {} },
  },
  reach: fresh('community'),
  createdAt: monday,
  updatedAt: monday,
  expiresAt: monday + 1_000,
  ...over,
});

const subscriptionOf = (over: Partial<Subscription> = {}): Subscription => ({
  place: { id: placeId(fresh('place')), channel: 'fake', audience: 'everyone', community: 'c' },
  reach: 'community:c',
  state: 'on',
  language: 'es',
  lastSentAt: 0,
  changedBy: 'event',
  updatedAt: monday,
  ...over,
});

const listed = async (places: AsyncIterable<unknown> | Iterable<unknown>) => {
  const all: string[] = [];
  for await (const each of places) all.push(JSON.stringify(each));
  return all.join('\n');
};

/** What every store does with announcements. */
export const broadcastsStoreContract: Contract<Store> = (name, open, options) => {
  const { check, opening } = suite(open, options);

  describe(`store: ${name}: broadcasts`, () => {
    check('a broadcast comes back as it went in, and an id is given once', async () => {
      const { broadcasts } = await opening();
      const one = broadcastOf({ details: 'line\nline' });
      expect(await broadcasts.get(one.id)).toBeUndefined();
      expect(await broadcasts.add(one)).toBe(true);
      expect(await broadcasts.add({ ...one, announcement: 'other' })).toBe(false);
      expect(await broadcasts.get(one.id)).toEqual(one);
    });
    check('it moves only from where it is, and those to be sent are found', async () => {
      const { broadcasts } = await opening();
      const one = broadcastOf();
      await broadcasts.add(one);
      expect(await broadcasts.move(one.id, ['sending'], { state: 'done', at: 1 })).toBe(false);
      expect(await broadcasts.latest(one.reach, 5)).toEqual([]);
      const moves = await Promise.all(
        [1, 2, 3].map((at) => broadcasts.move(one.id, ['draft'], { state: 'confirmed', at, expiresAt: 9 })),
      );
      expect(moves.filter(Boolean)).toHaveLength(1);
      const confirmed = await broadcasts.get(one.id);
      expect(confirmed).toMatchObject({ state: 'confirmed', expiresAt: 9 });
      expect(await broadcasts.active()).toContainEqual(confirmed);
      await broadcasts.move(one.id, ['confirmed', 'sending'], { state: 'done', at: 7 });
      expect(await broadcasts.get(one.id)).toMatchObject({ state: 'done', updatedAt: 7, expiresAt: 9 });
      expect((await broadcasts.active()).map(({ id }) => id)).not.toContain(one.id);
      const newer = broadcastOf({ reach: one.reach, state: 'sending', createdAt: monday + 1 });
      await broadcasts.add(newer);
      expect((await broadcasts.latest(one.reach, 5)).map(({ id }) => id)).toEqual([newer.id, one.id]);
      expect(await broadcasts.latest(one.reach, 1)).toHaveLength(1);
      expect((await broadcasts.latest(undefined, 100)).map(({ id }) => id)).toContain(one.id);
    });
    check('drafts nobody confirmed go when their time is over', async () => {
      const { broadcasts } = await opening();
      const [old, young, sent] = [
        broadcastOf({ expiresAt: 10 }),
        broadcastOf({ expiresAt: 30 }),
        broadcastOf({ expiresAt: 10, state: 'sending' }),
      ];
      for (const each of [old, young, sent]) await broadcasts.add(each);
      expect(await broadcasts.dropDrafts(20)).toBeGreaterThanOrEqual(1);
      expect(await broadcasts.get(old.id)).toBeUndefined();
      expect(await broadcasts.get(young.id)).toBeDefined();
      expect(await broadcasts.get(sent.id)).toBeDefined();
    });
    check('places are listed once, read page by page, and moved by one process only', async () => {
      const { broadcasts } = await opening();
      const { id } = broadcastOf();
      const places = ['a', 'b', 'c'].map((each) => placeId(`${id}:${each}`)) as [PlaceId, PlaceId, PlaceId];
      await broadcasts.enrol(id, places.slice(0, 2), monday);
      const step: TargetMove = {
        broadcast: id,
        place: places[0],
        from: { state: 'waiting', owner: '' },
        to: { state: 'sending', reason: '', owner: 'me', attempts: 1, notBefore: 0 },
        at: monday + 1,
      };
      const moves = await Promise.all(
        ['me', 'you', 'them'].map((owner) => broadcasts.moveTarget({ ...step, to: { ...step.to, owner } })),
      );
      expect(moves.filter(Boolean)).toHaveLength(1);
      await broadcasts.enrol(id, places, monday + 2);
      await broadcasts.enrol(id, [], monday + 2);
      const page = (after: string, limit: number) =>
        broadcasts.targets(id, { state: 'waiting', after, limit, readyAt: monday });
      expect((await page('', 9)).map(({ place }) => place)).toEqual(places.slice(1));
      expect((await page('', 1)).map(({ place }) => place)).toEqual([places[1]]);
      expect((await page(places[1], 9)).map(({ place }) => place)).toEqual([places[2]]);
      const [sending] = await broadcasts.targets(id, { state: 'sending', after: '', limit: 9 });
      expect(sending).toMatchObject({ place: places[0], attempts: 1, updatedAt: monday + 1 });
      expect(await broadcasts.moveTarget({ ...step, from: { state: 'sending', owner: 'nobody' } })).toBe(
        false,
      );
      const quiet = {
        state: 'waiting',
        reason: 'quiet',
        owner: '',
        attempts: 0,
        notBefore: monday + 9,
      } as const;
      await broadcasts.moveTarget({
        broadcast: id,
        place: places[2],
        from: { state: 'waiting', owner: '' },
        to: quiet,
        at: monday + 3,
      });
      expect(await page('', 9)).toHaveLength(1);
      expect(await broadcasts.targets(id, { state: 'waiting', after: '', limit: 9 })).toContainEqual({
        broadcast: id,
        place: places[2],
        updatedAt: monday + 3,
        ...quiet,
      });
      expect(await broadcasts.tally(id)).toEqual([
        { state: 'sending', reason: '', count: 1 },
        { state: 'waiting', reason: '', count: 1 },
        { state: 'waiting', reason: 'quiet', count: 1 },
      ]);
    });
  });

  describe(`store: ${name}: subscriptions`, () => {
    check('a place says whether and when, and is found by its reach', async () => {
      const { subscriptions } = await opening();
      const reach = fresh('community');
      const quiet = { from: 1_320, to: 480, zone: 'Europe/Madrid' };
      const [one, two] = [subscriptionOf({ reach, quiet }), subscriptionOf({ reach, state: 'off' })];
      expect(await subscriptions.get(one.place.id)).toBeUndefined();
      await subscriptions.set(one);
      await subscriptions.set(two);
      expect(await subscriptions.get(one.place.id)).toEqual(one);
      const found = await subscriptions.list({ reach, after: '', limit: 9 });
      expect(found).toEqual([one, two].toSorted((a, b) => (a.place.id < b.place.id ? -1 : 1)));
      const [first] = found;
      expect(await subscriptions.list({ reach, after: '', limit: 1 })).toEqual([first]);
      expect(await subscriptions.list({ reach, after: first!.place.id, limit: 9 })).toEqual(found.slice(1));
      const everywhere = await subscriptions.list({ after: '', limit: 100_000 });
      expect(everywhere).toEqual(expect.arrayContaining([one, two]));
      const { quiet: _, ...loud } = one;
      await subscriptions.set({ ...loud, state: 'weekly' });
      expect(await subscriptions.get(one.place.id)).toEqual({ ...loud, state: 'weekly' });
    });
    check('what was posted there last only grows', async () => {
      const { subscriptions } = await opening();
      const one = subscriptionOf();
      await subscriptions.set(one);
      await subscriptions.posted(one.place.id, 20);
      await subscriptions.posted(one.place.id, 10);
      await subscriptions.set({ ...one, lastSentAt: 5 });
      expect(await subscriptions.get(one.place.id)).toEqual({ ...one, lastSentAt: 20 });
      await subscriptions.posted(placeId(fresh('nowhere')), 10);
    });
    check('a place that is gone wants nothing, and an opted out one stays so', async () => {
      const { subscriptions } = await opening();
      const [on, off] = [subscriptionOf(), subscriptionOf({ state: 'off' })];
      for (const each of [on, off]) {
        await subscriptions.set(each);
        await subscriptions.gone(each.place.id, monday + 1);
      }
      expect(await subscriptions.get(on.place.id)).toMatchObject({ state: 'gone', updatedAt: monday + 1 });
      expect(await subscriptions.get(off.place.id)).toEqual(off);
    });
    check("a person's direct chat is theirs to read and to erase", async () => {
      const store = await opening();
      const [ana, bea] = await Promise.all(
        ['ana', 'bea'].map((who) => store.people.ofAccount(accountId(fresh(`fake:${who}`)), monday)),
      );
      const [hers, other] = [subscriptionOf({ person: ana!.id }), subscriptionOf({ person: bea!.id })];
      const id = fresh('b');
      for (const each of [hers, other]) await store.subscriptions.set(each);
      await store.broadcasts.enrol(id, [hers.place.id, other.place.id], monday);
      const told = await listed(store.exportPerson(ana!.id));
      expect(told).toContain('subscriptions');
      expect(told).toContain('broadcast_targets');
      expect(told).not.toContain(other.place.id);
      await store.erasePerson(ana!.id);
      expect(await listed(store.exportPerson(ana!.id))).toBe('');
      expect(await store.subscriptions.get(hers.place.id)).toBeUndefined();
      expect(await store.subscriptions.get(other.place.id)).toEqual(other);
      const left = await store.broadcasts.targets(id, { state: 'waiting', after: '', limit: 9 });
      expect(left.map(({ place }) => place)).toEqual([other.place.id]);
    });
  });

  describe(`store: ${name}: memories of personas`, () => {
    const memoryOf = (over: Partial<PersonaMemory> = {}): PersonaMemory => ({
      id: fresh('memory'),
      persona: alicia,
      type: 'broadcast',
      content: { announcement: 'New Feature Release', details: 'Added support for code execution' },
      metadata: {
        priority: 'high',
        requires_action: false,
        importance_score: 0.8,
        topics: ['x'],
        none: null,
      },
      reach: fresh('reach'),
      at: monday,
      source: fresh('source'),
      ...over,
    });
    check('what is known comes back as it went in, once, newest first', async () => {
      const { personaMemories } = await opening();
      const one = memoryOf();
      const { reach, source } = one;
      const newer = memoryOf({ reach, source, at: monday + 1 });
      const others = [
        memoryOf({ reach, source, persona: mika }),
        memoryOf({ reach, source, type: 'event' }),
        memoryOf({ source }),
      ];
      expect(await personaMemories.add([one, newer, ...others])).toBe(5);
      expect(await personaMemories.add([{ ...one, at: 9 }, memoryOf({ source })])).toBe(1);
      const recent = (since: number, limit: number) =>
        personaMemories.recent(alicia, { reach, type: 'broadcast', since, limit });
      expect(await recent(0, 9)).toEqual([newer, one]);
      expect(await recent(0, 1)).toEqual([newer]);
      expect(await recent(monday + 1, 9)).toEqual([newer]);
      expect(await personaMemories.remove(source)).toBe(6);
      expect(await recent(0, 9)).toEqual([]);
      expect(await personaMemories.add([])).toBe(0);
    });
  });
};
