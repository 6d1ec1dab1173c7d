/** A map that forgets what was not looked at or set for longest once it holds more than `most`. */
export interface Bounded<Value> {
  get(key: string): Value | undefined;
  has(key: string): boolean;
  set(key: string, value: Value): void;
  delete(key: string): void;
  values(): readonly Value[];
}

export function createBounded<Value>(most: number): Bounded<Value> {
  const entries = new Map<string, Value>();
  const set = (key: string, value: Value) => {
    entries.delete(key);
    entries.set(key, value);
    const oldest = entries.keys().next();
    if (entries.size > most && oldest.done !== true) entries.delete(oldest.value);
  };
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    has: (key) => entries.has(key),
    set,
    delete: (key) => {
      entries.delete(key);
    },
    values: () => [...entries.values()],
  };
}
