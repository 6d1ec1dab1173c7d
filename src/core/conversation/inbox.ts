import type { Incoming, IncomingCommand, IncomingMessage } from '../message.ts';
import type { Cache } from '../ports/cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

export interface InboxOptions {
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  /** Quiet time that ends a burst of messages, ms, where this one was said; 0 answers each by itself. */
  readonly burstMs: (message: IncomingMessage) => number;
  readonly burstMaxMs: number;
  readonly duplicateSeconds: number;
  /** One utterance: the messages of a burst, oldest first. Resolves when the lane may go on. */
  readonly onMessages: (burst: readonly IncomingMessage[]) => Promise<void>;
  readonly onCommand: (command: IncomingCommand) => Promise<void>;
}

export interface Inbox {
  /**
   * Takes an event in without waiting; what follows happens in the lane of its author and place. The promise
   * resolves, never rejects, when the event has been dealt with, reflection included.
   */
  accept(event: Incoming): Promise<void>;
  /** Resolves when every lane is empty. */
  idle(): Promise<void>;
  /** Takes nothing in any more. */
  close(): void;
}

interface Waiting {
  readonly event: Incoming;
  readonly done: () => void;
}

interface Lane {
  readonly queue: Waiting[];
  wake?: () => void;
}

/**
 * One ordered lane per author and place: a person's messages are answered in order, one at a time, and nobody
 * waits for anybody else. Redeliveries are told by event id and dropped.
 */
export function createInbox(options: InboxOptions): Inbox {
  const { cache, clock, log } = options;
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  let isClosed = false;

  function accept(event: Incoming): Promise<void> {
    const { author } = event;
    if (isClosed || author.isSelf || author.isBot) {
      log.debug('Event dropped', {
        eventId: event.eventId,
        why: isClosed ? 'closing' : author.isSelf ? 'own' : 'bot',
      });
      return Promise.resolve();
    }
    const { promise, resolve: done } = Promise.withResolvers<void>();
    // A native command needs no model and must not wait behind one: it has a lane beside the conversation's.
    const key = `${event.place.id}\n${author.account}${event.kind === 'command' ? '\n/' : ''}`;
    const lane = lanes.get(key);
    if (lane !== undefined) {
      lane.queue.push({ event, done });
      lane.wake?.();
    } else {
      const fresh: Lane = { queue: [{ event, done }] };
      lanes.set(key, fresh);
      const run: Promise<void> = drain(key, fresh).finally(() => running.delete(run));
      running.add(run);
    }
    return promise;
  }

  async function drain(key: string, lane: Lane): Promise<void> {
    while (lane.queue.length > 0) {
      const taken = await collect(lane);
      try {
        const events = [];
        for (const { event } of taken) if (await isNew(event)) events.push(event);
        const [first] = events;
        if (first?.kind === 'command') await options.onCommand(first);
        else if (first !== undefined) await options.onMessages(events as IncomingMessage[]);
      } catch (error) {
        // The lane outlives whatever happens in it: the next message must not be lost to this one's failure.
        log.error('Event failed', { eventId: taken[0]?.event.eventId, error });
      }
      for (const { done } of taken) done();
    }
    // Here and not in a callback: an event accepted between the last look at the queue and this would be stranded.
    lanes.delete(key);
  }

  /** Takes a command, or the messages of one burst once it is over, off the queue. */
  async function collect(lane: Lane): Promise<readonly Waiting[]> {
    const first = lane.queue[0]!.event;
    if (first.kind === 'command') return lane.queue.splice(0, 1);
    const quietMs = quietTime(first);
    if (quietMs === 0) return lane.queue.splice(0, 1);

    const until = clock.now() + options.burstMaxMs;
    let seen = 0;
    while (seen < lane.queue.length && clock.now() < until) {
      seen = lane.queue.length;
      const more = new AbortController();
      lane.wake = () => more.abort();
      await clock.sleep(Math.min(quietMs, until - clock.now()), more.signal).catch(() => {});
      delete lane.wake;
    }
    return lane.queue.splice(0, lane.queue.length);
  }

  /** A channel that cannot say leaves its messages ungrouped: a lane must not end for it. */
  function quietTime(message: IncomingMessage): number {
    try {
      return options.burstMs(message);
    } catch (error) {
      log.error('Messages could not be grouped', { eventId: message.eventId, error });
      return 0;
    }
  }

  const isNew = (event: Incoming) =>
    cache.addIfAbsent(`seen:${event.place.channel}:${event.eventId}`, options.duplicateSeconds);

  return {
    accept,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    close() {
      isClosed = true;
    },
  };
}
