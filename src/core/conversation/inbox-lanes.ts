import type { MessageId } from '../ids.ts';
import type { Incoming, IncomingMessage } from '../message.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

export interface LanesOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Quiet time that ends a burst of messages, ms, where this one was said; 0 deals with each by itself. */
  readonly burstMs: (message: IncomingMessage) => number | Promise<number>;
  readonly burstMaxMs: number;
  /** One event, or the messages of a burst, oldest first. What it throws is logged. */
  readonly deal: (events: readonly Incoming[]) => Promise<void>;
}

/** Ordered lanes, made when something enters and gone when they are empty. */
export interface Lanes {
  /** Resolves, never rejects, when the event has been dealt with or taken out. */
  enter(lane: string, event: Incoming): Promise<void>;
  /** Changes the waiting copies of a message in place, or takes them out; what they were before. */
  revise(
    message: MessageId,
    change: (message: IncomingMessage) => IncomingMessage | undefined,
  ): readonly IncomingMessage[];
  /** The lane in which a message is being dealt with. */
  laneOf(message: MessageId): string | undefined;
  /** Resolves when every lane is empty. */
  idle(): Promise<void>;
}

interface Waiting {
  event: Incoming;
  readonly done: () => void;
}

interface Lane {
  readonly queue: Waiting[];
  current: readonly Waiting[];
  wake?: () => void;
}

/** What enters a lane is dealt with in order, one at a time; lanes do not wait for each other. */
export function createLanes({ clock, log, burstMs, burstMaxMs, deal }: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();

  function enter(key: string, event: Incoming): Promise<void> {
    const { promise, resolve: done } = Promise.withResolvers<void>();
    const lane = lanes.get(key);
    if (lane !== undefined) {
      lane.queue.push({ event, done });
      if (event.kind === 'message') lane.wake?.();
    } else {
      const fresh: Lane = { queue: [{ event, done }], current: [] };
      lanes.set(key, fresh);
      const run: Promise<void> = drain(key, fresh).finally(() => running.delete(run));
      running.add(run);
    }
    return promise;
  }

  async function drain(key: string, lane: Lane): Promise<void> {
    while (lane.queue.length > 0) {
      lane.current = await collect(lane);
      try {
        if (lane.current.length > 0) await deal(lane.current.map(({ event }) => event));
      } catch (error) {
        // The lane outlives whatever happens in it: the next message must not be lost to this one's failure.
        log.error('Event failed', { eventId: lane.current[0]?.event.eventId, error });
      }
      for (const { done } of lane.current) done();
      lane.current = [];
    }
    // Here and not in a callback: an event accepted between the last look at the queue and this would be stranded.
    lanes.delete(key);
  }

  /** Takes off the queue what is first, or the messages of its burst once that is over; nothing if they were taken out. */
  async function collect(lane: Lane): Promise<readonly Waiting[]> {
    const [first] = lane.queue;
    if (first?.event.kind !== 'message') return lane.queue.splice(0, 1);
    const quietMs = await quietTime(first.event);
    if (quietMs === 0) return take(lane, (each) => each === first);

    const until = clock.now() + burstMaxMs;
    let isQuiet = false;
    while (!isQuiet && clock.now() < until) {
      const more = new AbortController();
      lane.wake = () => more.abort();
      isQuiet = await clock.sleep(Math.min(quietMs, until - clock.now()), more.signal).then(
        () => true,
        () => false,
      );
      delete lane.wake;
    }
    // What else came in between concerns messages that were answered before: it may wait.
    return take(lane, ({ event }) => event.kind === 'message');
  }

  /** A channel that cannot say leaves its messages ungrouped: a lane must not end for it. */
  async function quietTime(message: IncomingMessage): Promise<number> {
    try {
      return await burstMs(message);
    } catch (error) {
      log.error('Messages could not be grouped', { eventId: message.eventId, error });
      return 0;
    }
  }

  return {
    enter,
    revise(id, change) {
      const before: IncomingMessage[] = [];
      for (const lane of lanes.values()) {
        for (const waiting of lane.queue.filter(({ event }) => isMessage(event, id))) {
          const message = waiting.event as IncomingMessage;
          before.push(message);
          const after = change(message);
          if (after !== undefined) waiting.event = after;
          else for (const { done } of take(lane, (each) => each === waiting)) done();
        }
      }
      return before;
    },
    laneOf(id) {
      for (const [key, lane] of lanes) if (lane.current.some(({ event }) => isMessage(event, id))) return key;
      return undefined;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

const isMessage = (event: Incoming, id: MessageId): boolean => event.kind === 'message' && event.id === id;

/** Takes what matches off the queue; the rest keeps its order. */
function take({ queue }: Lane, matches: (waiting: Waiting) => boolean): readonly Waiting[] {
  const taken = queue.filter(matches);
  const left = queue.filter((each) => !matches(each));
  queue.splice(0, queue.length, ...left);
  return taken;
}
