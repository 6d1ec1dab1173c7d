import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EVERYWHERE } from '../../../src/core/commands/broadcast-reach.ts';
import { announcementsFor } from '../../../src/core/community/announcements.ts';
import { type BroadcastCall, deliverBroadcasts } from '../../../src/core/community/deliver-broadcasts.ts';
import { accountId, personaName, placeId } from '../../../src/core/ids.ts';
import type { TargetState } from '../../../src/core/ports/broadcasts.ts';
import {
  forbidden,
  HOUR,
  inDoubt,
  NOON,
  nobodyLives,
  openSquare,
  type Square,
  unreachable,
} from './square.ts';

let square: Square;
beforeEach(async () => {
  square = await openSquare();
});
afterEach(() => square.store.close());

const deliver = (owner = 'us', call: BroadcastCall = nobodyLives) =>
  deliverBroadcasts(square.process(owner), call);
const told = () => square.posts.map(({ place }) => place);
const inState = async (id: string, state: TargetState) =>
  (await square.store.broadcasts.targets(id, { state, after: '', limit: 99 })).map(({ place, reason }) =>
    reason === '' ? place : `${place} ${reason}`,
  );

describe('what personas know', () => {
  const known = (reach: string) =>
    Promise.all(
      square.personas
        .list()
        .map(({ name }) =>
          square.store.personaMemories.recent(name, { reach, type: 'broadcast', since: 0, limit: 9 }),
        ),
    );

  test('each persona gets one memory, all alike, and no more when it runs again', async () => {
    const { reach } = await square.confirmed();
    const personas = square.personas.list().length;
    expect(personas).toBeGreaterThanOrEqual(3);
    expect(await deliver()).toMatchObject({ remembered: personas, broadcasts: 1 });
    const memories = (await known(reach)).flat();
    expect(memories).toHaveLength(personas);
    for (const { content, metadata, type } of memories) {
      expect({ content, metadata, type }).toEqual({
        type: 'broadcast',
        content: { announcement: 'New Feature Release', details: 'Added support for code execution' },
        metadata: { priority: 'high', requires_action: false },
      });
    }
    expect(await deliver()).toMatchObject({ remembered: 0, broadcasts: 0 });
    expect((await known(reach)).flat()).toHaveLength(personas);
  });

  test('it is spoken of where it was announced, lately, and a few at most', async () => {
    const parts = square.process('us');
    const here = {
      id: placeId('asked:1'),
      channel: 'asked',
      audience: 'everyone',
      community: 'town',
    } as const;
    const alicia = personaName('alicia');
    const heard = async (place: Parameters<typeof announcementsFor>[2] = here) =>
      (await announcementsFor(parts, alicia, place)).map(({ content }) => content.announcement);
    expect(await heard()).toEqual([]);
    for (const each of ['one', 'two', 'three']) {
      square.now += 1;
      await square.confirmed({ announcement: each });
    }
    square.now += 1;
    await square.confirmed({ announcement: 'for all', reach: EVERYWHERE });
    await deliverBroadcasts(parts, nobodyLives);
    expect(await heard()).toEqual(['for all', 'three', 'two']);
    expect(await heard({ ...here, community: 'elsewhere' })).toEqual(['for all']);
    expect(await heard({ id: placeId('asked:dm'), channel: 'asked', audience: 'one' })).toEqual(['for all']);
    square.now += 15 * 24 * HOUR;
    expect(await heard()).toEqual([]);
  });
});

