import { expect, onTestFinished, test } from 'vitest';
import { personaName, placeId } from '../../../src/core/ids.ts';
import type { IncomingMove } from '../../../src/core/message.ts';
import type { Subscription } from '../../../src/core/ports/broadcasts.ts';
import type { PlaceChange } from '../../../src/core/ports/changes.ts';
import { createWorld, message, modelThat } from './world.ts';

const AT = Date.UTC(2026, 0, 5);
const { place } = message('', { where: '#new', audience: 'members' });
const from = placeId('test:#old');
const move = (eventId = 'move-1'): IncomingMove => ({ kind: 'moved', eventId, place, from, at: AT });

async function world() {
  const made = await createWorld({ model: modelThat() });
  onTestFinished(() => made.app.stop());
  const { store } = made.parts;
  const set = (id: PlaceChange['place'], more: Partial<PlaceChange>) =>
    store.apply(`set:${id}`, [{ kind: 'place', place: id, ...more }]);
  return { ...made, store, set };
}

const wish = (id: string): Subscription => ({
  place: { ...place, id: placeId(id) },
  reach: 'channel:test',
  state: 'on',
  language: 'es',
  lastSentAt: AT - 1,
  changedBy: 'before',
  updatedAt: AT - 1,
});

test('what was set for a place holds where it goes on, however often that is told', async () => {
  const { store, set, conversation } = await world();
  await set(from, { persona: personaName('mika'), isJoined: true, quietUntil: AT + 1 });
  await store.subscriptions.set(wish(from));
  await conversation.accept(move());
  await conversation.accept(move('move-2'));
  expect(await store.places.get(place.id)).toEqual({
    place: place.id,
    persona: 'mika',
    isJoined: true,
    quietUntil: AT + 1,
  });
  expect(await store.subscriptions.get(place.id)).toMatchObject({ place, state: 'on', language: 'es' });
  expect(await store.subscriptions.get(from)).toMatchObject({ state: 'gone' });
});

test('what was set there already stays', async () => {
  const { store, set, conversation } = await world();
  await set(from, { persona: personaName('mika') });
  await set(place.id, { persona: personaName('yumi') });
  await store.subscriptions.set(wish(from));
  await store.subscriptions.set({ ...wish(place.id), state: 'off' });
  await conversation.accept(move());
  expect(await store.places.get(place.id)).toMatchObject({ persona: 'yumi' });
  expect(await store.subscriptions.get(place.id)).toMatchObject({ state: 'off' });
});

test('where nothing was set nothing is', async () => {
  const { store, conversation } = await world();
  await conversation.accept(move());
  expect(await store.places.get(place.id)).toBeUndefined();
  expect(await store.subscriptions.get(place.id)).toBeUndefined();
  expect(await store.subscriptions.get(from)).toBeUndefined();
});
