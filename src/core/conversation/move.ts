import type { IncomingMove } from '../message.ts';
import type { Parts } from './parts.ts';

/**
 * What was set for a place holds where it goes on, unless something was set there already. What was said in it stays
 * there: nobody can tell that the same people hear it.
 */
export async function onMove({ store }: Parts, { place, from, at }: IncomingMove): Promise<void> {
  const [before, here, wish, wishHere] = await Promise.all([
    store.places.get(from),
    store.places.get(place.id),
    store.subscriptions.get(from),
    store.subscriptions.get(place.id),
  ]);
  if (before !== undefined && here === undefined)
    await store.apply(`moved:${from}:${place.id}`, [{ kind: 'place', ...before, place: place.id }]);
  if (wish === undefined) return;
  if (wishHere === undefined) await store.subscriptions.set({ ...wish, place });
  // What is posted at the old address reaches the new one: nobody shall read it twice.
  await store.subscriptions.gone(from, at);
}
