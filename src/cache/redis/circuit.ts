import { setImmediate as eventLoop } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import { remedyFor } from './remedy.ts';

export interface CircuitOptions {
  readonly client: Redis;
  /** Host and port, for the log. */
  readonly server: string;
  /** Longest a command may take, ms. */
  readonly commandMs: number;
  /** How long the server is left alone after that, ms. */
  readonly retryMs: number;
  /** Tried before the server is used, at first and after each absence: makes everything written before absent. */
  readonly renew: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Circuit {
  /** What the command gives; undefined when it failed, or the server is left alone. Never throws. */
  ask<T>(command: (client: Redis) => Promise<T>): Promise<T | undefined>;
  /** The same for a command others count on: if it is not carried out, nothing written before counts any more. */
  tell<T>(command: (client: Redis) => Promise<T>): Promise<T | undefined>;
  /** Tries the server now; resolves when it is known to be there or not. */
  tryNow(): Promise<void>;
  close(): void;
}

/** Answers in a row that take more than half of what is allowed, after which the server is too slow to be worth it. */
const SLOW_IN_A_ROW = 3;

/**
 * Uses the server while it works. After one failure it is left alone for a moment, so that it costs a message one wait at
 * the most; a trial beside the messages finds out when it is back.
 */
export function createCircuit(options: CircuitOptions): Circuit {
  const { client, server, commandMs, retryMs, renew, clock, log } = options;
  let isUp = false;
  let isTold = false;
  let isClosed = false;
  let retryAt = 0;
  let slow = 0;
  let untold = 0;
  let trial: Promise<void> | undefined;
  let broken: Error | undefined;

  function leave(error: Error): void {
    retryAt = clock.now() + retryMs;
    isUp = false;
    slow = 0;
    if (isTold || isClosed) return;
    isTold = true;
    log.warn('Cache unavailable', {
      server,
      because: error.message.slice(0, 200),
      says: `Kith goes on without copies, a little slower. ${remedyFor(error)}`,
    });
  }

  async function tryOnce(): Promise<void> {
    try {
      let before: number;
      do {
        // Whoever could not tell of a change while this was under way: it may have been renewed before their change.
        before = untold;
        await within(clock, commandMs, renew());
      } while (before !== untold);
    } catch (error) {
      leave(broken ?? asError(error));
      return;
    }
    isUp = true;
    broken = undefined;
    if (isTold) log.info('Cache is back', { server });
    isTold = false;
  }

  function tryNow(): Promise<void> {
    trial ??= tryOnce().finally(() => {
      trial = undefined;
    });
    return trial;
  }

  async function run<T>(
    command: (client: Redis) => Promise<T>,
    onMissed: () => void,
  ): Promise<T | undefined> {
    if (!isUp) {
      onMissed();
      if (!isClosed && clock.now() >= retryAt) void tryNow();
      return undefined;
    }
    let isSlow = false;
    try {
      const answer = await within(clock, commandMs, command(client), () => {
        isSlow = true;
      });
      slow = isSlow ? slow + 1 : 0;
      if (slow >= SLOW_IN_A_ROW) leave(tooSlow(commandMs / 2));
      return answer;
    } catch (error) {
      onMissed();
      leave(asError(error));
      return undefined;
    }
  }

  client.on('ready', () => void tryNow());
  client.on('error', (error: Error) => {
    broken = error;
  });
  client.on('close', () => {
    if (isUp || broken !== undefined) leave(broken ?? new Error('Connection lost'));
  });

  return {
    ask: (command) => run(command, () => {}),
    tell: (command) =>
      run(command, () => {
        untold += 1;
      }),
    tryNow,
    close() {
      isClosed = true;
    },
  };
}

/** Made once: an abort without a reason makes an exception each time. */
const ANSWERED = new Error('Redis has answered.');
/** A wait is made of so many, so that one moment in which this process itself was busy counts as one of them only. */
const SLICES = 4;

/** What `work` gives, if it is there within `ms` of waiting; `onSlow` is called when half of that is over. */
export async function within<T>(
  clock: Clock,
  ms: number,
  work: Promise<T>,
  onSlow: () => void = () => {},
): Promise<T> {
  const done = new AbortController();
  const overdue = async (): Promise<never> => {
    for (let slice = 1; slice <= SLICES; slice += 1) {
      await clock.sleep(ms / SLICES, done.signal);
      // What lies in the socket is read before it is judged.
      await eventLoop();
      if (slice === SLICES / 2 && !done.signal.aborted) onSlow();
    }
    throw tooSlow(ms);
  };
  return Promise.race([work, overdue()]).finally(() => done.abort(ANSWERED));
}

const tooSlow = (ms: number) => new Error(`Redis is slow: no answer within ${ms} ms`);

/** What the client says of a connection that has just gone, in words an operator knows. */
function asError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return error.message.startsWith("Stream isn't writeable") ? new Error('Connection lost') : error;
}
