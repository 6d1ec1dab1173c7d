/** Several processes share one file: who holds what, and what was taken in and not dealt with yet. */
export const severalProcesses = `
CREATE TABLE leases (
  name TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  token INTEGER NOT NULL,
  until INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE waiting_events (
  number INTEGER NOT NULL PRIMARY KEY,
  lane TEXT NOT NULL,
  event_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  account_id TEXT NOT NULL,
  event TEXT NOT NULL,
  timestamp INTEGER NOT NULL
);
CREATE UNIQUE INDEX waiting_events_of_lane ON waiting_events (lane, event_id);
CREATE INDEX waiting_events_of_owner ON waiting_events (owner);
CREATE INDEX waiting_events_of_account ON waiting_events (account_id);

-- What was acted on and left no message to be known by: commands, refusals.
CREATE TABLE heard_events (
  lane TEXT NOT NULL,
  event_id TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (lane, event_id)
) WITHOUT ROWID;
CREATE INDEX heard_events_until ON heard_events (until);
`;
