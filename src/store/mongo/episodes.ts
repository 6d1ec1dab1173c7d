import type { RetractChange } from '../../core/ports/changes.ts';
import type { Episode } from '../../core/ports/records.ts';
import type { EpisodeRepository } from '../../core/ports/store.ts';
import { episodeOf } from '../memory-rows.ts';
import { setting } from './columns.ts';
import type { MongoDatabase } from './database.ts';
import type { Seeded } from './seeded.ts';

export interface Episodes extends EpisodeRepository {
  /** An episode of the same id is replaced. */
  keep(episode: Episode): Promise<void>;
  /** Deletes what was read from a message; how many that were. */
  takeBack(change: RetractChange): Promise<number>;
}

export const mongoEpisodes = (database: MongoDatabase, seeded: Seeded): Episodes => ({
  ofPair: async (person, persona) => {
    const find = () =>
      database.episodes.find(
        { user_id: person, personality_name: persona, id: { $gte: '' } },
        { sort: { timestamp: -1, made: -1 } },
      );
    const [rows, isMore] = await Promise.all([find(), seeded.adoptEpisodes(person)]);
    return (isMore ? await find() : rows).map(episodeOf);
  },
  keep: async (kept) => {
    const { venue } = kept;
    const { $set, $unset } = setting({
      type: kept.type,
      title: kept.title,
      summary: kept.summary,
      importance: kept.importance,
      sentiment: kept.sentiment,
      tags: [...kept.tags],
      timestamp: kept.at,
      sources: kept.sources && [...kept.sources],
    });
    const first = {
      _id: kept.id,
      user_id: kept.person,
      personality_name: kept.persona,
      session_id: kept.session,
      place_id: venue.place,
      audience: venue.audience,
      ...(venue.community === undefined ? {} : { community: venue.community }),
      made: database.nextId(),
    };
    await database.episodes.update(
      { id: kept.id },
      { ...($set && { $set }), ...($unset && { $unset }), $setOnInsert: first },
      { upsert: true },
    );
  },
  takeBack: ({ person, message }) => database.episodes.removeAll({ user_id: person, sources: message }),
});
