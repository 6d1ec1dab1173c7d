/**
 * What a message did can be taken back, a reply is found by its platform messages, places have settings, people may be
 * listed and say what they think of a reply. Columns added to public tables have defaults, as in 001.
 */
export const takenBack = `
-- A deleted message of a person, or a reply nobody asks for any more: kept by its id, out of every list and search.
ALTER TABLE messages ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0;
DROP INDEX messages_of_pair;
CREATE INDEX messages_of_pair ON messages (user_id, personality_name, seq) WHERE is_hidden = 0;

-- A row that was taken back, or the one that took it back: the two cancel each other, for the daily cap too.
ALTER TABLE affinity_ledger ADD COLUMN is_retracted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX affinity_ledger_of_message ON affinity_ledger (message_id) WHERE message_id IS NOT NULL;
-- Points of retracted gains that had been lost already when they should have been taken back.
ALTER TABLE user_affinity ADD COLUMN owed_points INTEGER NOT NULL DEFAULT 0;

CREATE INDEX fact_history_of_key ON fact_history (user_id, category, key);

ALTER TABLE episodes ADD COLUMN sources TEXT;

ALTER TABLE turns ADD COLUMN spoken TEXT NOT NULL DEFAULT '[]';
-- By turn, not by message: what is being said is known before there is a reply to point at.
CREATE TABLE platform_messages (
  platform_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  PRIMARY KEY (turn_id, platform_id)
);
CREATE INDEX platform_messages_by_id ON platform_messages (platform_id);
INSERT OR IGNORE INTO platform_messages (platform_id, turn_id)
  SELECT posted.value, turn_id
  FROM messages, json_each(CASE WHEN json_valid(platform_ids) THEN platform_ids ELSE '[]' END) AS posted
  WHERE speaker = 'assistant' AND turn_id <> '' AND posted.type = 'text' AND posted.value <> ''
  ORDER BY seq;

CREATE TABLE listed_people (
  community TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (community, user_id)
);
CREATE INDEX listed_people_of_person ON listed_people (user_id);

CREATE TABLE place_settings (
  place_id TEXT NOT NULL PRIMARY KEY,
  personality_name TEXT,
  is_joined INTEGER NOT NULL DEFAULT 0,
  quiet_until INTEGER
);

CREATE TABLE feedback (
  message_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  personality_name TEXT NOT NULL,
  value INTEGER NOT NULL CHECK (value IN (-1, 1)),
  timestamp INTEGER NOT NULL,
  PRIMARY KEY (message_id, user_id)
);
CREATE INDEX feedback_of_persona ON feedback (personality_name, timestamp);
CREATE INDEX feedback_of_person ON feedback (user_id);
`;
