import type { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Health } from './health.ts';

/** One connection events come by, or what stands for it. */
export interface Line {
  /** Connects. Resolves when events would come; rejects with a KithError. */
  open(): Promise<void>;
  /** Resolves when the connection is lost, at once where there is none. */
  lost(): Promise<void>;
  close(): Promise<void>;
}

export interface Connection {
  /** Resolves when the first attempt is over; the line is kept open until `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ConnectionOptions {
  /** Learns who we are; rejects with a KithError. */
  readonly greet: () => Promise<void>;
  readonly line: Line;
  readonly health: Health;
  readonly clock: Clock;
  readonly log: Log;
  /** Waits before the attempt after so many failures. */
  readonly pause: (failures: number, signal: AbortSignal) => Promise<void>;
}

/** A connection younger than this was none: coming back at once would go round in circles. */
const STEADY_MS = 5_000;

/**
 * Keeps the line open: connects again at once when it is lost, with growing pauses while that fails, and not at all when
 * Slack will not have us.
 */
export function createConnection({ greet, line, health, clock, log, pause }: ConnectionOptions): Connection {
  const stopped = new AbortController();
  let isGreeted = false;
  let keeping: Promise<void> | undefined;

  async function attempt(): Promise<void> {
    if (!isGreeted) await unlessStopped(greet());
    isGreeted = true;
    await unlessStopped(opened());
    if (!stopped.signal.aborted) health.ready();
  }

  async function opened(): Promise<void> {
    await line.open();
    if (stopped.signal.aborted) await line.close();
  }

  /** Whoever is told to stop waits for no platform. */
  function unlessStopped(work: Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (stopped.signal.aborted) resolve();
    stopped.signal.addEventListener('abort', () => resolve(), { once: true });
    return Promise.race([work, promise]);
  }

  const isOver = () => stopped.signal.aborted || health.isRefused();

  async function keep(before: { readonly isOpen: boolean; readonly failures: number }): Promise<void> {
    let { isOpen, failures } = before;
    while (!isOver()) {
      if (isOpen) {
        const since = clock.now();
        await line.lost();
        isOpen = false;
        if (isOver()) return;
        health.connecting('The connection to Slack was lost; connecting again.');
        failures = clock.now() - since < STEADY_MS ? failures + 1 : 0;
      }
      if (failures > 0) await pause(failures, stopped.signal).catch(() => undefined);
      if (isOver()) return;
      try {
        await attempt();
        isOpen = true;
      } catch (error) {
        failures++;
        failed(error as KithError);
      }
    }
  }

  function failed(failure: KithError): void {
    if (failure.code === 'channel.refused') {
      health.refused(failure);
      return;
    }
    health.connecting(failure.message);
    log.warn('Slack cannot be reached; trying again', { error: failure });
  }

  return {
    async start() {
      try {
        await attempt();
        keeping = keep({ isOpen: true, failures: 0 });
      } catch (error) {
        failed(error as KithError);
        if (health.isRefused()) throw error;
        keeping = keep({ isOpen: false, failures: 1 });
      }
    },
    async stop() {
      stopped.abort();
      await line.close();
      await keeping;
    },
  };
}
