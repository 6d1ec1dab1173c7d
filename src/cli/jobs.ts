import { KithError } from '../core/errors.ts';
import type { JobReport, JobRun, JobStatus } from '../core/ports/jobs.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

/** Every job: what it does, how often, when next, and what came of the latest run. */
export async function listJobs(
  tools: CliTools,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const app = await openQuietly(tools);
  try {
    const jobs = await app.jobs.list();
    tools.output.write(
      json ? `${JSON.stringify(jobs.map(asJson), null, 2)}\n` : shown(jobs, tools.clock.now()),
    );
    return DONE;
  } finally {
    await app.stop();
  }
}

export interface RunJobOptions {
  readonly at?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** One line about how far a long run is, at most this often, ms. */
const TELL_MS = 1_000;

/** Runs one job now, beside a server that runs or without one. Exit code 1 when it fails or another process is at it. */
export async function runNamedJob(tools: CliTools, name: string, options: RunJobOptions): Promise<ExitCode> {
  const { dryRun = false, json = false } = options;
  const at = timeOf(options.at);
  const called = new AbortController();
  tools.onInterrupt(() => called.abort());
  const app = await openQuietly(tools);
  let toldAt = tools.clock.now();
  try {
    const outcome = await app.jobs.run(name, {
      at,
      dryRun,
      signal: called.signal,
      onProgress(done, total) {
        if (tools.clock.now() - toldAt < TELL_MS) return;
        toldAt = tools.clock.now();
        tools.errors.write(`${name}: ${done} of ${total}\n`);
      },
    });
    if (outcome.kind === 'busy') {
      if (json) tools.output.write(`${JSON.stringify({ job: name, runsIn: outcome.owner })}\n`);
      tools.errors.write(`${name} is running in ${outcome.owner}.\n`);
      return FAILED;
    }
    const { report } = outcome;
    tools.output.write(
      json
        ? `${JSON.stringify({ job: name, dryRun, report })}\n`
        : `${name}${dryRun ? ' (dry run, nothing changed)' : ''}: ${inWords(report)}\n`,
    );
    return called.signal.aborted ? FAILED : DONE;
  } finally {
    await app.stop();
  }
}

const openQuietly = (tools: CliTools) => tools.openApp(tools.config(), { log: tools.silentLog });

/** @throws KithError `usage.wrong` for what is no time */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new KithError('usage.wrong', `"${text}" is no time. Write it as 2026-11-21T15:00:00Z.`);
}

const shown = (jobs: readonly JobStatus[], now: number): string =>
  jobs
    .map((job) => {
      const state = job.runsIn === undefined ? nextOf(job.nextAt, now) : `running in ${job.runsIn}`;
      const last = job.latest === undefined ? 'never ran' : lastOf(job.latest);
      return `${job.name.padEnd(12)}${job.what}\n${' '.repeat(12)}${cadence(job.everyMinutes)} · ${state} · ${last}\n`;
    })
    .join('');

const nextOf = (at: number, now: number): string => (at <= now ? 'due' : `next ${time(at)}`);

function lastOf({ startedAt, finishedAt, report, error }: JobRun): string {
  if (finishedAt === undefined) return `began ${time(startedAt)}, did not end`;
  if (error !== undefined) return `failed ${time(finishedAt)}: ${error}`;
  return `last ${time(finishedAt)}: ${inWords(report ?? {})}`;
}

function inWords(report: JobReport): string {
  const said = Object.entries(report).map(
    ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return said.length === 0 ? 'done' : said.join(', ');
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 1_440],
  ['hour', 60],
  ['minute', 1],
];

function cadence(minutes: number): string {
  const [unit, of] = UNITS.find(([, each]) => minutes % each === 0) ?? ['minute', 1];
  const count = minutes / of;
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

const time = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const iso = (at: number): string => new Date(at).toISOString();

const asJson = ({ nextAt, lastAt, latest, ...job }: JobStatus) => ({
  ...job,
  nextAt: iso(nextAt),
  ...(lastAt === undefined ? {} : { lastAt: iso(lastAt) }),
  ...(latest === undefined ? {} : { latest: runAsJson(latest) }),
});

const runAsJson = ({ at, startedAt, finishedAt, ...run }: JobRun) => ({
  ...run,
  at: iso(at),
  startedAt: iso(startedAt),
  ...(finishedAt === undefined ? {} : { finishedAt: iso(finishedAt) }),
});
