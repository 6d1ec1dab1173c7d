import { type IndexDefinition, Schema } from 'mongoose';
import { broadcastTables } from './broadcasts-schemas.ts';
import { fading, memoryTables } from './memory-schemas.ts';

const text = String;
const number = Number;
const flag = Boolean;
/** Any JSON value, kept as it is. */
const json = Schema.Types.Mixed;

/**
 * An index. `unique` ones are of documents of this shape: in a collection that other programs write to as well they are
 * made without it, because documents of theirs would collide.
 */
export interface Index {
  readonly keys: IndexDefinition;
  readonly unique?: boolean;
  /** Only documents that have the field are in it: others in the same collection cost and hinder nothing. */
  readonly sparse?: boolean;
}

export interface Table {
  readonly columns: Readonly<Record<string, unknown>>;
  readonly indexes: readonly Index[];
  /** Columns every document of ours has, and their types; what lacks one is somebody else's. */
  readonly shape?: Readonly<Record<string, 'string'>>;
}

const venue = { place_id: text, audience: text, community: text };
/** For compare-and-set; and the last steps that changed the document, so that none counts twice. */
const guarded = { version: number, done: [text] };
/** Order of writing where nothing else tells documents apart. */
const written = { made: Schema.Types.ObjectId };

const factColumns = {
  id: text,
  user_id: text,
  category: text,
  key: text,
  value: json,
  qualifier: text,
  confidence: number,
  first_mentioned: number,
  updated_at: number,
  source: text,
  personality_name: text,
  is_shareable: flag,
  message_id: text,
  ...venue,
};

/**
 * Every collection, its fields and its indexes. Fields are named like the columns of the SQLite store. Times are ms since
 * the epoch. `_id` means nothing beyond uniqueness: public collections are read by their fields, so that documents put in
 * by hand are read as well.
 */
