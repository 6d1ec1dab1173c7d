import { KithError } from '../../core/errors.ts';
import type { Place } from '../../core/message.ts';
import { channelOf, partsOf } from './ids.ts';
import type { RawMessage } from './raw.ts';
import type { Web } from './web.ts';

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

/** Reads back what stands, where nobody knows. */
export interface Lookup {
  /**
   * The time of a message of ours that an earlier attempt may have left.
   * @throws KithError `channel.failed` with `details.mayStand` where it cannot be read
   */
  find(wanted: Wanted): Promise<string | undefined>;
  /** Whether a message in a thread still streams; false where that cannot be read. */
  streams(channel: string, ts: string, thread: string): Promise<boolean>;
}

/** `identify` tells who we are, asked for where that is not known yet. */
export function createLookup(web: Web, identify: () => Promise<{ readonly bot: string }>): Lookup {
  async function find({ place, key, text, replyTo, isStream = false }: Wanted): Promise<string | undefined> {
    const channel = neededChannel(place);
    const since = replyTo === undefined ? undefined : partsOf(replyTo)?.ts;
    const range = { channel, include_all_metadata: true, ...(since === undefined ? {} : { oldest: since }) };
    const { messages } = await (place.thread === undefined
      ? web.ask('conversations.history', { ...range, limit: 20 })
      : web.ask('conversations.replies', { ...range, ts: place.thread, limit: 200 })
    ).catch((cause: unknown) => {
      throw new KithError(
        'channel.failed',
        'Nobody knows whether Slack took a message: what stands there cannot be read. The scopes channels:history, groups:history, im:history and mpim:history allow it.',
        { details: { mayStand: true }, cause },
      );
    });
    const self = await identify();
    const ours = (messages as readonly RawMessage[]).filter(({ bot_id: bot }) => bot === self.bot);
    const keyOf = ({ metadata }: RawMessage) => metadata?.event_payload?.key;
    const found =
      ours.find((message) => keyOf(message) === key) ??
      ours.findLast((message) => keyOf(message) === undefined && message.text === text) ??
      (isStream ? ours.findLast((message) => message.streaming_state === 'in_progress') : undefined);
    return found?.ts;
  }

  /** Whether an earlier run left a message streaming. */
  async function streams(channel: string, ts: string, thread: string): Promise<boolean> {
    const range = { channel, ts: thread, oldest: ts, latest: ts, inclusive: true, limit: 10 };
    const { messages = [] } = await web.ask('conversations.replies', range).catch(() => ({ messages: [] }));
    const found = (messages as readonly RawMessage[]).find((message) => message.ts === ts);
    return found?.streaming_state === 'in_progress';
  }

  return { find, streams };
}

/** @throws KithError for a place that is no channel. */
export function neededChannel(place: Place): string {
  const channel = channelOf(place.id);
  if (channel === undefined) throw new KithError('channel.failed', `${place.id} is no channel of Slack.`);
  return channel;
}
