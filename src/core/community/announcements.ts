import { reachesIn } from '../commands/broadcast-reach.ts';
import type { PersonaName } from '../ids.ts';
import type { Place } from '../message.ts';
import { announcementsKey } from '../people/keys.ts';
import type { Copy } from '../ports/cache.ts';
import type { PersonaMemory } from '../ports/persona-memories.ts';
import type { CommunityParts } from './community-parts.ts';

const DAY_MS = 86_400_000;

/** What was announced of late that a persona may speak of in a place, newest first. */
export async function announcementsFor(
  { store, cache, clock, rules }: Pick<CommunityParts, 'store' | 'cache' | 'clock' | 'rules'>,
  persona: PersonaName,
  place: Place,
): Promise<readonly PersonaMemory[]> {
  const { mentions: limit, mentionDays } = rules.broadcast;
  if (limit === 0 || mentionDays === 0) return [];
  const since = clock.now() - mentionDays * DAY_MS;
  const reaches = reachesIn(place);
  const keys = reaches.map((reach) => announcementsKey({ persona, reach }));
  const copies = await cache.lookup(keys);
  const brought: Copy[] = [];
  const found = await Promise.all(
    reaches.map(async (reach, index) => {
      const copy = copies[index] ?? {};
      if ('value' in copy) return copy.value as readonly PersonaMemory[];
      const value = await store.personaMemories.recent(persona, { reach, type: 'broadcast', since, limit });
      if (copy.lease !== undefined) brought.push({ key: keys[index] ?? '', lease: copy.lease, value });
      return value;
    }),
  );
  if (brought.length > 0) void cache.fill(brought, rules.cache.ttlSeconds);
  return found
    .flat()
    .filter(({ at }) => at >= since)
    .toSorted((one, other) => other.at - one.at)
    .slice(0, limit);
}
