import type { Log } from '../ports/log.ts';
import type { SpeechOptions } from './speech.ts';

/** The record of what an answer has become, written in order and beside the talking. */
export interface Spoken {
  /** Keeps `ids`; wait for it only where what follows must not happen before. Never rejects. */
  keep(ids: readonly string[]): Promise<void>;
  /** What it has become, where that need not be kept yet. */
  note(ids: readonly string[]): void;
  /** Resolves when everything is kept. */
  kept(): Promise<void>;
  /** What the answer has become. */
  ids(): readonly string[];
}

/** A record that cannot be kept costs the record, never the answer. */
export function createSpoken({ onSpoken, resumed }: SpeechOptions, log: Log): Spoken {
  let ids = resumed?.spoken ?? [];
  let last = Promise.resolve();
  return {
    keep(next) {
      ids = next;
      if (onSpoken !== undefined)
        last = last
          .then(() => onSpoken(next))
          .catch((error: unknown) => log.error('What was said so far could not be kept', { error }));
      return last;
    },
    note(next) {
      ids = next;
    },
    kept: () => last,
    ids: () => ids,
  };
}
