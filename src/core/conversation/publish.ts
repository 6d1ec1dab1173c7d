import { personalityKey, personalityPublishedKey, sessionAffinityKey, sessionKey } from '../people/keys.ts';
import type { Affinity, Session } from '../ports/records.ts';
import type { Context } from './context.ts';
import type { Parts } from './parts.ts';

/**
 * Copies for whoever looks into the cache from outside, as of the session's last turn. Kith never reads them: personas are
 * in memory as their files were, the affinity of all sessions of a pair is one, and what was said is read from the store.
 */
export async function publish(
  { cache, rules }: Pick<Parts, 'cache' | 'rules'>,
  { session, affinity, persona }: { session: Session; affinity: Affinity; persona: Context['persona'] },
): Promise<void> {
  const { ttlSeconds } = rules.cache;
  const definition = async () => {
    // A definition is long and never changes: once is enough, until another one has its name.
    if (await cache.addIfAbsent(personalityPublishedKey(persona), ttlSeconds))
      await cache.set(personalityKey(persona.name), persona, ttlSeconds);
  };
  await Promise.all([
    cache.set(sessionKey(session.id), session, ttlSeconds),
    cache.set(sessionAffinityKey(session.id), affinity, ttlSeconds),
    definition(),
  ]);
}
