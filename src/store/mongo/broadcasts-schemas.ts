import { Schema } from 'mongoose';

const text = String;
const number = Number;
const json = Schema.Types.Mixed;

/** Announcements: who wants them, where each one is on its way, and what personas know of them. */
export const broadcastTables = {
  persona_memories: {
    columns: {
      id: text,
      personality_name: text,
      memory_type: text,
      content: json,
      metadata: json,
      reach: text,
      timestamp: number,
      source: text,
    },
    indexes: [
      { keys: { personality_name: 1, reach: 1, memory_type: 1, timestamp: -1, _id: 1 } },
      { keys: { source: 1 } },
    ],
  },
  broadcasts: {
    columns: {
      broadcast_id: text,
      state: text,
      announcement: text,
      details: text,
      metadata: json,
      reach: text,
      created_at: number,
      updated_at: number,
      expires_at: number,
    },
    indexes: [
      { keys: { state: 1, created_at: 1, _id: 1 } },
      { keys: { reach: 1, created_at: -1, _id: 1 } },
      { keys: { created_at: -1, _id: 1 } },
    ],
  },
  broadcast_targets: {
    columns: {
      broadcast_id: text,
      place_id: text,
      state: text,
      reason: text,
      owner: text,
      attempts: number,
      not_before: number,
      updated_at: number,
    },
    indexes: [{ keys: { broadcast_id: 1, state: 1, place_id: 1 } }, { keys: { place_id: 1 } }],
  },
  subscriptions: {
    columns: {
      place_id: text,
      reach: text,
      state: text,
      place: json,
      user_id: text,
      language: text,
      quiet: json,
      last_sent_at: number,
      changed_by: text,
      updated_at: number,
    },
    indexes: [{ keys: { reach: 1, place_id: 1 } }, { keys: { user_id: 1 } }],
  },
} as const;
