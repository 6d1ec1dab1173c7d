import type { PersonaName } from '../ids.ts';
import type { Json } from './records.ts';

/** Something a persona knows that is about nobody in particular. */
export interface PersonaMemory {
  /** The same for the same thing: adding it twice adds it once. */
  readonly id: string;
  readonly persona: PersonaName;
  readonly type: 'broadcast' | 'event' | 'interaction' | 'summary';
  /** A broadcast's: `{announcement, details}`. */
  readonly content: Readonly<Record<string, Json>>;
  readonly metadata: Readonly<Record<string, Json>>;
  /** Where it may be spoken of; compared, never taken apart. */
  readonly reach: string;
  readonly at: number;
  /** What it came from, e.g. a broadcast's id: by it, it is taken back. */
  readonly source: string;
}

export interface PersonaMemoryRepository {
  /** Those not there yet; how many that were. */
  add(memories: readonly PersonaMemory[]): Promise<number>;
  /** Newest first, not older than `since`. */
  recent(
    persona: PersonaName,
    options: {
      readonly reach: string;
      readonly type: PersonaMemory['type'];
      readonly since: number;
      readonly limit: number;
    },
  ): Promise<readonly PersonaMemory[]>;
  /** Everything that came from there; how many. */
  remove(source: string): Promise<number>;
}
