/**
 * A place for copies. Truth never lives here: every method may lose what it was given, and a driver whose
 * server is gone behaves like an empty cache (it logs once) instead of throwing.
 * Values are JSON-serialisable and must not be changed after they were set.
 */
export interface Cache {
  /** The value, or undefined for a miss. An empty list or null that was set is a hit. */
  get<T>(key: string): Promise<T | undefined>;
  /** Keeps `value` for at most `ttlSeconds` (> 0). */
  set<T>(key: string, value: T, ttlSeconds: number): Promise<void>;
  delete(...keys: readonly string[]): Promise<void>;
  /** Atomic. True exactly once per key while it lives. */
  addIfAbsent(key: string, ttlSeconds: number): Promise<boolean>;
  close(): Promise<void>;
}
