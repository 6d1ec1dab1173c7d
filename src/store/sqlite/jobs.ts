import type { JobRepository } from '../../core/ports/store.ts';
import { columns } from './columns.ts';
import type { Database } from './database.ts';

export const sqliteJobs = (database: Database): JobRepository => ({
  lastRun: async (job) => {
    const row = database.get('SELECT finished_at FROM job_runs WHERE job = ?', job);
    return row && columns.number(row.finished_at);
  },
  finished: async (job, at, report) => {
    database.run(
      `INSERT INTO job_runs (job, finished_at, report) VALUES (?, ?, ?)
       ON CONFLICT (job) DO UPDATE SET finished_at = excluded.finished_at, report = excluded.report`,
      job,
      at,
      JSON.stringify(report),
    );
  },
});
