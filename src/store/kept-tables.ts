/** A table that goes into every copy of the whole store. */
export interface KeptTable {
  readonly name: string;
  /** Columns that tell its rows apart; absent: all of them together do. */
  readonly key?: readonly string[];
  /** Columns that hold JSON. */
  readonly json?: readonly string[];
}

/**
 * Every table a copy of the store has, in the order of reading and loading: the record that something was done before
 * what it did, and whom it is about last of all. A new table gets its line here, or among those left out.
 */
export const keptTables: readonly KeptTable[] = [
  { name: 'applied', key: ['cause'] },
  { name: 'heard_events', key: ['lane', 'event_id'] },
  { name: 'waiting_events', key: ['lane', 'event_id'], json: ['event'] },
  { name: 'job_history', key: ['run_id'], json: ['report'] },
  { name: 'job_runs', key: ['job'], json: ['report'] },
  { name: 'turns', key: ['turn_id'], json: ['place', 'author', 'spoken'] },
  { name: 'platform_messages', key: ['turn_id', 'platform_id'] },
  { name: 'feedback', key: ['message_id', 'user_id'] },
  { name: 'ratings', key: ['personality_name', 'user_id'] },
  { name: 'affinity_ledger', key: ['id'] },
  { name: 'mood_history' },
  { name: 'fact_history', json: ['value'] },
  // Before the sessions: rows put in by hand without an owner take one from their session as they are inserted.
  { name: 'messages', key: ['id'], json: ['platform_ids'] },
  // Behind the messages, which are counted as they are inserted.
  { name: 'conversations', key: ['user_id', 'personality_name', 'place_id'] },
  { name: 'summaries', key: ['id'], json: ['sources'] },
  { name: 'fading_runs', key: ['personality_name'] },
  { name: 'missed_looks', key: ['turn_id'] },
  { name: 'episodes', key: ['id'], json: ['tags', 'sources'] },
  { name: 'user_facts', key: ['id'], json: ['value'] },
  { name: 'user_affinity', key: ['user_id', 'personality_name'] },
  { name: 'session_moods', key: ['session_id'] },
  { name: 'sessions', key: ['session_id'] },
  { name: 'persona_memories', key: ['id'], json: ['content', 'metadata'] },
  { name: 'broadcast_targets', key: ['broadcast_id', 'place_id'] },
  { name: 'broadcasts', key: ['broadcast_id'], json: ['metadata'] },
  { name: 'subscriptions', key: ['place_id'], json: ['place', 'quiet'] },
  { name: 'place_settings', key: ['place_id'] },
  { name: 'usage', key: ['day', 'purpose', 'model'] },
  { name: 'people', key: ['user_id'], json: ['preferences', 'chosen'] },
  // Behind the people they are part of, where a driver keeps them in one.
  { name: 'listed_people', key: ['community', 'user_id'] },
  { name: 'accounts', key: ['account_id'] },
];

/** The last number a person was named by: none is given twice, also after whoever had it was erased. */
export const numbersTable: KeptTable = { name: 'last_numbers', key: ['name'] };

/** Tables no copy has: derived from others, made again at every start, or about processes that run now. */
export const leftOut: ReadonlySet<string> = new Set([
  'searched_pairs',
  'message_words',
  'message_terms',
  'message_embeddings',
  'schedule',
  'leases',
]);
