import { holding, type Place, startWorker } from './worker.ts';

/** A process of its own: runs the job `hold` of the schedule named, and says so when it has begun. It never ends it. */
const place = JSON.parse(process.argv[2] ?? '{}') as Place;
const { job, runs } = holding();
const { owner } = await startWorker(place, [job]);
const look = setInterval(() => {
  if (runs.length === 0) return;
  clearInterval(look);
  process.stdout.write(`${owner}\n`);
}, 10);
// Whoever started us may be gone.
setTimeout(() => process.exit(1), 30_000);
