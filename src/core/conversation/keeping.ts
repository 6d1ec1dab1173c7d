import type { Incoming } from '../message.ts';
import type { Cache } from '../ports/cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { TakenEvent, WaitingRepository, Waits } from '../ports/waiting.ts';

export interface KeepingOptions {
  readonly waiting: WaitingRepository;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly isAlive: (owner: string) => Promise<boolean>;
  /** Whether nobody can have taken this process for dead since a moment, ms. */
  readonly isUnbroken: (since: number) => boolean;
  /** Whether an event is for us, so that it may be written down. */
  readonly isForUs: (event: Incoming) => boolean | Promise<boolean>;
  readonly duplicateSeconds: number;
  /** Longest anything can be in the works elsewhere, ms: nobody waits longer for what came before. */
  readonly longestMs: number;
  readonly signal: AbortSignal;
}

/** `kept`: it is this process's to deal with; `known`: it was or is dealt with elsewhere; `light`: it is not written down. */
export type Keep = 'kept' | 'known' | 'light';

/** An event on its way through a lane, and its record. */
export interface Kept {
  /** Resolves, never rejects, when it is on record, or when it is known that it need not be. */
  readonly kept: Promise<Keep>;
  /** What it is when its turn has come: whoever was silent for long may have lost it to another process meanwhile. */
  now(): Promise<Keep>;
  /** What waited in its lane before it in other processes when it was kept; of that which is on record. */
  foreign(): readonly string[];
  /** Whether it comes after an event of its lane that is on record; what is not on record itself yet does. */
  isAfter(eventId: string): boolean;
}

/** Keeps what was taken in until it has been dealt with, so that it outlives the process. */
export interface Keeping {
  /** Puts it on record behind what this process put there for the lane before. */
  keep(lane: string, event: Incoming): Kept;
  /** On record already, taken over from a process that is gone. */
  adopted(event: TakenEvent): Kept;
  /**
   * Resolves when nothing in other processes comes before the event; what came before it in one that is gone is taken
   * over and to be dealt with first.
   */
  turnOf(lane: string, event: Incoming, kept: Kept): Promise<readonly TakenEvent[]>;
  /** What the event says has changed; nothing when it is gone. */
  revise(lane: string, event: Incoming, after: Incoming | undefined): Promise<void>;
  /** They have been dealt with. `remembered` leave nothing else to be known by. */
  done(lane: string, events: readonly Incoming[], remembered: readonly Incoming[]): Promise<void>;
}

/** What is known of the record of an event. */
interface Made {
  /** Before it was made, ms. */
  readonly since: number;
  before: readonly string[];
  foreign: readonly string[];
  isMade: boolean;
}

/** Pauses between two looks at what comes before, ms. */
const LOOK = { first: 20, longest: 500 };