export const tables = {
  sessions: {
    columns: {
      session_id: text,
      user_id: text,
      personality_name: text,
      created_at: number,
      last_activity: number,
      place_id: text,
      user_messages: number,
      /** Turns counted in user_messages last. */
      counted: [text],
      ...written,
    },
    indexes: [
      { keys: { session_id: 1 }, unique: true },
      { keys: { user_id: 1, personality_name: 1, place_id: 1, last_activity: -1, made: -1 } },
    ],
    shape: { session_id: 'string', user_id: 'string', personality_name: 'string' },
  },
  messages: {
    columns: {
      id: text,
      session_id: text,
      speaker: text,
      content: text,
      timestamp: number,
      turn_id: text,
      user_id: text,
      personality_name: text,
      ...venue,
      platform_ids: [text],
      is_hidden: flag,
      /** Reading order within a pair, from 1 without gaps. */
      seq: number,
      /** Pair and seq in one: two writers cannot take the same place. */
      place_in_order: text,
      stems: [text],
      /** Which summary covers it. */
      summary_id: text,
      /** What took it back or edited it last. */
      retracted_by: text,
    },
    indexes: [
      { keys: { id: 1 }, unique: true },
      { keys: { place_in_order: 1 }, unique: true, sparse: true },
      { keys: { user_id: 1, personality_name: 1, seq: -1 } },
      { keys: { user_id: 1, personality_name: 1, place_id: 1, seq: -1 } },
      { keys: { user_id: 1, personality_name: 1, place_id: 1, summary_id: 1, seq: 1 } },
      { keys: { user_id: 1, personality_name: 1, stems: 1, seq: -1 } },
      { keys: { turn_id: 1, seq: 1 } },
      { keys: { session_id: 1 } },
    ],
    shape: { id: 'string', session_id: 'string', speaker: 'string', content: 'string' },
  },
  user_affinity: {
    columns: {
      user_id: text,
      personality_name: text,
      affinity_points: number,
      current_level: text,
      last_updated: number,
      told_level: text,
      owed_points: number,
      /** Rows of the ledger that are not in affinity_ledger yet: points and ledger change in one step. */
      recent_events: [json],
      /** Rows this pair ever had. */
      events: number,
      ...guarded,
    },
    indexes: [{ keys: { user_id: 1, personality_name: 1 }, unique: true }],
    shape: { user_id: 'string', personality_name: 'string' },
  },
  session_moods: {
    columns: { session_id: text, current_mood: text, mood_intensity: number, mood_started_at: number },
    indexes: [{ keys: { session_id: 1 }, unique: true }],
    shape: { session_id: 'string' },
  },
  user_facts: {
    columns: { ...factColumns, ...guarded, ...written },
    indexes: [
      { keys: { user_id: 1, category: 1, key: 1 }, unique: true },
      { keys: { user_id: 1, message_id: 1 } },
      { keys: { confidence: 1 } },
    ],
    shape: { user_id: 'string', category: 'string', key: 'string' },
  },
  episodes: {
    columns: {
      id: text,
      user_id: text,
      session_id: text,
      type: text,
      title: text,
      summary: text,
      importance: number,
      sentiment: number,
      tags: [text],
      timestamp: number,
      personality_name: text,
      ...venue,
      sources: { type: [text], default: undefined },
      ...fading,
      ...written,
    },
    indexes: [
      { keys: { id: 1 }, unique: true },
      { keys: { user_id: 1, personality_name: 1, timestamp: -1, made: -1 } },
      { keys: { user_id: 1, sources: 1 } },
      { keys: { personality_name: 1, user_id: 1 } },
    ],
    shape: { id: 'string', user_id: 'string', type: 'string', title: 'string' },
  },
  people: {
    columns: {
      user_id: text,
      accounts: [text],
      language: text,
      is_greeted: flag,
      is_remembered: flag,
      preferences: json,
      chosen: json,
      /** Entries { community, name }, in the order they were made. */
      listed: [json],
      created_at: number,
      version: number,
    },
    indexes: [{ keys: { accounts: 1 } }, { keys: { 'listed.community': 1 } }],
  },
  accounts: {
    columns: { account_id: text, user_id: text, created_at: number },
    indexes: [{ keys: { user_id: 1 } }],
  },
  /** Numbers given once: { _id: 'people', last }. */
  numbers: { columns: { last: number }, indexes: [] },
  affinity_ledger: {
    columns: {
      id: text,
      user_id: text,
      personality_name: text,
      cause: text,
      rule: text,
      delta: number,
      points_before: number,
      points_after: number,
      level_before: text,
      level_after: text,
      message_id: text,
      timestamp: number,
      is_retracted: flag,
      seq: number,
    },
    indexes: [
      { keys: { user_id: 1, personality_name: 1, timestamp: -1, seq: -1 } },
      { keys: { user_id: 1, message_id: 1 } },
    ],
  },
  mood_history: {
    columns: {
      session_id: text,
      user_id: text,
      personality_name: text,
      mood: text,
      intensity: number,
      started_at: number,
      ...written,
    },
    indexes: [{ keys: { user_id: 1, personality_name: 1, started_at: -1, made: -1 } }],
  },
  fact_history: {
    columns: {
      ...factColumns,
      ended_at: number,
      ended_because: text,
      seq: number,
      /** The step that makes it hold again, until it does. */
      restoring: text,
    },
    indexes: [
      { keys: { user_id: 1, ended_at: -1 } },
      { keys: { user_id: 1, category: 1, key: 1, seq: -1 } },
      { keys: { user_id: 1, message_id: 1 } },
      { keys: { restoring: 1 }, sparse: true },
    ],
  },
  turns: {
    columns: {
      turn_id: text,
      session_id: text,
      user_id: text,
      personality_name: text,
      place: json,
      author: json,
      state: text,
      owner: text,
      attempts: number,
      opened_at: number,
      abandoned_because: text,
      spoken: [text],
      /** Every platform message it was ever given. */
      posted: [text],
      /** opened_at until it is settled or abandoned. */
      unfinished_since: number,
      /** Nothing that was asked is left: its reply is for nobody. */
      is_unasked: flag,
      /** What is written ahead: the messages it opens with, its reply, the changes that settle it. */
      opening: json,
      replying: json,
      settling: json,
      ...written,
    },
    indexes: [
      { keys: { unfinished_since: 1 }, sparse: true },
      { keys: { user_id: 1 } },
      { keys: { posted: 1 }, sparse: true },
    ],
  },
  applied: {
    columns: { cause: text, user_id: text, changes: json, pending: number },
    indexes: [{ keys: { user_id: 1 } }, { keys: { pending: 1 }, sparse: true }],
  },
  usage: {
    columns: {
      day: text,
      purpose: text,
      model: text,
      calls: number,
      failures: number,
      prompt_tokens: number,
      completion_tokens: number,
      done: [text],
    },
    indexes: [{ keys: { day: 1 } }],
  },
  job_runs: { columns: { job: text, finished_at: number, report: json }, indexes: [] },
  job_history: {
    columns: {
      run_id: text,
      job: text,
      owner: text,
      at: number,
      started_at: number,
      finished_at: number,
      report: json,
      error: text,
      ...written,
    },
    indexes: [{ keys: { job: 1, started_at: -1, made: -1 } }],
  },
  ratings: {
    columns: { user_id: text, personality_name: text, stars: number, timestamp: number },
    indexes: [{ keys: { personality_name: 1 } }, { keys: { user_id: 1 } }],
  },
  place_settings: {
    columns: { place_id: text, personality_name: text, is_joined: flag, quiet_until: number },
    indexes: [],
  },
  feedback: {
    columns: {
      message_id: text,
      user_id: text,
      personality_name: text,
      value: number,
      timestamp: number,
      ...written,
    },
    indexes: [
      { keys: { personality_name: 1, timestamp: -1, made: -1 } },
      { keys: { user_id: 1 } },
      { keys: { message_id: 1 } },
    ],
  },
  ...memoryTables,
  ...broadcastTables,
  leases: { columns: { name: text, owner: text, token: number, until: number }, indexes: [] },
  /** Events that wait, lane by lane, and those remembered as dealt with. */
  lanes: {
    columns: { events: [json], heard: [json], version: number, touched: number },
    indexes: [
      { keys: { 'events.owner': 1 } },
      { keys: { 'events.account_id': 1 } },
      { keys: { 'heard.until': 1 } },
    ],
  },
  /** { _id: 'version', … } and, while somebody changes the schema, { _id: 'lease', … }. */
  schema: { columns: { version: number, indexes: text, owner: text, until: number }, indexes: [] },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof tables;

/** Collections people script against; the others are Kith's own and carry a prefix. */
export const publicTables = [
  'sessions',
  'messages',
  'user_affinity',
  'session_moods',
  'user_facts',
  'episodes',
] as const satisfies readonly TableName[];
