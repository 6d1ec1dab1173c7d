import { createBounded } from '../../core/bounded.ts';

/** What is remembered of recent messages, because later events and calls do not say it. */
export interface Recent {
  /** Somebody wrote a message, or we did. */
  note(message: string, thread: string | undefined, reader?: Reader): void;
  /** The thread a message is in. */
  threadOf(message: string): string | undefined;
  readerOf(message: string): Reader | undefined;
}

export interface Reader {
  readonly user: string;
  readonly team: string;
}

export function createRecent(): Recent {
  const messages = createBounded<{ readonly thread: string | undefined; readonly reader?: Reader }>(5_000);
  return {
    note: (message, thread, reader) =>
      messages.set(message, { thread, ...(reader === undefined ? {} : { reader }) }),
    threadOf: (message) => messages.get(message)?.thread,
    readerOf: (message) => messages.get(message)?.reader,
  };
}
