import { resolve } from 'node:path';
import type { Job, JobCall, JobTools } from '../../src/jobs/job.ts';
import { createWorld, type World, type WorldOptions } from '../core/conversation/world.ts';
import { type HandClock, handClock } from '../core/llm/hand-clock.ts';
import { settings } from './settings.ts';

export const day = 86_400_000;
export const minute = 60_000;

/** A persona whose conversations are summarised at four exchanges. */
export const diarist = resolve(import.meta.dirname, '../transcripts/personas/diarist.json');

export interface MemoryWorld extends World {
  readonly clock: HandClock;
  /** Runs a job for now, or for another time. */
  run(job: Job, call?: Partial<JobCall>): ReturnType<Job['run']>;
}

/** A conversation whose jobs are run by hand. */
export async function memoryWorld(options: Omit<WorldOptions, 'clock'> = {}): Promise<MemoryWorld> {
  const clock = handClock();
  const world = await createWorld({ ...options, clock });
  const tools: JobTools = { parts: world.parts, isAlive: () => false, settings, running: new Set() };
  const signal = new AbortController().signal;
  return {
    ...world,
    clock,
    run: (job, call = {}) =>
      job.run(tools, { at: clock.now(), dryRun: false, signal, progress() {}, ...call }),
  };
}
