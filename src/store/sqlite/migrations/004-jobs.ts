/** The latest runs of every job, and the schedule. `job_runs` stays: the last run of each that finished well. */
export const jobs = `
CREATE TABLE job_history (
  run_id TEXT NOT NULL PRIMARY KEY,
  job TEXT NOT NULL,
  owner TEXT NOT NULL,
  at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  report TEXT,
  error TEXT
);
CREATE INDEX job_history_of_job ON job_history (job, started_at);

-- What is to be run when. Of a job that comes again there is one row.
CREATE TABLE schedule (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  is_single INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  next_run_at INTEGER,
  locked_at INTEGER,
  is_disabled INTEGER NOT NULL,
  attributes TEXT NOT NULL
);
CREATE UNIQUE INDEX schedule_singles ON schedule (name) WHERE is_single = 1;
CREATE INDEX schedule_due ON schedule (name, next_run_at, priority);
CREATE INDEX schedule_locked ON schedule (name, locked_at) WHERE locked_at IS NOT NULL;
`;
