import type { Parts } from '../core/conversation/parts.ts';

export interface JobTools {
  readonly parts: Parts;
  /** Whether the process that owns a turn still runs. */
  readonly isAlive: (owner: string) => boolean;
}

/** Idempotent work beside the conversation: run twice at the same time of the clock, the second changes nothing. */
export interface Job {
  readonly name: string;
  /** Time between two runs, ms. */
  readonly everyMs: number;
  /** Runs at every start as well, however short ago it ran. */
  readonly atStart?: boolean;
  run(tools: JobTools): Promise<Readonly<Record<string, unknown>>>;
}
