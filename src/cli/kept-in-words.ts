import type { StorePlace } from '../core/ports/store-place.ts';

/** Whom and what a store of this version keeps; undefined where that is nobody and nothing. */
export async function keptInWords(place: StorePlace): Promise<string | undefined> {
  const store = await place.open();
  try {
    const { people = 0, messages = 0 } = await store.counts();
    return people + messages === 0 ? undefined : `${people} people and ${messages} messages`;
  } finally {
    await store.close();
  }
}