describe('where it is posted', () => {
  test('in subscribed places of that community; from the operator everywhere', async () => {
    const [here] = [await square.subscribe(), await square.subscribe({ state: 'off' })];
    const there = await square.subscribe({ place: { community: 'elsewhere' } });
    await square.confirmed();
    await deliver();
    expect(told()).toEqual([here.place.id]);
    await square.confirmed({ reach: EVERYWHERE });
    await deliver();
    expect(told().slice(1).toSorted()).toEqual([here.place.id, there.place.id]);
  });

  test('with the face of who answers there, in the language of who reads it', async () => {
    const { store } = square;
    const { id: person } = await store.people.ofAccount(accountId('asked:ana'), NOON);
    await store.apply('event', [{ kind: 'person', person, language: 'es' }]);
    const direct = await square.subscribe({ person, place: { audience: 'one' } });
    const room = await square.subscribe();
    await store.apply('room', [{ kind: 'place', place: room.place.id, persona: personaName('mika') }]);
    await store.apply('own', [
      { kind: 'person', person, chosen: { place: direct.place.id, persona: personaName('yumi') } },
    ]);
    await square.confirmed();
    await deliver();
    const pageIn = (place: string) => square.posts.find((post) => post.place === place)?.page;
    expect(pageIn(room.place.id)).toMatchObject({
      kind: 'reply',
      text: 'New Feature Release\n\nAdded support for code execution',
      speaker: { persona: 'mika' },
      notice: expect.stringContaining('announcement'),
      actions: [{ label: 'Less of this', command: '/broadcasts less' }],
    });
    expect(pageIn(direct.place.id)).toMatchObject({
      speaker: { persona: 'yumi' },
      notice: expect.stringContaining('anuncio'),
      actions: [{ label: 'Menos como este', command: '/broadcasts less' }],
    });
  });

  test('one a week where that was asked for', async () => {
    const { place } = await square.subscribe({ state: 'weekly' });
    const first = await square.confirmed();
    await deliver();
    const second = await square.confirmed();
    await deliver();
    expect(told()).toEqual([place.id]);
    expect(await inState(first.id, 'sent')).toEqual([place.id]);
    expect(await inState(second.id, 'skipped')).toEqual([`${place.id} weekly`]);
    square.now += 7 * 24 * HOUR;
    await square.confirmed();
    await deliver();
    expect(told()).toHaveLength(2);
  });

  test('where it was asked to be quiet it waits, and in the end its time is over', async () => {
    const { store } = square;
    const sleeper = await square.subscribe({ quiet: { from: 660, to: 840, zone: 'UTC' } });
    const hushed = await square.subscribe();
    const until = NOON + 72 * HOUR;
    await store.apply('quiet', [{ kind: 'place', place: hushed.place.id, quietUntil: until }]);
    const { id } = await square.confirmed();
    expect(await deliver()).toMatchObject({ sent: 0, left: 2 });
    expect(await inState(id, 'waiting')).toEqual([sleeper, hushed].map(({ place }) => `${place.id} quiet`));
    square.now = NOON + 2 * HOUR;
    await deliver();
    expect(told()).toEqual([sleeper.place.id]);
    square.now = NOON + 48 * HOUR;
    await deliver();
    expect(await inState(id, 'skipped')).toEqual([`${hushed.place.id} expired`]);
    expect(await store.broadcasts.get(id)).toMatchObject({ state: 'expired' });
    square.now = until + HOUR;
    await deliver();
    expect(told()).toHaveLength(1);
  });
});

