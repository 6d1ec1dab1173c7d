import type { AccountId, MessageId, PlaceId } from '../ids.ts';
import type {
  Author,
  Incoming,
  IncomingCommand,
  IncomingDeletion,
  IncomingEdit,
  IncomingMessage,
  IncomingMove,
  IncomingReaction,
  Place,
} from '../message.ts';
import type { Cache } from '../ports/cache.ts';
import type { Log } from '../ports/log.ts';
import type { TakenEvent } from '../ports/waiting.ts';
import { createLanes, type Dealt, type LanesOptions } from './inbox-lanes.ts';

export interface InboxOptions extends Omit<LanesOptions, 'deal'> {
  readonly cache: Cache;
  readonly log: Log;
  readonly duplicateSeconds: number;
  /** Whether messages of other bots are let through; nothing else of them ever is. */
  readonly hearsBots: boolean;
  /** One utterance: the messages of a burst, oldest first, each once. Resolves when the lane may go on. */
  readonly onMessages: (burst: readonly IncomingMessage[]) => Promise<void>;
  readonly onCommand: (command: IncomingCommand) => Promise<void>;
  /** Of a message that waits no more, if it was ever heard. */
  readonly onEdit: (edit: IncomingEdit) => Promise<void>;
  /** Of one message that waits no more, if it was ever heard. */
  readonly onDeletion: (deletion: IncomingDeletion) => Promise<void>;
  readonly onReaction: (reaction: IncomingReaction) => Promise<void>;
  readonly onMove: (move: IncomingMove) => Promise<void>;
  /** Where and by whom a message was said that has been dealt with. */
  readonly origin: (
    message: MessageId,
  ) => Promise<{ readonly place: PlaceId; readonly account: AccountId } | undefined>;
  /** Told of everything that ends here. */
  readonly decided: (event: Incoming, what: 'ignore' | 'edit' | 'retract', why: string) => void;
}

export interface Inbox {
  /**
   * Takes an event in without waiting; what follows happens in the lane of its author and place. The promise
   * resolves, never rejects, when the event has been dealt with, reflection included. `onTaken` is called as soon as it
   * would outlive the process, or need not: what a platform is told then is not brought again. Not at all once closed.
   */
  accept(event: Incoming, onTaken?: () => void): Promise<void>;
  /** Takes up what a process that is gone left in a lane, oldest first. */
  adopt(lane: string, events: readonly TakenEvent[]): void;
  /** Does something about a person in a place in its turn, as if they had just said it. Rejects as `work` does. */
  within<Result>(place: Place, author: Author, work: () => Promise<Result>): Promise<Result>;
  /** Resolves when every lane is empty. */
  idle(): Promise<void>;
  /** Takes nothing in any more. */
  close(): void;
}

/** Edits and deletions that are remembered, for messages that come after them. */
const REMEMBERED = { edits: 1_000, deletions: 10_000 };

/**
 * One ordered lane per author and place: a person's messages are answered in order, one at a time, and nobody
 * waits for anybody else. Redeliveries are told by event id and dropped. A message that still waits is heard as it
 * reads now, or not at all once it is gone; platforms may bring the three in any order.
 */
