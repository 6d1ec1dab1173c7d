import type { PersonaName } from '../ids.ts';
import { announcementsKey } from '../people/keys.ts';
import type { Broadcast } from '../ports/broadcasts.ts';
import type { PersonaMemory } from '../ports/persona-memories.ts';
import type { CommunityParts } from './community-parts.ts';

/** Every persona there is knows of a broadcast from now on, each once; how many learned of it now. */
export async function announce(
  { store, cache, personas }: Pick<CommunityParts, 'store' | 'cache' | 'personas'>,
  broadcast: Broadcast,
): Promise<number> {
  const names = personas.list().map(({ name }) => name);
  const added = await store.personaMemories.add(names.map((persona) => memoryOf(broadcast, persona)));
  await cache.delete(...names.map((persona) => announcementsKey({ persona, reach: broadcast.reach })));
  return added;
}

/** What a persona keeps of a broadcast; the same one ever after. */
export function memoryOf(
  { id, announcement, details, metadata, reach, createdAt }: Broadcast,
  persona: PersonaName,
): PersonaMemory {
  return {
    id: `broadcast:${id}:${persona}`,
    persona,
    type: 'broadcast',
    content: { announcement, details: details ?? '' },
    metadata,
    reach,
    at: createdAt,
    source: id,
  };
}
