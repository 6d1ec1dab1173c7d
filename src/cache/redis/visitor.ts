import { Redis } from 'ioredis';

export interface Visitor {
  readonly client: Redis;
  /** What went wrong: what the connection broke by says more than what a command was told. */
  reason(error: unknown): Error;
}

/** A connection for a short visit, not open yet: nothing is tried twice, and whoever made it disconnects it. */
export function createVisitor(url: string, connectMs: number, commandMs: number): Visitor {
  let broken: Error | undefined;
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectMs,
    commandTimeout: commandMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', (error: Error) => {
    broken = error;
  });
  return {
    client,
    reason: (error) => broken ?? (error instanceof Error ? error : new Error(String(error))),
  };
}
