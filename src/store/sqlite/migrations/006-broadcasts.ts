/** Announcements: who wants them, where each one is on its way, and what personas know of them. */
export const broadcasts = `
CREATE TABLE persona_memories (
  id TEXT NOT NULL PRIMARY KEY,
  personality_name TEXT NOT NULL,
  memory_type TEXT NOT NULL,
  content TEXT NOT NULL,
  metadata TEXT NOT NULL DEFAULT '{}',
  reach TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  source TEXT NOT NULL
);
CREATE INDEX persona_memories_recent ON persona_memories (personality_name, reach, memory_type, timestamp);
CREATE INDEX persona_memories_of_source ON persona_memories (source);

CREATE TABLE broadcasts (
  broadcast_id TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  announcement TEXT NOT NULL,
  details TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  reach TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX broadcasts_by_state ON broadcasts (state, created_at);
CREATE INDEX broadcasts_of_reach ON broadcasts (reach, created_at);
CREATE INDEX broadcasts_by_age ON broadcasts (created_at);

CREATE TABLE broadcast_targets (
  broadcast_id TEXT NOT NULL,
  place_id TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (broadcast_id, place_id)
);
CREATE INDEX broadcast_targets_by_state ON broadcast_targets (broadcast_id, state, place_id);
CREATE INDEX broadcast_targets_of_place ON broadcast_targets (place_id);

CREATE TABLE subscriptions (
  place_id TEXT NOT NULL PRIMARY KEY,
  reach TEXT NOT NULL,
  state TEXT NOT NULL,
  place TEXT NOT NULL,
  user_id TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL,
  quiet TEXT,
  last_sent_at INTEGER NOT NULL DEFAULT 0,
  changed_by TEXT NOT NULL DEFAULT '',
  updated_at INTEGER NOT NULL
);
CREATE INDEX subscriptions_of_reach ON subscriptions (reach, place_id);
CREATE INDEX subscriptions_of_person ON subscriptions (user_id) WHERE user_id <> '';
`;
