import type { PlaceChange } from '../../core/ports/changes.ts';
import type { PlaceSettings } from '../../core/ports/records.ts';
import type { PlaceRepository } from '../../core/ports/store.ts';
import { placeSettingsOf } from '../record-rows.ts';
import type { Database } from './database.ts';

export interface Places extends PlaceRepository {
  change(change: PlaceChange): void;
}

export const sqlitePlaces = (database: Database): Places => {
  const read = (place: string): PlaceSettings | undefined => {
    const row = database.get('SELECT * FROM place_settings WHERE place_id = ?', place);
    return row && placeSettingsOf(row);
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
