import { JOB_RUNS_KEPT, type JobRepository, type JobRun } from '../../core/ports/jobs.ts';
import { columns } from '../columns.ts';
import { runOf } from '../record-rows.ts';
import type { Database } from './database.ts';

export const sqliteJobs = (database: Database): JobRepository => ({
  lastRun: async (job) => {
    const row = database.get('SELECT finished_at FROM job_runs WHERE job = ?', job);
    return row && columns.number(row.finished_at);
  },
  record: async (run) => database.write(() => record(database, run)),
  runs: async (job, limit) =>
    database
      .all('SELECT * FROM job_history WHERE job = ? ORDER BY started_at DESC, rowid DESC LIMIT ?', job, limit)
      .map(runOf),
});

const record = (database: Database, run: JobRun): void => {
  const { id, job, owner, at, startedAt, finishedAt = null, report, error = null } = run;
  const said = report === undefined ? null : JSON.stringify(report);
  database.run(
    `INSERT INTO job_history (run_id, job, owner, at, started_at, finished_at, report, error)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (run_id) DO UPDATE
       SET finished_at = excluded.finished_at, report = excluded.report, error = excluded.error`,
    id,
    job,
    owner,
    at,
    startedAt,
    finishedAt,
    said,
    error,
  );
  database.run(
    `DELETE FROM job_history WHERE job = ? AND rowid NOT IN
       (SELECT rowid FROM job_history WHERE job = ? ORDER BY started_at DESC, rowid DESC LIMIT ?)`,
    job,
    job,
    JOB_RUNS_KEPT,
  );
  if (finishedAt === null || error !== null) return;
  database.run(
    `INSERT INTO job_runs (job, finished_at, report) VALUES (?, ?, ?)
     ON CONFLICT (job) DO UPDATE SET finished_at = excluded.finished_at, report = excluded.report
       WHERE excluded.finished_at >= job_runs.finished_at`,
    job,
    finishedAt,
    said ?? '{}',
  );
};
