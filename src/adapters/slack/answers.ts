import { KithError } from '../../core/errors.ts';
import type { Language, Place, Sent } from '../../core/message.ts';
import type { SendOptions } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import { type Content, encode, type Page } from './encode.ts';
import { causeOf, channelOf, messageOf } from './ids.ts';
import type { Pace } from './pace.ts';
import type { Post } from './post.ts';
import { isInDoubt, type Web } from './web.ts';
import { languageOf, wordsIn } from './words.ts';

/** A command that waits for its answer, and how Slack lets us give it. */
export interface Waiting {
  readonly user: string;
  /** Good for five answers within half an hour. */
  readonly url: string;
  /** Whether the first page takes the place of the message a button sits on: only where nobody else sees it. */
  readonly replaces?: boolean;
  readonly thread?: string | undefined;
}

/** Answers that only one person may see. */
export interface Answers {
  expect(eventId: string, waiting: Waiting): void;
  send(page: Page, place: Place, options: SendOptions): Promise<Sent>;
  /** Something short to the person, by the URL of an interaction. Never rejects. */
  tell(url: string, text: string): Promise<void>;
  /** Answers what still waits with a short line. */
  stop(): Promise<void>;
}

export interface AnswersOptions {
  readonly web: Web;
  readonly post: Post;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest a request may take, ms. */
  readonly requestMs: number;
  readonly localeOf: (user: string) => string | undefined;
}

/** Commands need no model: whoever waited for so long waits for nothing. */
const PATIENCE_MS = 60_000;
const MOST_USES = 5;
/** How often one answer is given by a URL before another way is taken. */
const ATTEMPTS = 3;
/** Longest a URL may take, ms: there are other ways to answer. */
const URL_MS = 10_000;

/** `gone`: the URL is good for nothing; `unknown`: nobody knows whether it was taken. */
interface Outcome {
  readonly is: 'taken' | 'gone' | 'unknown';
  /** How long Slack asks to wait. */
  readonly waitMs?: number;
}

interface Open extends Waiting {
  uses: number;
  isAnswered: boolean;
  readonly over: AbortController;
}

