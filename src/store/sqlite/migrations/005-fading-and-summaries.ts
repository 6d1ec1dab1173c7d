/**
 * Memories fade and old exchanges are summarised. Columns added to public tables have defaults, as in 001. How much of a
 * conversation no summary covers is counted by triggers, so that rows put in by hand count as well.
 */
export const fadingAndSummaries = `
ALTER TABLE episodes ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE episodes ADD COLUMN recalls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE episodes ADD COLUMN recalled_at INTEGER;
-- As last reckoned; NULL before.
ALTER TABLE episodes ADD COLUMN strength REAL;
ALTER TABLE episodes ADD COLUMN tier TEXT;
ALTER TABLE episodes ADD COLUMN strength_at INTEGER;
CREATE INDEX episodes_of_persona ON episodes (personality_name, user_id);

CREATE TABLE summaries (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  summary TEXT NOT NULL,
  interactions INTEGER NOT NULL DEFAULT 0,
  importance REAL NOT NULL DEFAULT 5,
  began_at INTEGER NOT NULL,
  timestamp INTEGER NOT NULL,
  place_id TEXT NOT NULL,
  audience TEXT NOT NULL DEFAULT 'one',
  community TEXT,
  sources TEXT NOT NULL DEFAULT '[]',
  is_pinned INTEGER NOT NULL DEFAULT 0,
  recalls INTEGER NOT NULL DEFAULT 0,
  recalled_at INTEGER,
  strength REAL,
  tier TEXT,
  strength_at INTEGER
);
CREATE INDEX summaries_of_pair ON summaries (user_id, personality_name, timestamp);
CREATE INDEX summaries_of_persona ON summaries (personality_name, user_id);

-- Which summary covers a message; it stays when the summary has faded, so that nothing is summarised twice.
ALTER TABLE messages ADD COLUMN summary_id TEXT;
CREATE INDEX messages_unsummarised ON messages (user_id, personality_name, place_id, seq)
  WHERE summary_id IS NULL AND is_hidden = 0;

CREATE TABLE conversations (
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  place_id TEXT NOT NULL,
  -- Replies no summary covers.
  unsummarised INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, personality_name, place_id)
);
CREATE INDEX conversations_waiting ON conversations (personality_name, unsummarised);
INSERT INTO conversations (user_id, personality_name, place_id, unsummarised)
  SELECT user_id, personality_name, place_id, COUNT(*) FROM messages
  WHERE speaker = 'assistant' AND is_hidden = 0 AND user_id <> ''
  GROUP BY user_id, personality_name, place_id;
CREATE TRIGGER conversations_more AFTER INSERT ON messages
  WHEN NEW.speaker = 'assistant' AND NEW.is_hidden = 0 AND NEW.summary_id IS NULL AND NEW.user_id <> ''
BEGIN
  INSERT INTO conversations (user_id, personality_name, place_id, unsummarised)
    VALUES (NEW.user_id, NEW.personality_name, NEW.place_id, 1)
    ON CONFLICT DO UPDATE SET unsummarised = unsummarised + 1;
END;
CREATE TRIGGER conversations_moved AFTER UPDATE OF user_id, personality_name, place_id, is_hidden, summary_id ON messages
  WHEN NEW.speaker = 'assistant'
BEGIN
  UPDATE conversations SET unsummarised = unsummarised - 1
    WHERE user_id = OLD.user_id AND personality_name = OLD.personality_name AND place_id = OLD.place_id
      AND OLD.is_hidden = 0 AND OLD.summary_id IS NULL;
  INSERT INTO conversations (user_id, personality_name, place_id, unsummarised)
    SELECT NEW.user_id, NEW.personality_name, NEW.place_id, 1
    WHERE NEW.is_hidden = 0 AND NEW.summary_id IS NULL AND NEW.user_id <> ''
    ON CONFLICT DO UPDATE SET unsummarised = unsummarised + 1;
END;
CREATE TABLE fading_runs (
  personality_name TEXT NOT NULL PRIMARY KEY,
  finished_at INTEGER NOT NULL
);

CREATE TABLE missed_looks (
  turn_id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER NOT NULL
);
CREATE INDEX missed_looks_due ON missed_looks (next_try_at);
CREATE INDEX missed_looks_of_person ON missed_looks (user_id);
`;
