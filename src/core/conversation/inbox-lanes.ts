import type { MessageId } from '../ids.ts';
import type { Incoming, IncomingMessage } from '../message.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { TakenEvent } from '../ports/waiting.ts';
import type { Keep, Keeping, Kept } from './keeping.ts';

export interface LanesOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Quiet time that ends a burst of messages, ms, where this one was said; 0 deals with each by itself. */
  readonly burstMs: (message: IncomingMessage) => number | Promise<number>;
  readonly burstMaxMs: number;
  /** One event, or the messages of a burst, oldest first. What it throws is logged. */
  readonly deal: (events: readonly Dealt[]) => Promise<void>;
  /** Puts on record what waits. Absent: it goes with the process. */
  readonly keeping?: Keeping;
  /** Those of what was dealt with that leave nothing else to be known by. */
  readonly remembered?: (events: readonly Incoming[]) => readonly Incoming[];
  /** Aborts when what is under way is called off: it stays on record. */
  readonly stopping?: AbortSignal;
}

/** An event whose turn has come. */
export interface Dealt {
  readonly event: Incoming;
  readonly keep: Keep;
}

/** Ordered lanes, made when something enters and gone when they are empty. */
export interface Lanes {
  /**
   * Resolves, never rejects, when the event has been dealt with or taken out; `onKept` is called when it is on record, or
   * need not be.
   */
  enter(lane: string, event: Incoming, onKept?: () => void): Promise<void>;
  /** What a process that is gone left, oldest first; each in its place among what waits here. */
  adopt(lane: string, events: readonly TakenEvent[]): void;
  /** Work that is no event, in its turn. Rejects as the work does. */
  within<Result>(lane: string, work: () => Promise<Result>): Promise<Result>;
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
  readonly kept: Kept | undefined;
  readonly done: () => void;
}

interface Errand {
  readonly work: () => Promise<void>;
}

interface Lane {
  readonly queue: (Waiting | Errand)[];
  current: readonly Waiting[];
  wake?: () => void;
}

const isErrand = (item: Waiting | Errand): item is Errand => 'work' in item;