describe('when a platform will not', () => {
  test('a place that is gone is skipped and not listed again', async () => {
    const { place } = await square.subscribe();
    square.trouble = () => forbidden({ isGone: true });
    const { id } = await square.confirmed();
    await deliver();
    expect(await inState(id, 'skipped')).toEqual([`${place.id} gone`]);
    expect(await square.store.subscriptions.get(place.id)).toMatchObject({ state: 'gone' });
    square.trouble = () => undefined;
    const next = await square.confirmed();
    expect(await deliver()).toMatchObject({ listed: 0 });
    expect(await square.store.broadcasts.get(next.id)).toMatchObject({ state: 'done' });
    expect(told()).toEqual([]);
  });

  test('what it refuses for another reason fails, and the place stays', async () => {
    const { place } = await square.subscribe();
    square.trouble = () => forbidden();
    const { id } = await square.confirmed();
    await deliver();
    expect(await inState(id, 'failed')).toEqual([`${place.id} refused`]);
    expect(await square.store.subscriptions.get(place.id)).toMatchObject({ state: 'on' });
  });

  test.each(['asked', 'mute'])(
    'what cannot be reached now (%s) is tried later, a few times',
    async (channel) => {
      const { place } = await square.subscribe({ place: { channel } });
      square.trouble = unreachable;
      const { id } = await square.confirmed();
      for (let run = 0; run < 4; run++) {
        await deliver();
        expect(await inState(id, 'waiting')).toEqual([`${place.id} unreachable`]);
        // Not before its pause is over.
        expect(await deliver()).toMatchObject({ left: 0, sent: 0 });
        square.now += 6 * 60_000;
      }
      await deliver();
      expect(await inState(id, 'failed')).toEqual([`${place.id} refused`]);

      const next = await square.confirmed();
      await deliver();
      square.trouble = () => undefined;
      square.now += 6 * 60_000;
      await deliver();
      expect(await inState(next.id, 'sent')).toEqual([place.id]);
    },
  );

  test('what nobody knows of is asked about, or counts as sent', async () => {
    const [asked, mute] = [await square.subscribe(), await square.subscribe({ place: { channel: 'mute' } })];
    const doubted = new Set<string>();
    square.trouble = ({ id }) => (doubted.size === doubted.add(id).size ? undefined : inDoubt());
    const { id } = await square.confirmed();
    await deliver();
    await deliver();
    expect(told().toSorted()).toEqual([asked.place.id, mute.place.id].toSorted());
    expect(await inState(id, 'sent')).toEqual([asked.place.id]);
    expect(await inState(id, 'unknown')).toEqual([mute.place.id]);
  });
});

describe('who else is there', () => {
  test('two processes at once post each place once', async () => {
    for (let index = 0; index < 60; index++)
      await square.subscribe({ place: { channel: index % 2 ? 'asked' : 'mute' } });
    await square.confirmed();
    const alive = { ...nobodyLives, isAlive: () => true };
    await Promise.all([deliver('one', alive), deliver('two', alive)]);
    expect(told()).toHaveLength(60);
    expect(new Set(told()).size).toBe(60);
  });

  test('what a living process has begun is left to it, until it is too long ago', async () => {
    const { place } = await square.subscribe();
    const { id } = await square.confirmed();
    await square.store.broadcasts.enrol(id, [place.id], NOON);
    await square.store.broadcasts.moveTarget({
      broadcast: id,
      place: place.id,
      from: { state: 'waiting', owner: '' },
      to: { state: 'sending', reason: '', owner: 'other', attempts: 1, notBefore: 0 },
      at: NOON,
    });
    const alive = { ...nobodyLives, isAlive: () => true };
    expect(await deliver('us', alive)).toMatchObject({ found: 0, sent: 0 });
    expect(await square.store.broadcasts.get(id)).toMatchObject({ state: 'sending' });
    square.now += HOUR;
    expect(await deliver('us', alive)).toMatchObject({ found: 1, sent: 1 });
    expect(told()).toEqual([place.id]);
  });

  test('one that is called off stops there', async () => {
    for (let index = 0; index < 30; index++) await square.subscribe();
    const { id } = await square.confirmed();
    const seen: number[] = [];
    await deliver('us', {
      ...nobodyLives,
      progress(done, total) {
        seen.push(total);
        if (done === 10) void square.store.broadcasts.move(id, ['sending'], { state: 'cancelled', at: 1 });
      },
    });
    expect(seen[0]).toBe(30);
    expect(told().length).toBeLessThanOrEqual(14);
    expect(await square.store.broadcasts.get(id)).toMatchObject({ state: 'cancelled' });
    expect(await deliver()).toMatchObject({ broadcasts: 0 });
  });

  test('it is posted no faster than asked', async () => {
    const slow = await openSquare({ rules: { perSecond: 2 } });
    for (let index = 0; index < 9; index++) await slow.subscribe();
    await slow.confirmed();
    await deliverBroadcasts(slow.process('us'), nobodyLives);
    expect(slow.posts.at(-1)?.at).toBeGreaterThanOrEqual(NOON + 4_000);
    await slow.store.close();
  });
});
