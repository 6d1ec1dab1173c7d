import { Schema } from 'mongoose';

const text = String;
const number = Number;

/** How well an episode or a summary is remembered. */
export const fading = {
  is_pinned: Boolean,
  recalls: number,
  recalled_at: number,
  strength: number,
  tier: text,
  strength_at: number,
};

/** Old exchanges in a few sentences, what of them waits, and when memories were reckoned. */
export const memoryTables = {
  summaries: {
    columns: {
      id: text,
      user_id: text,
      personality_name: text,
      summary: text,
      interactions: number,
      importance: number,
      began_at: number,
      timestamp: number,
      place_id: text,
      audience: text,
      community: text,
      sources: [text],
      ...fading,
      made: Schema.Types.ObjectId,
    },
    indexes: [
      { keys: { user_id: 1, personality_name: 1, timestamp: -1, made: -1 } },
      { keys: { personality_name: 1, user_id: 1 } },
      { keys: { id: 1 } },
    ],
  },
  conversations: {
    columns: {
      user_id: text,
      personality_name: text,
      place_id: text,
      /** Replies no summary covers, at least. */
      unsummarised: number,
      failures: number,
      next_try_at: number,
    },
    indexes: [
      { keys: { personality_name: 1, unsummarised: -1 } },
      { keys: { user_id: 1, personality_name: 1 } },
    ],
  },
  fading_runs: { columns: { personality_name: text, finished_at: number }, indexes: [] },
  missed_looks: {
    columns: {
      turn_id: text,
      user_id: text,
      personality_name: text,
      failures: number,
      next_try_at: number,
    },
    indexes: [{ keys: { next_try_at: 1 } }, { keys: { user_id: 1 } }],
  },
} as const;
