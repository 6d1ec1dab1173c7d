import type { PlaceChange } from '../../core/ports/changes.ts';
import type { PlaceRepository } from '../../core/ports/store.ts';
import { placeSettingsOf } from '../record-rows.ts';
import { setting } from './columns.ts';
import type { MongoDatabase } from './database.ts';

export interface Places extends PlaceRepository {
  change(change: PlaceChange): Promise<void>;
}

export const mongoPlaces = ({ place_settings: places }: MongoDatabase): Places => ({
  get: async (place) => {
    const row = await places.findOne({ _id: place });
    return row && placeSettingsOf(row);
  },
  change: async ({ place, persona, isJoined, quietUntil }) => {
    const update = setting({
      place_id: place,
      ...(isJoined === undefined ? {} : { is_joined: isJoined }),
      // What is null is removed.
      ...(persona === undefined ? {} : { personality_name: persona ?? undefined }),
      ...(quietUntil === undefined ? {} : { quiet_until: quietUntil ?? undefined }),
    });
    await places.update({ _id: place }, update, { upsert: true });
  },
});
