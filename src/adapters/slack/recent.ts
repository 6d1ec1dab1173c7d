import { createBounded } from '../../core/bounded.ts';

/** What is remembered of recent messages, because later events and calls do not say it. */
export interface Recent {
  /** Somebody wrote a message. */
  note(message: string, thread: string | undefined, reader?: Reader): void;
  /** We posted one. */
  posted(message: string, thread: string | undefined): void;
  /** Whether this run posted a message. */
  isOurs(message: string): boolean;
  /** The thread a message is in. */
  threadOf(message: string): string | undefined;
  readerOf(message: string): Reader | undefined;
}

export interface Reader {
  readonly user: string;
  readonly team: string;
}

interface Noted {
  readonly thread: string | undefined;
  readonly reader?: Reader;
  readonly isOurs?: true;
}

export function createRecent(): Recent {
  const messages = createBounded<Noted>(5_000);
  return {
    note: (message, thread, reader) =>
      messages.set(message, {
        ...messages.get(message),
        thread,
        ...(reader === undefined ? {} : { reader }),
      }),
    posted: (message, thread) => messages.set(message, { thread, isOurs: true }),
    isOurs: (message) => messages.get(message)?.isOurs === true,
    threadOf: (message) => messages.get(message)?.thread,
    readerOf: (message) => messages.get(message)?.reader,
  };
}
