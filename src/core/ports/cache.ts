/**
 * What a look at a key found: its copy, or nothing. Whoever finds nothing may bring the copy while the lease holds; a
 * cache that is away gives no lease.
 */
export type Found = { readonly value: unknown } | { readonly lease?: string };

/** What a lease was used for: the copy of `key`, read from the store after the look. */
export interface Copy {
  readonly key: string;
  readonly lease: string;
  readonly value: unknown;
}

/**
 * A place for copies. Truth never lives here: every method may lose what it was given, and a driver whose
 * server is gone behaves like an empty cache (it logs once) instead of throwing or keeping anybody waiting.
 * Values are JSON-serialisable and must not be changed after they were set.
 *
 * A copy is brought by `lookup`, a read of the store and `fill`; whoever changes what a key is a copy of calls `delete`
 * after the store has the change. Then no copy stays that is older than the store, whatever happens in between.
 */
export interface Cache {
  /** The value, or undefined for a miss. An empty list or null that was set is a hit. */
  get<T>(key: string): Promise<T | undefined>;
  /** Looks for several copies at once; what was found, in the order of the keys. */
  lookup(keys: readonly string[]): Promise<readonly Found[]>;
  /**
   * Keeps copies for at most `ttlSeconds` (> 0). Left out is each whose key was set or deleted, by anybody, since its
   * lease was given: what was read from the store may be older than that.
   */
  fill(copies: readonly Copy[], ttlSeconds: number): Promise<void>;
  /** Keeps `value`, whatever was there, for at most `ttlSeconds` (> 0). For what is no copy of anything that changes. */
  set<T>(key: string, value: T, ttlSeconds: number): Promise<void>;
  delete(...keys: readonly string[]): Promise<void>;
  /** Atomic. True exactly once per key while it lives; a driver whose server is gone knows its own process only. */
  addIfAbsent(key: string, ttlSeconds: number): Promise<boolean>;
  close(): Promise<void>;
}
