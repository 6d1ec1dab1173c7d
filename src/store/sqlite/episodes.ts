import type { RetractChange } from '../../core/ports/changes.ts';
import type { Episode } from '../../core/ports/records.ts';
import type { EpisodeRepository } from '../../core/ports/store.ts';
import { episodeOf } from '../memory-rows.ts';
import type { Database } from './database.ts';

export interface Episodes extends EpisodeRepository {
  /** An episode of the same id is replaced. */
  keep(episode: Episode): void;
  /** Deletes what was read from a message; how many that were. */
  takeBack(change: RetractChange): number;
}

export const sqliteEpisodes = (database: Database): Episodes => ({
  ofPair: async (person, persona) =>
    database
      .all(
        `SELECT * FROM episodes WHERE user_id = ? AND personality_name = ?
         ORDER BY timestamp DESC, rowid DESC`,
        person,
        persona,
      )
      .map(episodeOf),
  keep: (episode) => {
    database.run(
      `INSERT INTO episodes (id, user_id, personality_name, session_id, type, title, summary, importance,
         sentiment, tags, timestamp, place_id, audience, community, sources)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET type = excluded.type, title = excluded.title,
         summary = excluded.summary, importance = excluded.importance, sentiment = excluded.sentiment,
         tags = excluded.tags, timestamp = excluded.timestamp,
         sources = excluded.sources`,
      episode.id,
      episode.person,
      episode.persona,
      episode.session,
      episode.type,
      episode.title,
      episode.summary,
      episode.importance,
      episode.sentiment,
      JSON.stringify(episode.tags),
      episode.at,
      episode.venue.place,
      episode.venue.audience,
      episode.venue.community ?? null,
      episode.sources === undefined ? null : JSON.stringify(episode.sources),
    );
  },
  takeBack: ({ person, message }) =>
    database.run(
      `DELETE FROM episodes WHERE user_id = ? AND EXISTS (
         SELECT 1 FROM json_each(CASE WHEN json_valid(sources) THEN sources ELSE '[]' END) WHERE value = ?)`,
      person,
      message,
    ),
});
