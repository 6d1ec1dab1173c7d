import type { PersonaMemoryRepository } from '../../core/ports/persona-memories.ts';
import { memoryOf } from '../broadcast-rows.ts';
import { columns } from './columns.ts';
import type { MongoDatabase } from './database.ts';

export const mongoPersonaMemories = ({
  persona_memories: memories,
}: MongoDatabase): PersonaMemoryRepository => ({
  add: async (given) => {
    let added = 0;
    for (const { id, persona, type, content, metadata, reach, at, source } of given) {
      added += await memories.insert([
        {
          _id: id,
          id,
          personality_name: persona,
          memory_type: type,
          content,
          metadata,
          reach,
          timestamp: at,
          source,
        },
      ]);
    }
    return added;
  },
  recent: async (persona, { reach, type, since, limit }) =>
    (
      await memories.find(
        { personality_name: persona, reach, memory_type: type, timestamp: { $gte: since } },
        { sort: { timestamp: -1, _id: 1 }, limit: columns.bound(limit) },
      )
    ).map(memoryOf),
  remove: (source) => memories.removeAll({ source }),
});
