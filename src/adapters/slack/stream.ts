import type { Outgoing, Place, Sent } from '../../core/message.ts';
import type { LiveMessage, StreamOptions } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import { buttonsOf } from './blocks.ts';
import { type Page, streamed } from './encode.ts';
import { channelOf, messageOf } from './ids.ts';
import type { Lookup } from './look.ts';
import type { Pace } from './pace.ts';
import { isMissingFace, metadataOf, type Post } from './post.ts';
import type { Reader } from './recent.ts';
import { isDenied, isInDoubt, slackErrorOf, type Web } from './web.ts';

export type Draft = Omit<Outgoing, 'text' | 'notice'>;

export interface StreamTools {
  readonly web: Web;
  readonly post: Post;
  readonly lookup: Lookup;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
  /** Pause between two pieces, ms. */
  readonly everyMs: number;
  paginate(message: Outgoing): readonly Page[];
  /** Whom the stream is for: outside direct chats Slack streams for somebody it is told of only. */
  readonly reader?: Reader | undefined;
  /** False: the answer is posted at the end. */
  readonly mayOpen: boolean;
  /** Slack does not stream here: it is not tried again. */
  onUnable(): void;
  onPosted(channel: string, ts: string, thread: string | undefined): void;
}

/** A message of Slack's that grows: opened with the first words, one call at a time, at most one page. */
export function createStream(
  draft: Draft,
  place: Place,
  options: StreamOptions,
  tools: StreamTools,
): LiveMessage {
  const { web, post, pace, clock, log } = tools;
  const { key, signal, onShown } = options;
  const channel = channelOf(place.id) ?? '';
  const over = new AbortController();
  const waiting = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  let text = '';
  /** What Slack has taken so far. */
  let sent = '';
  let ts: string | undefined;
  /** Whether Slack shows what was sent, for all we know. */
  let isSure = true;
  /** Whether a stream may stand whose id nobody told us. */
  let mayStand = false;
  let isBroken = !tools.mayOpen || (place.audience !== 'one' && tools.reader === undefined);
  let nextAt = 0;
  let working: Promise<void> | undefined;

  /** What may be shown already and is not: whole characters of the first page, no half of a mention. */
  function piece(): string {
    const whole = text.trimStart();
    const shown = whole === '' ? '' : shownOf({ ...draft, text: whole });
    const settled = shown.replace(/[\s<\ufffd]+$/, '');
    return settled.startsWith(sent) ? settled.slice(sent.length) : '';
  }

  /** What the first page looks like streamed: as it was written where all of it fits, for Slack shows tables there. */
  function shownOf(message: Outgoing): string {
    const [first, ...further] = tools.paginate(message);
    return first === undefined || further.length === 0 ? streamed(message) : streamed(first);
  }

  async function grow(): Promise<void> {
    while (!isBroken && piece() !== '') {
      const early = nextAt - clock.now();
      if (early > 0) await clock.sleep(early, waiting).catch(() => undefined);
      if (waiting.aborted) return;
      const more = piece();
      try {
        await (ts === undefined
          ? begin(more)
          : web.once('chat.appendStream', { channel, ts, markdown_text: more }, undefined, waiting));
        sent += more;
        nextAt = clock.now() + tools.everyMs;
      } catch (error) {
        isBroken = true;
        tools.lookup.failed(key, error);
        if (ts === undefined) mayStand = isInDoubt(error);
        else isSure &&= !isInDoubt(error);
        log.debug('A stream was given up; its answer stands at the end', { place: place.id, error });
      }
    }
  }

  async function begin(first: string): Promise<void> {
    await pace(channel, waiting);
    const open = () =>
      web.once(
        'chat.startStream',
        {
          channel,
          thread_ts: place.thread,
          markdown_text: first,
          ...(tools.reader === undefined || place.audience === 'one'
            ? {}
            : { recipient_user_id: tools.reader.user, recipient_team_id: tools.reader.team }),
          ...post.face(draft.speaker),
        },
        undefined,
        waiting,
      );
    const answer = await open()
      .catch((error: unknown) => {
        if (isMissingFace(error)) return open();
        throw error;
      })
      .catch((error: unknown) => {
        if (isDenied(error) && !ELSEWHERE.has(String(slackErrorOf(error)))) tools.onUnable();
        throw error;
      });
    ts = String(answer.ts);
    tools.onPosted(channel, ts, place.thread);
    onShown({ platformId: messageOf(channel, ts) });
  }

  async function rest(): Promise<void> {
    over.abort();
    await working;
    if (!mayStand) return;
    const wanted = { place, key, text: sent, replyTo: draft.replyTo, isStream: true };
    ts = (await tools.lookup.find(wanted))?.ts;
    mayStand = false;
    isSure = false;
    if (ts === undefined) return;
    tools.onPosted(channel, ts, place.thread);
    onShown({ platformId: messageOf(channel, ts) });
  }

  /** Makes the stream end as `page`; where Slack closed it, or shows something else, it is edited. */
  async function close(page: Page, wanted: string, standing: string): Promise<void> {
    const isGrown = isSure && wanted.startsWith(sent);
    const more = isGrown ? wanted.slice(sent.length) : '';
    const buttons = isGrown ? buttonsOf(page.actions ?? [], true) : [];
    let isWhole = isGrown;
    try {
      await web.once('chat.stopStream', {
        channel,
        ts: standing,
        metadata: metadataOf(key),
        ...(more === '' ? {} : { markdown_text: more }),
        ...(buttons.length === 0 ? {} : { blocks: buttons }),
      });
      post.ended(channel, standing);
    } catch (error) {
      // Editing says the rest, and stops what still streams.
      isWhole = false;
      if (signal?.aborted === true) throw error;
    }
    if (!isWhole) await post.edit({ platformId: messageOf(channel, standing) }, page, place, signal);
  }

  return {
    append(delta) {
      text += delta;
      if (isBroken || over.signal.aborted) return;
      working ??= grow().finally(() => {
        working = undefined;
      });
    },
    async finish(final) {
      await rest();
      const all: Sent[] = [];
      for (const [index, page] of tools.paginate(final).entries()) {
        if (index === 0 && ts !== undefined) {
          await close(page, shownOf(final), ts);
          all.push({ platformId: messageOf(channel, ts) });
          continue;
        }
        const one = await post.send(page, place, {
          key: key.replace(/#0$/, `#${index}`),
          ...(signal === undefined ? {} : { signal }),
        });
        onShown(one);
        all.push(one);
      }
      return all;
    },
    async discard() {
      await rest();
      if (ts === undefined) return;
      await post.stop(channel, ts);
      await post.remove({ platformId: messageOf(channel, ts) }, place);
    },
  };
}

/** Refusals that are about this place or this answer; any other says that Slack does not stream for us. */
const ELSEWHERE = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'message_not_found',
  'thread_not_found',
  'invalid_thread_ts',
  'restricted_action',
  'user_not_found',
  'msg_too_long',
  'no_text',
]);
