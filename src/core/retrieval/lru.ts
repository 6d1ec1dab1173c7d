export interface Lru<Key, Value> {
  /** The value, now the most recently used. */
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  /** Drops what matches; what was dropped. */
  deleteWhere(matches: (value: Value) => boolean): readonly Value[];
  /** Drops the longest unused until the weights sum to at most `maxWeight` and the count to `maxCount`; one always stays. */
  trim(maxCount: number, maxWeight: number): void;
}

/** A map that forgets the longest unused. Weights may change while held: they are read when trimming. */
export function createLru<Key, Value>(weightOf: (value: Value) => number): Lru<Key, Value> {
  // A Map iterates in insertion order, so re-inserting on use keeps the longest unused first.
  const held = new Map<Key, Value>();
  return {
    get(key) {
      const value = held.get(key);
      if (value !== undefined) {
        held.delete(key);
        held.set(key, value);
      }
      return value;
    },
    set(key, value) {
      held.delete(key);
      held.set(key, value);
    },
    deleteWhere(matches) {
      const dropped = [...held].filter(([, value]) => matches(value));
      for (const [key] of dropped) held.delete(key);
      return dropped.map(([, value]) => value);
    },
    trim(maxCount, maxWeight) {
      let weight = 0;
      for (const value of held.values()) weight += weightOf(value);
      for (const [key, value] of held) {
        if (held.size <= 1 || (held.size <= maxCount && weight <= maxWeight)) return;
        held.delete(key);
        weight -= weightOf(value);
      }
    },
  };
}
