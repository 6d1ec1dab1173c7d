import { inOrder, lastPlace } from './append.ts';
import { columns } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

/**
 * Messages and episodes put in by hand with the public fields only: they belong to the pair and place of their session.
 * True: some were taken in, and whoever has read already reads again.
 */
export interface Seeded {
  adoptMessages(person: string): Promise<boolean>;
  adoptEpisodes(person: string): Promise<boolean>;
}

export const mongoSeeded = (
  database: MongoDatabase,
  termsOf: (text: string) => readonly string[],
): Seeded => {
  const { sessions, messages, episodes } = database;

  /** Messages of nobody, each with its session. */
  const orphans = async (
    person: string,
  ): Promise<readonly { readonly row: Row; readonly session: Row }[]> => {
    const theirs = await sessions.find(
      { user_id: person, personality_name: { $gte: '' } },
      { project: { session_id: 1, user_id: 1, personality_name: 1, place_id: 1 } },
    );
    const byId = new Map(theirs.map((row) => [columns.text(row.session_id), row]));
    const rows = await messages.find({ user_id: null, session_id: { $in: [...byId.keys()] } });
    return rows.flatMap((row) => {
      const session = byId.get(columns.text(row.session_id));
      return session === undefined ? [] : [{ row, session }];
    });
  };

  return {
    adoptMessages: async (person) => {
      const found = (await orphans(person)).toSorted((one, other) =>
        columns.written(one.row) < columns.written(other.row) ? -1 : 1,
      );
      for (const { row, session } of found) {
        const pair = columns.pair(session);
        for (let isPlaced = false; !isPlaced; ) {
          const seq = (await lastPlace(messages, pair)) + 1;
          const filter = { _id: row._id, user_id: null };
          const fields = {
            user_id: pair.person,
            personality_name: pair.persona,
            place_id: columns.text(session.place_id),
            stems: termsOf(columns.text(row.content)),
            ...inOrder(pair.person, pair.persona, seq),
          };
          isPlaced = await messages.place(filter, { $set: fields });
        }
      }
      return found.length > 0;
    },
    adoptEpisodes: async (person) => {
      // They name their person, unlike messages.
      const rows = await episodes.find({ user_id: person, personality_name: null, session_id: { $gte: '' } });
      if (rows.length === 0) return false;
      const ids = rows.map(({ session_id: id }) => columns.text(id));
      const found = await sessions.find({ session_id: { $in: ids } });
      for (const row of rows) {
        const session = found.find(({ session_id: id }) => id === row.session_id);
        if (session === undefined) continue;
        const { personality_name, place_id = '' } = session;
        await episodes.update({ _id: row._id }, { $set: { personality_name, place_id } });
      }
      return found.length > 0;
    },
  };
};
