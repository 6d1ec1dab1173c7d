import { JOB_RUNS_KEPT, type JobRepository } from '../../core/ports/jobs.ts';
import { runOf } from '../record-rows.ts';
import { columns, setting } from './columns.ts';
import type { MongoDatabase } from './database.ts';

export const mongoJobs = (database: MongoDatabase): JobRepository => {
  const { job_runs: last, job_history: history } = database;
  const latest = (job: string, limit: number, skip = 0) =>
    history.find({ job }, { sort: { started_at: -1, made: -1 }, limit, skip });

  return {
    lastRun: async (job) => {
      const row = await last.findOne({ _id: job });
      return row && columns.number(row.finished_at);
    },
    record: async (run) => {
      const { id, job, owner, at, startedAt, finishedAt, report, error } = run;
      await history.update(
        { _id: id },
        {
          ...setting({ finished_at: finishedAt, report, error }),
          $setOnInsert: { run_id: id, job, owner, at, started_at: startedAt, made: database.nextId() },
        },
        { upsert: true },
      );
      const old = await latest(job, JOB_RUNS_KEPT, JOB_RUNS_KEPT);
      if (old.length > 0) await history.removeAll({ _id: { $in: old.map(({ _id }) => _id) } });
      if (finishedAt === undefined || error !== undefined) return;
      // Not upserted by that filter: a later run that is there already must not be taken for none.
      const done = { finished_at: finishedAt, report: report ?? {} };
      if ((await last.insert([{ _id: job, job, ...done }])) === 0)
        await last.update({ _id: job, finished_at: { $lte: finishedAt } }, { $set: done });
    },
    runs: async (job, limit) => (await latest(job, columns.bound(limit))).map(runOf),
  };
};
