import { personaName, placeId } from '../../core/ids.ts';
import type { PlaceChange } from '../../core/ports/changes.ts';
import type { PlaceSettings } from '../../core/ports/records.ts';
import type { PlaceRepository } from '../../core/ports/store.ts';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

export interface Places extends PlaceRepository {
  change(change: PlaceChange): void;
}

export const sqlitePlaces = (database: Database): Places => {
  const read = (place: string): PlaceSettings | undefined => {
    const row = database.get('SELECT * FROM place_settings WHERE place_id = ?', place);
    return (
      row && {
        place: placeId(place),
        ...columns.optional('persona', row.personality_name, personaName),
        isJoined: row.is_joined === 1,
        ...columns.optional('quietUntil', row.quiet_until, Number),
      }
    );
  };

  return {
    get: async (place) => read(place),
    change: ({ place, persona, isJoined, quietUntil }) => {
      const held = read(place);
      database.run(
        `INSERT INTO place_settings (place_id, personality_name, is_joined, quiet_until) VALUES (?, ?, ?, ?)
         ON CONFLICT (place_id) DO UPDATE SET personality_name = excluded.personality_name,
           is_joined = excluded.is_joined, quiet_until = excluded.quiet_until`,
        place,
        persona === undefined ? (held?.persona ?? null) : persona,
        Number(isJoined ?? held?.isJoined ?? false),
        quietUntil === undefined ? (held?.quietUntil ?? null) : quietUntil,
      );
    },
  };
};
