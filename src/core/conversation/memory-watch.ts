import { createBounded } from '../bounded.ts';
import type { Log } from '../ports/log.ts';
import type { Affinity } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';

/** Share of `max_memories` at which the operator is told. */
const NEARLY = 0.9;
/** Share of `max_memories` a pair may grow by before its memories are counted again: counting reads all of them. */
const STEP = 0.01;
/** Pairs whose count is remembered. */
const PAIRS = 10_000;

export interface MemoryWatch {
  /**
   * Says so in the log when what two share grows to 90 % of what the persona keeps: when it crosses that line only, and
   * again only after it had become less. `added`: how many memories a turn made; `limit`: the persona's `max_memories`.
   */
  grown(pair: Pick<Affinity, 'person' | 'persona'>, added: number, limit: number): Promise<void>;
}

export function createMemoryWatch({ store, log }: { readonly store: Store; readonly log: Log }): MemoryWatch {
  const counted = createBounded<{ readonly memories: number; readonly since: number }>(PAIRS);
  return {
    async grown({ person, persona }, added, limit) {
      const pair = `${person} ${persona}`;
      const last = counted.get(pair);
      const since = (last?.since ?? 0) + added;
      const line = NEARLY * limit;
      if (last !== undefined && since < untilNext(last.memories, line, limit)) {
        counted.set(pair, { ...last, since });
        return;
      }
      const memories = await store.fading.count(person, persona);
      counted.set(pair, { memories, since: 0 });
      if (memories < line || (last?.memories ?? memories - added) >= line) return;
      log.warn('Character memory approaching configured limit (90% full)', {
        user_id: person,
        personality: persona,
        memories,
        limit,
      });
    },
  };
}

/** Memories that may come before they are counted again: never so many that the line is crossed unseen. */
function untilNext(memories: number, line: number, limit: number): number {
  const room = line - memories;
  return room > 0 ? Math.min(room, STEP * limit) : STEP * limit;
}