export function createAnswers(options: AnswersOptions): Answers {
  const { web, post, pace, clock, log, requestMs, localeOf } = options;
  const open = new Map<string, Open>();
  const language = (user: string | undefined): Language =>
    languageOf(user === undefined ? undefined : localeOf(user));

  async function respond(url: string, body: object, signal?: AbortSignal): Promise<Outcome> {
    const limit = AbortSignal.timeout(Math.min(URL_MS, requestMs));
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      const { ok, status, headers } = response;
      const says = await response.text();
      if (ok) return /"ok"\s*:\s*false/.test(says) ? { is: 'gone' } : { is: 'taken' };
      if (status === 429) return { is: 'unknown', waitMs: Number(headers.get('retry-after') ?? 1) * 1_000 };
      return { is: status >= 500 && status !== 501 ? 'unknown' : 'gone' };
    } catch {
      return { is: 'unknown' };
    }
  }

  async function byUrl(waiting: Open, content: Content, signal?: AbortSignal): Promise<boolean> {
    const isFirst = !waiting.isAnswered;
    for (let failures = 0; waiting.uses < MOST_USES; ) {
      waiting.uses++;
      const outcome = await respond(
        waiting.url,
        {
          ...content,
          response_type: 'ephemeral',
          // Said once more it takes the place of the first, should that stand.
          replace_original: isFirst && (waiting.replaces === true || failures > 0),
          ...(waiting.thread === undefined ? {} : { thread_ts: waiting.thread }),
        },
        signal,
      );
      if (outcome.is === 'taken') return true;
      // A URL that is to be left alone for long is no use to somebody who waits.
      if (outcome.is === 'gone' || (outcome.waitMs ?? 0) > URL_MS) return false;
      failures++;
      if (failures >= ATTEMPTS) return false;
      const pause =
        outcome.waitMs === undefined ? web.pause(failures, signal) : clock.sleep(outcome.waitMs, signal);
      await pause.catch(() => {
        throw new KithError('channel.failed', 'Slack was not waited for any longer.', {
          details: { mayStand: true },
        });
      });
    }
    return false;
  }

  async function ephemeral(
    user: string,
    page: Page,
    content: Content,
    place: Place,
    signal?: AbortSignal,
  ): Promise<Sent> {
    const channel = channelOf(place.id) ?? '';
    // In a thread nobody has answered in yet Slack would show it to nobody.
    const isThread = place.thread !== undefined && place.thread !== causeOf(page.answers ?? '')?.ts;
    await pace(channel, signal);
    const answer = await web.once(
      'chat.postEphemeral',
      {
        channel,
        user,
        text: content.text,
        ...(content.blocks.length === 0 ? {} : { blocks: content.blocks }),
        ...(isThread ? { thread_ts: place.thread } : {}),
      },
      signal,
    );
    return { platformId: messageOf(channel, String(answer.message_ts)) };
  }

  /** The person cannot be shown anything in the channel: their direct chat can. */
  async function direct(user: string, page: Page, place: Place, sending: SendOptions): Promise<Sent> {
    const { channel } = await web.ask('conversations.open', { users: user }, sending.signal);
    const { id } = channel as { readonly id: string };
    const { thread: _, ...rest } = place;
    return post.send(page, { ...rest, id: `slack:${id}` as Place['id'], audience: 'one' }, sending);
  }

  async function send(page: Page, place: Place, sending: SendOptions): Promise<Sent> {
    const waiting = open.get(page.answers ?? '');
    const content = encode(page, '');
    waiting?.over.abort();
    if (waiting !== undefined && (await byUrl(waiting, content, sending.signal))) {
      waiting.isAnswered = true;
      return { platformId: '' };
    }
    if (place.audience === 'one') return post.send(page, place, sending);
    const user = waiting?.user ?? causeOf(page.answers ?? '')?.user;
    try {
      if (user === undefined) throw new KithError('channel.failed', 'Nobody knows whom an answer is for.');
      return await ephemeral(user, page, content, place, sending.signal).catch((error: unknown) => {
        if (isInDoubt(error) || sending.signal?.aborted === true) throw error;
        return direct(user, page, place, sending);
      });
    } catch (error) {
      if (isInDoubt(error) || sending.signal?.aborted === true) throw error;
      log.warn('A private answer could not be shown to its reader', { place: place.id, error });
      const { actions: _, notice: __, ...rest } = page;
      return post.send({ ...rest, text: wordsIn[language(user)].privateFailed }, place, sending);
    }
  }

  async function giveUp(waiting: Open): Promise<void> {
    if (waiting.isAnswered || waiting.over.signal.aborted) return;
    waiting.over.abort();
    waiting.isAnswered = true;
    await tell(waiting.url, wordsIn[language(waiting.user)].tooLate);
  }

  async function tell(url: string, text: string): Promise<void> {
    const outcome = await respond(url, { text, response_type: 'ephemeral', replace_original: false });
    if (outcome.is !== 'taken') log.debug('A short answer was not taken', { outcome: outcome.is });
  }

  return {
    expect(eventId, waiting) {
      if (open.has(eventId)) return;
      const one: Open = { ...waiting, uses: 0, isAnswered: false, over: new AbortController() };
      open.set(eventId, one);
      const [oldest] = open.entries();
      if (open.size > 1_000 && oldest !== undefined) {
        const [id, { over }] = oldest;
        over.abort();
        open.delete(id);
      }
      clock.sleep(PATIENCE_MS, one.over.signal).then(
        () => giveUp(one),
        () => undefined,
      );
    },
    send,
    tell,
    async stop() {
      await Promise.all([...open.values()].map(giveUp));
      for (const { over } of open.values()) over.abort();
      open.clear();
    },
  };
}
