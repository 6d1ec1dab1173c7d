import { announcementsKey } from '../people/keys.ts';
import type { Broadcast } from '../ports/broadcasts.ts';
import type { CommandContext } from './command.ts';

/** What was called off is nothing to speak of: no persona knows of it any more. */
export async function forgetBroadcast(
  { store, cache, personas }: Pick<CommandContext, 'store' | 'cache' | 'personas'>,
  { id, reach }: Pick<Broadcast, 'id' | 'reach'>,
): Promise<void> {
  await store.personaMemories.remove(id);
  await cache.delete(...personas.list().map(({ name: persona }) => announcementsKey({ persona, reach })));
}
