import type { FileProblems } from '../personas/registry.ts';
import type { Channel } from '../ports/channel.ts';
import type { JobControl } from '../ports/jobs.ts';
import type { Conversation } from './conversation.ts';
import type { Parts } from './parts.ts';

/** A running Kith, as the edges that drive it see it. Made by app.ts, the one file that names drivers. */
export interface Application {
  readonly parts: Parts;
  readonly conversation: Conversation;
  /** Everything it is reached by: those handed in, else every platform a token is set for. */
  readonly channels: readonly Channel[];
  /** Persona files that did not load, with every reason. */
  readonly rejected: readonly FileProblems[];
  /**
   * Finishes what an earlier run left, then lets the channels listen. A platform that refuses us does not keep the
   * others from it. @throws KithError `channel.refused` when every one of them did.
   */
  start(): Promise<void>;
  readonly jobs: JobControl;
  /** Runs the jobs that are due by the clock. */
  runDueJobs(): Promise<void>;
  /** Takes nothing in any more, lets running turns finish within their deadline, closes everything. */
  stop(): Promise<void>;
}

/** What a driver-free caller may replace: a test its clock, a rehearsal its model. */
export interface Overrides {
  readonly channels?: readonly Channel[];
  readonly model?: Parts['model'];
  /** Puts something round the model that was chosen, e.g. to watch it. */
  readonly wrapModel?: (model: Parts['model']) => Parts['model'];
  readonly clock?: Parts['clock'];
  readonly random?: Parts['random'];
  readonly log?: Parts['log'];
  /** Keeps everything in memory; gone with the process. */
  readonly isEphemeral?: boolean;
  /** Persona who answers by default, instead of the configured one. */
  readonly persona?: string;
  /** Persona files beside those of the folder, by path. */
  readonly personaFiles?: readonly string[];
}

export type OpenApplication<Settings> = (config: Settings, overrides?: Overrides) => Promise<Application>;
