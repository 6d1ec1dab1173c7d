import type { StoredMessage } from '../../core/ports/records.ts';
import type { Conversation } from '../../core/ports/summaries.ts';
import { key } from './columns.ts';
import type { Filter, MongoDatabase, Row } from './database.ts';

/**
 * How many replies of a conversation no summary covers: at least that many, because a reply that is written twice counts
 * twice until it is counted anew.
 */
export interface Conversations {
  /** One more reply was stored. */
  grow(message: Pick<StoredMessage, 'speaker' | 'person' | 'persona' | 'venue'>): Promise<void>;
  /** Counts the messages, and sets what else is given. */
  countAnew(conversation: Conversation, fields?: Row): Promise<void>;
}

const idOf = ({ person, persona, place }: Conversation): string => key(person, persona, place);

const fieldsOf = ({ person, persona, place }: Conversation) => ({
  user_id: person,
  personality_name: persona,
  place_id: place,
});

/** Messages of a conversation no summary covers. */
export const uncovered = (conversation: Conversation): Filter => ({
  ...fieldsOf(conversation),
  summary_id: null,
  is_hidden: { $ne: true },
});

export const mongoConversations = ({ conversations, messages }: MongoDatabase): Conversations => ({
  grow: async ({ speaker, person, persona, venue: { place } }) => {
    if (speaker !== 'assistant') return;
    const conversation = { person, persona, place };
    await conversations.update(
      { _id: idOf(conversation) },
      {
        $inc: { unsummarised: 1 },
        $setOnInsert: { ...fieldsOf(conversation), failures: 0, next_try_at: 0 },
      },
      { upsert: true },
    );
  },
  countAnew: async (conversation, fields = {}) => {
    const _id = idOf(conversation);
    // A reply that is stored meanwhile must not be lost: then it is counted once more.
    for (let isSet = false; !isSet; ) {
      const row = await conversations.findOne({ _id });
      if (row === undefined) return;
      const unsummarised = await messages.count({ ...uncovered(conversation), speaker: 'assistant' });
      const filter = { _id, unsummarised: row.unsummarised };
      isSet = (await conversations.update(filter, { $set: { ...fields, unsummarised } })) === 1;
    }
  },
});
