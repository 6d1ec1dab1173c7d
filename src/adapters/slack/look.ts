import { createBounded } from '../../core/bounded.ts';
import { KithError } from '../../core/errors.ts';
import type { Place } from '../../core/message.ts';
import { isOwn, type Self } from './decode.ts';
import { channelOf, messageOf, partsOf } from './ids.ts';
import type { RawMessage } from './raw.ts';
import { isDenied, isInDoubt, type Web } from './web.ts';

export interface Wanted {
  readonly place: Place;
  readonly key: string;
  /** As it would stand there. */
  readonly text: string;
  /** Message it answers: what is older is another one. */
  readonly replyTo?: string | undefined;
  /** Whether a stream of ours that is still open will do. */
  readonly isStream?: boolean;
}

export interface FoundMessage {
  readonly ts: string;
  readonly isStreaming: boolean;
}

/** Reads back what stands, where nobody knows. */
export interface Lookup {
  /** Notes that a call which posts under a key has failed. */
  failed(key: string, error: unknown): void;
  /**
   * A message of ours that an earlier attempt may have left. Where Slack never lets us look, only a call of this run that
   * ended without an answer counts as one that may have been taken.
   * @throws KithError `channel.failed` with `details.mayStand` where it cannot be read
   */
  find(wanted: Wanted): Promise<FoundMessage | undefined>;
  /** Whether a message in a thread still streams; false where that cannot be read. */
  streams(channel: string, ts: string, thread: string): Promise<boolean>;
}

export interface LookupOptions {
  readonly web: Web;
  /** Who we are, asked for where that is not known yet. */
  readonly identify: () => Promise<Self>;
  /** Whether this run posted a message, and knows what it is. */
  readonly isKnown: (message: string) => boolean;
}

export function createLookup({ web, identify, isKnown }: LookupOptions): Lookup {
  /** Keys of calls that nobody answered. */
  const unanswered = createBounded<true>(1_000);

  async function find(wanted: Wanted): Promise<FoundMessage | undefined> {
    const { place, key, text, replyTo, isStream = false } = wanted;
    const channel = neededChannel(place);
    const since = replyTo === undefined ? undefined : partsOf(replyTo)?.ts;
    const range = { channel, include_all_metadata: true, ...(since === undefined ? {} : { oldest: since }) };
    const { messages = [] } = await (place.thread === undefined
      ? web.ask('conversations.history', { ...range, limit: 20 })
      : web.ask('conversations.replies', { ...range, ts: place.thread, limit: 200 })
    ).catch((cause: unknown) => {
      if (isDenied(cause) && !unanswered.has(key)) return { messages: [] };
      throw new KithError(
        'channel.failed',
        'Nobody knows whether Slack took a message: what stands there cannot be read. The scopes channels:history, groups:history, im:history and mpim:history allow it.',
        { details: { mayStand: true }, cause },
      );
    });
    const all = messages as readonly RawMessage[];
    if (all.length === 0) return undefined;
    const self = await identify();
    const keyOf = ({ metadata }: RawMessage) => metadata?.event_payload?.key;
    const unknown = all.filter(
      (message) =>
        isOwn(message, self) && keyOf(message) === undefined && !isKnown(messageOf(channel, message.ts)),
    );
    const found =
      all.find((message) => keyOf(message) === key) ??
      unknown.findLast((message) => message.text === text) ??
      (isStream ? unknown.find(isStreaming) : undefined);
    return found && { ts: found.ts, isStreaming: isStreaming(found) };
  }

  /** Whether an earlier run left a message streaming. */
  async function streams(channel: string, ts: string, thread: string): Promise<boolean> {
    const range = { channel, ts: thread, oldest: ts, latest: ts, inclusive: true, limit: 10 };
    const { messages = [] } = await web.ask('conversations.replies', range).catch(() => ({ messages: [] }));
    const found = (messages as readonly RawMessage[]).find((message) => message.ts === ts);
    return found !== undefined && isStreaming(found);
  }

  return {
    failed(key, error) {
      const { status, slackError } = error instanceof KithError ? error.details : {};
      if (isInDoubt(error) && status === undefined && slackError === undefined) unanswered.set(key, true);
    },
    find,
    streams,
  };
}

const isStreaming = ({ streaming_state: state }: RawMessage): boolean => state === 'in_progress';

/** @throws KithError for a place that is no channel. */
export function neededChannel(place: Place): string {
  const channel = channelOf(place.id);
  if (channel === undefined) throw new KithError('channel.failed', `${place.id} is no channel of Slack.`);
  return channel;
}
