import type { RetractChange } from '../../core/ports/changes.ts';
import type { SummaryEndChange } from '../../core/ports/memory-changes.ts';
import type { Conversation, Summary, SummaryRepository } from '../../core/ports/summaries.ts';
import { summaryOf, waitingOf } from '../memory-rows.ts';
import { messageOf } from '../record-rows.ts';
import { columns } from './columns.ts';
import { type Conversations, uncovered } from './conversations.ts';
import type { MongoDatabase } from './database.ts';

export interface Summaries extends SummaryRepository {
  /** Nothing when a message of it is gone, or covered by another one. Made again it changes nothing. */
  keep(summary: Summary): Promise<void>;
  end(change: Pick<SummaryEndChange, 'person' | 'id'>): Promise<void>;
  /** Ends what covers the message or its turn. */
  takeBack(change: RetractChange): Promise<void>;
}

export const mongoSummaries = (database: MongoDatabase, conversations: Conversations): Summaries => {
  const { summaries, messages } = database;

  const release = async (of: readonly string[], id: string): Promise<void> => {
    await messages.updateAll({ id: { $in: [...of] }, summary_id: id }, { $unset: { summary_id: '' } });
  };
  const conversationOf = ({ person, persona, venue }: Summary): Conversation => ({
    person,
    persona,
    place: venue.place,
  });

  const end: Summaries['end'] = async ({ person, id }) => {
    const row = await summaries.findOne({ _id: id, user_id: person });
    if (row === undefined) return;
    const ended = summaryOf(row);
    // The messages first: a summary that is still there is ended again by whoever finds it.
    await release(ended.sources, id);
    await summaries.remove({ _id: id });
    await conversations.countAnew(conversationOf(ended));
  };

  return {
    ofPair: async (person, persona) =>
      (
        await summaries.find(
          { user_id: person, personality_name: persona },
          { sort: { timestamp: -1, made: -1 } },
        )
      ).map(summaryOf),
    waiting: async (persona, { atLeast, at, limit }) =>
      (
        await database.conversations.find(
          { personality_name: persona, unsummarised: { $gte: atLeast }, next_try_at: { $lte: at } },
          { sort: { unsummarised: -1 }, limit: columns.bound(limit) },
        )
      ).map(waitingOf),
    unsummarised: async (conversation, limit) => {
      const options = { sort: { seq: 1 }, limit: columns.bound(limit) } as const;
      return (await messages.find(uncovered(conversation), options)).map(messageOf);
    },
    postpone: (conversation, { failures, until }) =>
      conversations.countAnew(conversation, { failures, next_try_at: until }),
    keep: async (kept) => {
      const sources = [...kept.sources];
      const marked = { id: { $in: sources }, user_id: kept.person };
      await messages.updateAll(
        { ...marked, summary_id: null, is_hidden: { $ne: true } },
        { $set: { summary_id: kept.id } },
      );
      if ((await messages.count({ ...marked, summary_id: kept.id })) !== sources.length) {
        await release(sources, kept.id);
        return;
      }
      await summaries.update(
        { _id: kept.id },
        {
          $setOnInsert: {
            id: kept.id,
            user_id: kept.person,
            personality_name: kept.persona,
            summary: kept.text,
            interactions: kept.interactions,
            importance: kept.importance,
            began_at: kept.beganAt,
            timestamp: kept.at,
            place_id: kept.venue.place,
            audience: kept.venue.audience,
            ...(kept.venue.community === undefined ? {} : { community: kept.venue.community }),
            sources,
            made: database.nextId(),
          },
        },
        { upsert: true },
      );
      await conversations.countAnew(conversationOf(kept), { failures: 0, next_try_at: 0 });
    },
    end,
    takeBack: async ({ person, message: id }) => {
      const project = { turn_id: 1, summary_id: 1 } as const;
      const own = await messages.find({ id, user_id: person }, { project });
      const turns = own.map((row) => columns.text(row.turn_id)).filter((turn) => turn !== '');
      const beside = turns.length === 0 ? [] : await messages.find({ turn_id: { $in: turns } }, { project });
      const ids = new Set([...own, ...beside].map((row) => columns.text(row.summary_id)));
      for (const covering of ids) if (covering !== '') await end({ person, id: covering });
    },
  };
};