export function createKeeping(options: KeepingOptions): Keeping {
  const { waiting, cache, clock, log, owner, isAlive, isUnbroken, isForUs, duplicateSeconds } = options;
  const { longestMs, signal } = options;
  /** The latest record of each lane, while it is being made. */
  const tails = new Map<string, Promise<Keep>>();
  /** On record as this process's, or perhaps so. */
  const own = new Set<string>();
  const keyOf = (lane: string, eventId: string) => `${lane}\n${eventId}`;
  const seenKey = ({ place, eventId }: Incoming) => `seen:${place.channel}:${eventId}`;

  async function record(lane: string, event: Incoming, made: Made): Promise<Keep> {
    const entry = { lane, eventId: event.eventId, owner, event };
    const [{ isNew, before }, isSeen] = await Promise.all([
      waiting.keep(entry, clock.now()),
      cache.get(seenKey(event)),
    ]);
    if (!isNew) {
      // It may be ours all the same: the store's answer to a first attempt can get lost on the way.
      if (own.has(keyOf(lane, event.eventId))) return 'known';
      const held = await waiting.takeOver(lane, owner, owner);
      const found = held.find(({ eventId }) => eventId === event.eventId);
      if (found === undefined) return 'known';
      const earlier = found.before.filter((id) => !own.has(keyOf(lane, id)));
      return isOwn(lane, event, made, { before: found.before, foreign: earlier });
    }
    if (isSeen !== undefined) {
      await waiting.done(lane, [event.eventId], owner);
      return 'known';
    }
    const ids = (those: readonly { readonly eventId: string }[]) => those.map(({ eventId }) => eventId);
    return isOwn(lane, event, made, { before: ids(before), foreign: ids(before.filter(isForeign)) });
  }

  /** In the works elsewhere: no longer ours, or left by an attempt of ours that nobody goes on with. */
  function isForeign({ lane, eventId, owner: by }: Waits['before'][number]): boolean {
    return by !== owner || !own.has(keyOf(lane, eventId));
  }

  function isOwn(
    lane: string,
    { eventId }: Incoming,
    made: Made,
    { before, foreign }: Pick<Made, 'before' | 'foreign'>,
  ): Keep {
    made.before = before;
    made.foreign = foreign;
    own.add(keyOf(lane, eventId));
    return 'kept';
  }

  async function keepAfter(
    tail: Promise<Keep> | undefined,
    lane: string,
    event: Incoming,
    made: Made,
  ): Promise<Keep> {
    try {
      const isWanted = isForUs(event);
      if (!(typeof isWanted === 'boolean' ? isWanted : await isWanted)) return 'light';
      if (tail !== undefined) await tail;
      return await record(lane, event, made);
    } catch (error) {
      // It is dealt with all the same; a process that dies now loses it.
      if (!signal.aborted) log.error('An event could not be kept', { eventId: event.eventId, error });
      // A store that failed may have kept it all the same: then the record is ours to close.
      own.add(keyOf(lane, event.eventId));
      return 'light';
    }
  }

  async function checked(lane: string, { eventId }: Incoming, since: number): Promise<Keep> {
    if (isUnbroken(since)) return 'kept';
    const held = await waiting.takeOver(lane, owner, owner);
    if (held.some((each) => each.eventId === eventId)) return 'kept';
    own.delete(keyOf(lane, eventId));
    return 'known';
  }

  return {
    keep(lane, event) {
      const made: Made = { since: clock.now(), before: [], foreign: [], isMade: false };
      const kept = keepAfter(tails.get(lane), lane, event, made).finally(() => {
        made.isMade = true;
        if (tails.get(lane) === kept) tails.delete(lane);
      });
      tails.set(lane, kept);
      return {
        kept,
        now: () => kept.then((keep) => (keep === 'kept' ? checked(lane, event, made.since) : keep)),
        foreign: () => made.foreign,
        isAfter: (id) => !made.isMade || made.before.includes(id),
      };
    },
    adopted({ lane, eventId, event, before }) {
      own.add(keyOf(lane, eventId));
      const since = clock.now();
      const foreign = () => before.filter((id) => !own.has(keyOf(lane, id)));
      return {
        kept: Promise.resolve('kept'),
        now: () => checked(lane, event, since),
        foreign,
        isAfter: (id) => before.includes(id),
      };
    },
    async turnOf(lane, { eventId }, kept) {
      if (kept.foreign().length === 0) return [];
      const until = clock.now() + longestMs;
      let pauseMs = LOOK.first;
      while (!signal.aborted && clock.now() < until) {
        const before = await waiting.before({ lane, eventId });
        const first = before.find(isForeign);
        if (first === undefined) return [];
        if (first.owner !== owner && !(await isAlive(first.owner))) {
          const taken = await waiting.takeOver(lane, first.owner, owner);
          if (taken.length > 0) return taken;
        }
        await clock.sleep(pauseMs, signal).catch(() => {});
        pauseMs = Math.min(2 * pauseMs, LOOK.longest);
      }
      return [];
    },
    async revise(lane, event, after) {
      const { eventId } = event;
      await tails.get(lane);
      if (!own.has(keyOf(lane, eventId))) return;
      if (after !== undefined) return waiting.revise({ lane, eventId, owner, event: after });
      own.delete(keyOf(lane, eventId));
      await waiting.done(lane, [eventId], owner);
    },
    async done(lane, events, remembered) {
      const mine = events.map(({ eventId }) => eventId).filter((id) => own.has(keyOf(lane, id)));
      if (mine.length === 0) return;
      const remember =
        remembered.length === 0
          ? undefined
          : {
              eventIds: remembered.map(({ eventId }) => eventId),
              until: clock.now() + duplicateSeconds * 1_000,
            };
      for (const id of mine) own.delete(keyOf(lane, id));
      await waiting.done(lane, mine, owner, remember);
      for (const event of events) await cache.set(seenKey(event), true, duplicateSeconds);
    },
  };
}
