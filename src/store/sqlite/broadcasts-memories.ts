import type { PersonaMemoryRepository } from '../../core/ports/persona-memories.ts';
import { memoryOf } from '../broadcast-rows.ts';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

export const sqlitePersonaMemories = (database: Database): PersonaMemoryRepository => ({
  add: async (memories) =>
    database.write(() =>
      memories.reduce(
        (added, memory) =>
          added +
          database.run(
            `INSERT INTO persona_memories (id, personality_name, memory_type, content, metadata, reach, timestamp, source)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
            memory.id,
            memory.persona,
            memory.type,
            JSON.stringify(memory.content),
            JSON.stringify(memory.metadata),
            memory.reach,
            memory.at,
            memory.source,
          ),
        0,
      ),
    ),
  recent: async (persona, { reach, type, since, limit }) =>
    database
      .all(
        `SELECT * FROM persona_memories
         WHERE personality_name = ? AND reach = ? AND memory_type = ? AND timestamp >= ?
         ORDER BY timestamp DESC, id LIMIT ?`,
        persona,
        reach,
        type,
        since,
        columns.bound(limit),
      )
      .map(memoryOf),
  remove: async (source) => database.run('DELETE FROM persona_memories WHERE source = ?', source),
});
