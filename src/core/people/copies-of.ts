import { type PersonId, sessionId } from '../ids.ts';
import type { Store } from '../ports/store.ts';
import {
  affinityKey,
  episodesKey,
  factsKey,
  forgottenKey,
  moodKey,
  sessionAffinityKey,
  sessionKey,
  summariesKey,
} from './keys.ts';

/** Keys of every copy about a person: asked for before the person is erased, deleted after. */
export async function copiesOf(store: Store, person: PersonId): Promise<readonly string[]> {
  const pairs = await store.affinity.ofPerson(person);
  const keys = [factsKey({ person }), forgottenKey({ person })];
  for (const pair of pairs) keys.push(affinityKey(pair), episodesKey(pair), summariesKey(pair));
  for await (const { table, row } of store.exportPerson(person)) {
    if (table !== 'sessions') continue;
    const session = sessionId(String(row.session_id));
    keys.push(sessionKey(session), sessionAffinityKey(session), moodKey({ session }));
  }
  return keys;
}