/** What enters a lane is dealt with in order, one at a time; lanes do not wait for each other. */
export function createLanes(options: LanesOptions): Lanes {
  const { clock, log, burstMs, burstMaxMs, deal, keeping, remembered = () => [], stopping } = options;
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();

  /** Puts something into a lane, where `place` says, and lets the lane run. */
  function put(key: string, place: (queue: Lane['queue']) => void): Lane {
    const known = lanes.get(key);
    if (known !== undefined) {
      place(known.queue);
      return known;
    }
    const fresh: Lane = { queue: [], current: [] };
    place(fresh.queue);
    lanes.set(key, fresh);
    const run: Promise<void> = drain(key, fresh).finally(() => running.delete(run));
    running.add(run);
    return fresh;
  }

  function enter(key: string, event: Incoming, onKept?: () => void): Promise<void> {
    const { promise, resolve: done } = Promise.withResolvers<void>();
    const kept = keeping?.keep(key, event);
    if (onKept !== undefined) void (kept?.kept ?? Promise.resolve()).then(onKept);
    const lane = put(key, (queue) => queue.push({ event, kept, done }));
    if (event.kind === 'message') lane.wake?.();
    return promise;
  }

  function adopt(key: string, events: readonly TakenEvent[]): void {
    if (keeping === undefined) return;
    // All of them are known before the first is put in its place: what waits for it must not be taken for another's.
    const adopted = events.map(
      (each): Waiting => ({ event: each.event, kept: keeping.adopted(each), done: () => {} }),
    );
    put(key, (queue) => {
      for (const item of adopted) {
        const { eventId } = item.event;
        const after = queue.findIndex((other) => !isErrand(other) && other.kept?.isAfter(eventId) === true);
        queue.splice(after === -1 ? queue.length : after, 0, item);
      }
    });
  }

  async function drain(key: string, lane: Lane): Promise<void> {
    for (let head = lane.queue[0]; head !== undefined; head = lane.queue[0]) {
      if (isErrand(head)) {
        lane.queue.shift();
        await head.work();
      } else if (await isItsTurn(key, lane, head)) await dealWith(key, lane);
    }
    // Here and not in a callback: an event accepted between the last look at the queue and this would be stranded.
    lanes.delete(key);
  }

  async function dealWith(key: string, lane: Lane): Promise<void> {
    lane.current = await collect(lane);
    const events = lane.current.map(({ event }) => event);
    try {
      if (lane.current.length > 0) await deal(await Promise.all(lane.current.map(dealt)));
    } catch (error) {
      // The lane outlives whatever happens in it: the next message must not be lost to this one's failure.
      log.error('Event failed', { eventId: events[0]?.eventId, error });
    }
    try {
      if (stopping?.aborted !== true) await keeping?.done(key, events, remembered(events));
    } catch (error) {
      log.error('The record of an event could not be closed', { eventId: events[0]?.eventId, error });
    }
    for (const { done } of lane.current) done();
    lane.current = [];
  }

  const dealt = async ({ event, kept }: Waiting): Promise<Dealt> => ({
    event,
    keep: (await kept?.now()) ?? 'light',
  });

  /** Waits until what is first in the queue may be dealt with. False: something else is first now. */
  async function isItsTurn(key: string, lane: Lane, head: Waiting): Promise<boolean> {
    if (head.kept === undefined || keeping === undefined) return true;
    await head.kept.kept;
    if (head.kept.foreign().length === 0) return lane.queue[0] === head;
    try {
      const earlier = await keeping.turnOf(key, head.event, head.kept);
      if (earlier.length > 0) adopt(key, earlier);
    } catch (error) {
      log.error('What came before an event could not be seen', { eventId: head.event.eventId, error });
    }
    return lane.queue[0] === head;
  }

  /** Takes off the queue what is first, or the messages of its burst once that is over; nothing if they were taken out. */
  async function collect(lane: Lane): Promise<readonly Waiting[]> {
    const [first] = lane.queue;
    if (first === undefined || isErrand(first)) return [];
    if (first.event.kind !== 'message') return take(lane, (each) => each === first);
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
    const inTurn = keeping === undefined ? undefined : await uninterrupted(lane, first);
    // What else came in between concerns messages that were answered before: it may wait.
    return take(lane, (each) => each.event.kind === 'message' && inTurn?.has(each) !== false);
  }

  /** The messages of a burst up to the first one that something in another process comes before. */
  async function uninterrupted(lane: Lane, first: Waiting): Promise<ReadonlySet<Waiting>> {
    const inTurn = new Set<Waiting>();
    for (const each of lane.queue.slice()) {
      if (isErrand(each) || each.event.kind !== 'message') continue;
      await each.kept?.kept;
      if (each !== first && (each.kept?.foreign() ?? []).length > 0) break;
      inTurn.add(each);
    }
    return inTurn;
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
    adopt,
    within: <Result>(key: string, work: () => Promise<Result>) =>
      new Promise<Result>((resolve, reject) => {
        put(key, (queue) => queue.push({ work: () => work().then(resolve, reject) }));
      }),
    revise(id, change) {
      const before: IncomingMessage[] = [];
      for (const [key, lane] of lanes) {
        for (const waiting of lane.queue.slice()) {
          if (isErrand(waiting) || !isMessage(waiting.event, id)) continue;
          const message = waiting.event as IncomingMessage;
          before.push(message);
          const after = change(message);
          void keeping
            ?.revise(key, message, after)
            .catch((error: unknown) =>
              log.error('The record of an event could not be changed', { eventId: message.eventId, error }),
            );
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
  const taken: Waiting[] = [];
  const left: Lane['queue'] = [];
  for (const item of queue) {
    if (!isErrand(item) && matches(item)) taken.push(item);
    else left.push(item);
  }
  queue.splice(0, queue.length, ...left);
  return taken;
}
