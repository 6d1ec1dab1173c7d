import type { Cache, Copy } from '../ports/cache.ts';

/** What a copy is called, and where the original comes from. */
export interface Read<T> {
  readonly key: string;
  readonly load: () => Promise<T>;
}

interface ReadParts {
  readonly cache: Cache;
  readonly rules: { readonly cache: { readonly ttlSeconds: number } };
}

/**
 * The copies, and the originals where there is none; those are kept for the next time, empty lists included. One look
 * for all of them, and every read of an original is independent of the others.
 */
export async function readThrough<T extends object>(
  { cache, rules }: ReadParts,
  reads: { readonly [Name in keyof T]: Read<T[Name]> },
): Promise<T> {
  const wanted = Object.entries<Read<unknown>>(reads);
  const found = await cache.lookup(wanted.map(([, { key }]) => key));
  const brought: Copy[] = [];
  const values = await Promise.all(
    wanted.map(async ([name, { key, load }], index) => {
      const copy = found[index] ?? {};
      if ('value' in copy) return [name, copy.value] as const;
      const value = await load();
      if (value !== undefined && copy.lease !== undefined) brought.push({ key, lease: copy.lease, value });
      return [name, value] as const;
    }),
  );
  // Nobody has to wait for it: what comes later over the same connection finds it done.
  if (brought.length > 0) void cache.fill(brought, rules.cache.ttlSeconds);
  return Object.fromEntries(values) as T;
}
