import { personId } from '../../core/ids.ts';
import type {
  FadeChange,
  FadedChange,
  FadeRunChange,
  MemoryId,
  PinChange,
  RecallChange,
} from '../../core/ports/memory-changes.ts';
import type { FadingRepository } from '../../core/ports/summaries.ts';
import { columns } from './columns.ts';
import type { Collection, MongoDatabase } from './database.ts';

export interface Fading extends FadingRepository {
  recall(change: RecallChange): Promise<void>;
  fade(change: FadeChange): Promise<void>;
  remove(change: FadedChange): Promise<void>;
  pin(change: PinChange): Promise<void>;
  ran(change: FadeRunChange): Promise<void>;
}

/** Memories of one person read at once on the way to the next one, as a guess. */
const eachHas = 8;

export const mongoFading = (database: MongoDatabase): Fading => {
  const { episodes, summaries, conversations, fading_runs: runs } = database;
  const collectionOf = ({ kind }: MemoryId): Collection => (kind === 'episode' ? episodes : summaries);
  const its = (person: string, { id }: MemoryId) => ({ id, user_id: person });

  /** People in order; `end`: there may be more after this one. */
  const peopleIn = async (collection: Collection, persona: string, after: string, limit: number) => {
    const rows = await collection.find(
      { personality_name: persona, user_id: { $gt: after } },
      { sort: { user_id: 1 }, limit, project: { user_id: 1 } },
    );
    const people = rows.map((row) => columns.text(row.user_id));
    return { people, end: rows.length < limit ? undefined : people.at(-1) };
  };

  return {
    people: async (persona, { after, limit }) => {
      const most = columns.bound(limit) * eachHas;
      if (most === 0) return [];
      const found = await Promise.all(
        [episodes, summaries].map((collection) => peopleIn(collection, persona, after, most)),
      );
      const ends = found.flatMap(({ end }) => end ?? []).toSorted();
      const all = [...new Set(found.flatMap(({ people }) => people))].toSorted();
      const [end] = ends;
      return all
        .filter((person) => end === undefined || person <= end)
        .slice(0, columns.bound(limit))
        .map(personId);
    },
    lastRun: async (persona) => {
      const row = await runs.findOne({ _id: persona });
      return row && columns.number(row.finished_at);
    },
    count: async (person, persona) => {
      const pair = { user_id: person, personality_name: persona };
      const [lived, told, open] = await Promise.all([
        episodes.count(pair),
        summaries.count(pair),
        conversations.find(pair, { project: { unsummarised: 1 } }),
      ]);
      return open.reduce((sum, row) => sum + columns.number(row.unsummarised), lived + told);
    },
    recall: async ({ person, memories, at }) => {
      await Promise.all(
        memories.map((memory) =>
          collectionOf(memory).update(
            { ...its(person, memory), $or: [{ recalled_at: null }, { recalled_at: { $lt: at } }] },
            { $inc: { recalls: 1 }, $set: { recalled_at: at, strength: 1, tier: 'hot', strength_at: at } },
          ),
        ),
      );
    },
    fade: async ({ person, memory, strength, tier, at }) => {
      await collectionOf(memory).update(
        { ...its(person, memory), $or: [{ strength_at: null }, { strength_at: { $lte: at } }] },
        { $set: { strength, tier, strength_at: at } },
      );
    },
    remove: async ({ person, memory }) => {
      await collectionOf(memory).remove(its(person, memory));
    },
    pin: async ({ person, memory, isPinned }) => {
      await collectionOf(memory).update(its(person, memory), { $set: { is_pinned: isPinned } });
    },
    ran: async ({ persona, at }) => {
      await runs.update(
        { _id: persona },
        { $max: { finished_at: at }, $set: { personality_name: persona } },
        { upsert: true },
      );
    },
  };
};
