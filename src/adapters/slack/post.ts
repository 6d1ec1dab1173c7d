import { createBounded } from '../../core/bounded.ts';
import { KithError } from '../../core/errors.ts';
import type { Outgoing, Place, Sent } from '../../core/message.ts';
import type { SendOptions } from '../../core/ports/channel.ts';
import { encode, type Page } from './encode.ts';
import { type Face, faceOf, nameLineOf } from './face.ts';
import { messageOf, partsOf } from './ids.ts';
import { type Lookup, neededChannel } from './look.ts';
import type { Pace } from './pace.ts';
import { isInDoubt, slackErrorOf, type Web } from './web.ts';

/** Ordinary messages: under the persona's face where that is allowed, never twice under one key. */
export interface Post {
  send(page: Page, place: Place, options: SendOptions): Promise<Sent>;
  edit(sent: Sent, page: Page, place: Place, signal?: AbortSignal): Promise<void>;
  remove(sent: Sent, place: Place): Promise<void>;
  /** Ends a stream; one that is over already is fine. */
  stop(channel: string, ts: string): Promise<void>;
  /** A message of this run streams no longer. */
  ended(channel: string, ts: string): void;
  face(speaker: Outgoing['speaker']): Face | undefined;
  nameLine(speaker: Outgoing['speaker']): string;
}

export interface PostOptions {
  readonly web: Web;
  readonly pace: Pace;
  readonly lookup: Lookup;
  /** Display name of the bot. */
  readonly botName: () => string;
  /** Whether messages may be posted under another face. */
  readonly hasFaces: () => boolean;
  /** Something of ours stands in a channel now, in a thread or not. */
  readonly onPosted: (channel: string, ts: string, thread: string | undefined) => void;
}

/** What every message of Kith's carries, so that it can be told again. */
export const metadataOf = (key: string) => ({ event_type: 'kith_page', event_payload: { key } });

const ATTEMPTS = 3;

export function createPost({ web, pace, lookup, botName, hasFaces, onPosted }: PostOptions): Post {
  /** Messages that do not stream: posted whole, or ended in this run. */
  const whole = createBounded<true>(5_000);
  const ended = (channel: string, ts: string) => whole.set(messageOf(channel, ts), true);
  const face = (speaker: Outgoing['speaker']) => (hasFaces() ? faceOf(speaker, botName()) : undefined);
  const nameLine = (speaker: Outgoing['speaker']) => (hasFaces() ? '' : nameLineOf(speaker, botName()));
  const contentOf = (page: Page) => encode(page, page.kind === 'reply' ? nameLine(page.speaker) : '');

  async function post(page: Page, place: Place, { key, signal }: SendOptions): Promise<string> {
    const channel = neededChannel(place);
    const { text, blocks } = contentOf(page);
    const message = {
      channel,
      text,
      ...(blocks.length === 0 ? {} : { blocks }),
      ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
      ...(page.kind === 'reply' ? face(page.speaker) : {}),
      metadata: metadataOf(key),
      mrkdwn: true,
      unfurl_links: false,
      unfurl_media: false,
    };
    try {
      const { ts } = await web.once('chat.postMessage', message, signal);
      return String(ts);
    } catch (error) {
      lookup.failed(key, error);
      throw error;
    }
  }

  async function stop(channel: string, ts: string): Promise<void> {
    await web.ask('chat.stopStream', { channel, ts }).catch((error: unknown) => {
      if (slackErrorOf(error) !== 'message_not_in_streaming_state') throw error;
    });
    ended(channel, ts);
  }

  /** Does something with a message of ours once it streams no longer. */
  async function standing<T>({ channel, ts }: Parts, { thread }: Place, run: () => Promise<T>): Promise<T> {
    const mayStream = thread !== undefined && whole.get(messageOf(channel, ts)) !== true;
    if (mayStream && (await lookup.streams(channel, ts, thread))) await stop(channel, ts);
    try {
      return await run();
    } catch (error) {
      if (!STREAMING.has(String(slackErrorOf(error)))) throw error;
      await stop(channel, ts);
      return run();
    }
  }

  async function send(page: Page, place: Place, options: SendOptions): Promise<Sent> {
    const { key, signal } = options;
    const channel = neededChannel(place);
    let mayStand = options.isRepeat === true;
    for (let failures = 0; ; ) {
      try {
        const { text } = contentOf(page);
        const wanted = { place, key, text, replyTo: page.replyTo, isStream: key.endsWith('#0') };
        const found = mayStand ? await lookup.find(wanted) : undefined;
        if (found === undefined) await pace(channel, signal);
        const ts = found?.ts ?? (await post(page, place, options));
        // One that an earlier run left streaming ends when it is edited.
        if (found?.isStreaming !== true) ended(channel, ts);
        // What stood there already has taken no status away.
        if (found === undefined) onPosted(channel, ts, place.thread);
        return { platformId: messageOf(channel, ts) };
      } catch (error) {
        failures++;
        mayStand ||= isInDoubt(error);
        const isFaceless = isMissingFace(error) && failures < ATTEMPTS;
        const isWorthIt = isInDoubt(error) && failures < ATTEMPTS && signal?.aborted !== true;
        if (!isFaceless && !isWorthIt) throw error;
        if (isWorthIt)
          await web.pause(failures, signal).catch(() => {
            throw error;
          });
      }
    }
  }

  return {
    send,
    stop,
    ended,
    face,
    nameLine,
    async edit(sent, page, place, signal) {
      const parts = neededParts(sent);
      // The blocks of before would stay where none are given.
      const content = contentOf(page);
      await standing(parts, place, () => web.ask('chat.update', { ...parts, ...content }, signal));
    },
    async remove(sent, place) {
      const parts = neededParts(sent);
      try {
        await standing(parts, place, () => web.ask('chat.delete', { ...parts }));
      } catch (error) {
        if (slackErrorOf(error) !== 'message_not_found') throw error;
      }
    },
  };
}

/** The scope that shows other faces is not there: `hasFaces` is false by now. */
export const isMissingFace = (error: unknown): boolean =>
  error instanceof KithError && error.details.missing === 'chat:write.customize';

/** What Slack says of a message that it still streams. */
const STREAMING = new Set(['streaming_state_conflict', 'cant_delete_message']);

interface Parts {
  readonly channel: string;
  readonly ts: string;
}

function neededParts({ platformId }: Sent): Parts {
  const parts = partsOf(platformId);
  if (parts === undefined)
    throw new KithError('channel.failed', 'Slack did not say the id of this message, so it stays as it is.');
  return parts;
}