export function createInbox(options: InboxOptions): Inbox {
  const { cache, log, decided } = options;
  const lanes = createLanes({ ...options, deal });
  const locating = new Set<Promise<void>>();
  const edits = new Map<MessageId, IncomingEdit>();
  const deleted = new Map<MessageId, true>();
  let isClosed = false;

  function accept(event: Incoming, onTaken: () => void = () => {}): Promise<void> {
    if (isClosed) return ignored(event, 'closing');
    if (event.kind === 'moved') return lanes.enter(laneFor(event.place, undefined), event, onTaken);
    const deaf = event.kind === 'deletion' ? undefined : whyDeaf(event);
    if (deaf !== undefined || (event.kind === 'message' && deleted.has(event.id))) {
      onTaken();
      return ignored(event, deaf ?? 'deleted');
    }
    if (event.kind === 'edit') return edit(event, onTaken);
    if (event.kind === 'deletion') {
      const each = event.messages.map((id) => ({
        ...event,
        eventId: `${event.eventId}:${id}`,
        messages: [id],
      }));
      const whenAll = countdown(each.length, onTaken);
      return Promise.all(each.map((one) => deletion(one, whenAll))).then(() => {});
    }
    const lane = laneFor(event.place, event.author);
    // Commands and reactions wait for no answer.
    if (event.kind !== 'message') return lanes.enter(`${lane}\n/`, event, onTaken);
    const later = edits.get(event.id);
    return lanes.enter(lane, later === undefined ? event : edited(event, later), onTaken);
  }

  function whyDeaf({ kind, author }: Exclude<Incoming, IncomingDeletion | IncomingMove>): string | undefined {
    if (author.isSelf) return 'own';
    if (!author.isBot || (options.hearsBots && (kind === 'message' || kind === 'edit'))) return undefined;
    return 'bot';
  }

  function edit(event: IncomingEdit, onTaken: () => void): Promise<void> {
    const latest = edits.get(event.id);
    const isOutdated = latest !== undefined && latest.at > event.at;
    if (isOutdated || deleted.has(event.id)) {
      onTaken();
      return ignored(event, isOutdated ? 'outdated' : 'deleted');
    }
    remember(edits, event.id, event, REMEMBERED.edits);
    if (lanes.revise(event.id, (message) => edited(message, event)).length > 0) {
      onTaken();
      decided(event, 'edit', 'waiting');
      return isNew(event).then(() => {});
    }
    // Bots write by editing: each step of theirs is nothing to learn from.
    if (event.author.isBot) {
      onTaken();
      return ignored(event, 'bot');
    }
    return lanes.enter(laneFor(event.place, event.author), event, onTaken);
  }

  async function deletion(event: IncomingDeletion, onTaken: () => void): Promise<void> {
    const [id] = event.messages;
    if (id === undefined) return;
    remember(deleted, id, true, REMEMBERED.deletions);
    edits.delete(id);
    for (const message of lanes.revise(id, () => undefined)) decided(message, 'retract', 'deleted');
    const busy = lanes.laneOf(id);
    if (busy !== undefined) return lanes.enter(busy, event, onTaken);
    const entered = options.origin(id).then(
      // Nobody's lane: a message of ours, or one that was never heard.
      (origin) =>
        lanes.enter(laneFor({ ...event.place, id: origin?.place ?? event.place.id }, origin), event, onTaken),
      (error: unknown) => log.error('Event failed', { eventId: event.eventId, error }),
    );
    locating.add(entered);
    return entered.finally(() => locating.delete(entered));
  }

  async function deal(events: readonly Dealt[]): Promise<void> {
    const fresh: Incoming[] = [];
    for (const { event, keep } of events) {
      // What is on record is told as known by the store, and counts as seen when it has been dealt with, not before.
      if (keep === 'kept' || (keep === 'light' && (await isNew(event)))) {
        fresh.push(event);
        continue;
      }
      void ignored(event, 'duplicate');
      // An edit that came while the second copy waited was taken for one of a message nobody had heard yet.
      const later = event.kind === 'message' ? edits.get(event.id) : undefined;
      if (later !== undefined) await options.onEdit(later);
    }
    const [first] = fresh;
    if (first === undefined) return;
    if (first.kind === 'command') return options.onCommand(first);
    if (first.kind === 'edit') return options.onEdit(first);
    if (first.kind === 'deletion') return options.onDeletion(first);
    if (first.kind === 'reaction') return options.onReaction(first);
    if (first.kind === 'moved') return options.onMove(first);
    return options.onMessages(distinct(fresh.filter((event) => event.kind === 'message')));
  }

  function ignored(event: Incoming, why: string): Promise<void> {
    log.debug('Event dropped', { eventId: event.eventId, why });
    decided(event, 'ignore', why);
    return Promise.resolve();
  }

  const isNew = (event: Incoming) =>
    cache.addIfAbsent(`seen:${event.place.channel}:${event.eventId}`, options.duplicateSeconds);

  return {
    accept,
    adopt: lanes.adopt,
    within: (place, author, work) => lanes.within(laneFor(place, author), work),
    async idle() {
      do {
        await Promise.all(locating);
        await lanes.idle();
      } while (locating.size > 0);
    },
    close() {
      isClosed = true;
    },
  };
}

const laneFor = ({ channel, id }: Place, author: Pick<Author, 'account'> | undefined): string =>
  `${channel}\n${id}\n${author?.account ?? ''}`;

/** The name of the channel a lane belongs to. */
export const channelOf = (lane: string): string => lane.slice(0, lane.indexOf('\n'));

/** What is to be called once for `count` calls of it. */
function countdown(count: number, onEnd: () => void): () => void {
  let left = count;
  if (left === 0) onEnd();
  return () => {
    left -= 1;
    if (left === 0) onEnd();
  };
}

/** The message as it reads now. Whoever was called once stays called: an edit may add a call, never take it back. */
function edited(message: IncomingMessage, { text, isAddressed }: IncomingEdit): IncomingMessage {
  return { ...message, text, isAddressed: message.isAddressed || isAddressed };
}

/** Platforms bring some messages twice under two event ids, once as what was said and once as a call. */
function distinct(messages: readonly IncomingMessage[]): readonly IncomingMessage[] {
  const byId = new Map<MessageId, IncomingMessage>();
  for (const message of messages) {
    const known = byId.get(message.id);
    byId.set(message.id, known?.isAddressed ? known : message);
  }
  return [...byId.values()];
}

function remember<Value>(held: Map<MessageId, Value>, id: MessageId, value: Value, most: number): void {
  held.delete(id);
  held.set(id, value);
  const [oldest] = held.keys();
  if (held.size > most && oldest !== undefined) held.delete(oldest);
}
