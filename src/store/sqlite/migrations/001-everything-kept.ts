/**
 * Names of the tables and columns in the first half are a public interface: people script against them. Rows
 * they insert with the public columns only are complete, so every other column has a default.
 * Times are ms since the epoch. No foreign key hangs on public tables, so rows may be seeded in any order.
 */
export const everythingKept = `
CREATE TABLE sessions (
  session_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_activity INTEGER NOT NULL,
  place_id TEXT NOT NULL DEFAULT '',
  user_messages INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sessions_latest ON sessions (user_id, personality_name, place_id, last_activity);

-- seq is the reading order and, by AUTOINCREMENT, never given twice: readers page by it.
CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  speaker TEXT NOT NULL CHECK (speaker IN ('user', 'assistant')),
  content TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  turn_id TEXT NOT NULL DEFAULT '',
  user_id TEXT NOT NULL DEFAULT '',
  personality_name TEXT NOT NULL DEFAULT '',
  place_id TEXT NOT NULL DEFAULT '',
  audience TEXT NOT NULL DEFAULT 'one',
  community TEXT,
  platform_ids TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX messages_of_place ON messages (user_id, personality_name, place_id, seq);
CREATE INDEX messages_of_pair ON messages (user_id, personality_name, seq);
CREATE INDEX messages_of_turn ON messages (turn_id, seq);
-- Messages inserted with the public columns only belong to the pair and place of their session.
CREATE TRIGGER messages_seeded AFTER INSERT ON messages WHEN NEW.user_id = ''
BEGIN
  UPDATE messages SET (user_id, personality_name, place_id) =
    (SELECT user_id, personality_name, place_id FROM sessions WHERE session_id = NEW.session_id)
  WHERE seq = NEW.seq AND EXISTS (SELECT 1 FROM sessions WHERE session_id = NEW.session_id);
END;

CREATE TABLE user_affinity (
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  affinity_points INTEGER NOT NULL DEFAULT 0 CHECK (affinity_points >= 0),
  current_level TEXT NOT NULL DEFAULT 'stranger',
  last_updated INTEGER NOT NULL DEFAULT 0,
  told_level TEXT,
  PRIMARY KEY (user_id, personality_name)
);

CREATE TABLE session_moods (
  session_id TEXT NOT NULL PRIMARY KEY,
  current_mood TEXT NOT NULL DEFAULT 'neutral',
  mood_intensity REAL NOT NULL DEFAULT 1.0,
  mood_started_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE user_facts (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  category TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  confidence REAL NOT NULL DEFAULT 1.0,
  first_mentioned INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER,
  qualifier TEXT,
  source TEXT NOT NULL DEFAULT 'command',
  personality_name TEXT NOT NULL DEFAULT '',
  is_shareable INTEGER NOT NULL DEFAULT 1,
  message_id TEXT,
  place_id TEXT NOT NULL DEFAULT '',
  audience TEXT NOT NULL DEFAULT 'one',
  community TEXT,
  UNIQUE (user_id, category, key)
);
CREATE INDEX user_facts_stale ON user_facts (confidence, updated_at);

CREATE TABLE episodes (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  session_id TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  importance REAL NOT NULL DEFAULT 5,
  sentiment REAL NOT NULL DEFAULT 0,
  tags TEXT NOT NULL DEFAULT '[]',
  timestamp INTEGER NOT NULL,
  personality_name TEXT NOT NULL DEFAULT '',
  place_id TEXT NOT NULL DEFAULT '',
  audience TEXT NOT NULL DEFAULT 'one',
  community TEXT
);
CREATE INDEX episodes_of_pair ON episodes (user_id, personality_name, timestamp);
CREATE TRIGGER episodes_seeded AFTER INSERT ON episodes WHEN NEW.personality_name = ''
BEGIN
  UPDATE episodes SET (personality_name, place_id) =
    (SELECT personality_name, place_id FROM sessions WHERE session_id = NEW.session_id)
  WHERE id = NEW.id AND EXISTS (SELECT 1 FROM sessions WHERE session_id = NEW.session_id);
END;

-- number is never given twice, so that nothing still under way can reach whoever is known by an erased name again.
CREATE TABLE people (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL UNIQUE,
  language TEXT,
  is_greeted INTEGER NOT NULL DEFAULT 0,
  is_remembered INTEGER NOT NULL DEFAULT 1,
  preferences TEXT NOT NULL DEFAULT '{}',
  chosen TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE accounts (
  account_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES people (user_id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX accounts_of_person ON accounts (user_id);

CREATE TABLE affinity_ledger (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  cause TEXT NOT NULL,
  rule TEXT NOT NULL,
  delta INTEGER NOT NULL,
  points_before INTEGER NOT NULL,
  points_after INTEGER NOT NULL,
  level_before TEXT NOT NULL,
  level_after TEXT NOT NULL,
  message_id TEXT,
  timestamp INTEGER NOT NULL
);
CREATE INDEX affinity_ledger_of_pair ON affinity_ledger (user_id, personality_name, timestamp);

CREATE TABLE mood_history (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  mood TEXT NOT NULL,
  intensity REAL NOT NULL,
  started_at INTEGER NOT NULL
);
CREATE INDEX mood_history_of_pair ON mood_history (user_id, personality_name, started_at);

CREATE TABLE fact_history (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  category TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  confidence REAL NOT NULL,
  first_mentioned INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  qualifier TEXT,
  source TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  is_shareable INTEGER NOT NULL,
  message_id TEXT,
  place_id TEXT NOT NULL,
  audience TEXT NOT NULL,
  community TEXT,
  ended_at INTEGER NOT NULL,
  ended_because TEXT NOT NULL
);
CREATE INDEX fact_history_of_person ON fact_history (user_id, ended_at);

CREATE TABLE turns (
  turn_id TEXT NOT NULL PRIMARY KEY,
  session_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  place TEXT NOT NULL,
  author TEXT NOT NULL,
  state TEXT NOT NULL,
  owner TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  abandoned_because TEXT
);
CREATE INDEX turns_unfinished ON turns (opened_at) WHERE state IN ('open', 'replied', 'delivered');
CREATE INDEX turns_of_person ON turns (user_id);

CREATE TABLE applied (
  cause TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL
);
CREATE INDEX applied_of_person ON applied (user_id);

CREATE TABLE usage (
  day TEXT NOT NULL,
  purpose TEXT NOT NULL,
  model TEXT NOT NULL,
  calls INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  prompt_tokens INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, purpose, model)
);

CREATE TABLE job_runs (
  job TEXT NOT NULL PRIMARY KEY,
  finished_at INTEGER NOT NULL,
  report TEXT NOT NULL DEFAULT '{}'
);

-- Only pairs that were searched are in the index (see search.ts); pair numbers their documents.
CREATE TABLE searched_pairs (
  pair INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  indexed_seq INTEGER NOT NULL DEFAULT 0,
  UNIQUE (user_id, personality_name)
);
-- Every stem carries its pair: a query then reads the postings of one pair only, however many others there are.
CREATE VIRTUAL TABLE message_words USING fts5(stems, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE message_terms USING fts5vocab(message_words, row);
`;
