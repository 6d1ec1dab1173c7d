import { KithError } from '../errors.ts';
import { retryDelay } from '../llm/retry-delay.ts';
import type { Outgoing, Sent } from '../message.ts';
import type { Attempts, SendOptions } from '../ports/channel.ts';
import type { SpeechOptions } from './speech.ts';
import type { Spoken } from './spoken.ts';

/** How a page is posted. */
export interface Posting extends Attempts {
  readonly key: string;
  readonly isRepeat?: boolean;
}

/**
 * Posts a page: what surely was not taken is tried again; what may have been taken is asked after once where the
 * platform tells, and else counts as posted.
 * @throws what the channel threw last, when it surely does not stand or nobody may wait any more
 */
export async function postPage(options: SpeechOptions, page: Outgoing, how: Posting): Promise<Sent> {
  const { key, isRepeat = false } = how;
  const { channel, place, log, signal } = options;
  const isUnchecked = channel.capabilities(place).repeats === 'unchecked';
  /** The first failure after which it may stand. */
  let doubt: unknown;
  for (let tries = 0; ; tries++) {
    try {
      return await channel.send(
        page,
        place,
        sending(options, { ...how, isRepeat: isRepeat || doubt !== undefined }),
      );
    } catch (error) {
      let pause = pauseAfter(options, error, tries);
      if (isInDoubt(error)) {
        pause = isUnchecked || doubt !== undefined ? undefined : (pause ?? 0);
        doubt ??= error;
      }
      if (pause !== undefined && (await paused(options, pause))) continue;
      if (doubt === undefined || signal?.aborted) throw doubt ?? error;
      log.warn('Nobody knows whether a page was posted; taken as posted', { key, error });
      return { platformId: '' };
    }
  }
}

/**
 * Makes a message that stands show `page`. False: it cannot be edited any more, because it is gone for example.
 * @throws what the channel threw last, when nobody may wait any more
 */
export async function editPage(options: SpeechOptions, platformId: string, page: Outgoing): Promise<boolean> {
  const { channel, place, log, signal } = options;
  if (channel.edit === undefined) return false;
  for (let tries = 0; ; tries++) {
    try {
      await channel.edit({ platformId }, page, place, signal);
      return true;
    } catch (error) {
      // Editing twice is editing once.
      const pause = pauseAfter(options, error, tries);
      if (pause !== undefined && (await paused(options, pause))) continue;
      if (signal?.aborted) throw error;
      log.warn('A page could not be edited', { platformId, error });
      return isInDoubt(error);
    }
  }
}

/** Takes a message of ours back, as far as the place can. Never throws; whether it is gone. */
export async function takeBack({ channel, place, log }: SpeechOptions, platformId: string): Promise<boolean> {
  try {
    await channel.remove?.({ platformId }, place);
    return channel.remove !== undefined;
  } catch (error) {
    log.warn('A message could not be taken back', { platformId, error });
    return false;
  }
}

export function sending({ signal }: SpeechOptions, { isRepeat, ...how }: Posting): SendOptions {
  return { ...how, ...(isRepeat === true ? { isRepeat } : {}), ...(signal === undefined ? {} : { signal }) };
}

/**
 * Keeps a page on record as perhaps posted from the moment its request leaves, where nobody can be asked afterwards;
 * nothing where the platform tells. `ids` are what the answer has become by then, `index` is the page's place among them,
 * by default after all of them.
 */
export function attempts(
  { channel, place }: SpeechOptions,
  spoken: Spoken,
  ids: readonly string[],
  index?: number,
): Attempts {
  if (channel.capabilities(place).repeats !== 'unchecked') return {};
  return {
    onSending: () => spoken.keep(ids.toSpliced(index ?? ids.length, 1, '')),
    onRefused: () => spoken.keep([...ids]),
  };
}

/** Name of a page; `again` of one that takes the place of a message that is gone. */
export function pageKey({ key, draft }: SpeechOptions, index: number, again = false): string {
  return `${key ?? draft.answers ?? ''}#${index}${again ? '+' : ''}`;
}

/** Whether the channel says that nobody knows if the platform took it. */
export const isInDoubt = (error: unknown): boolean =>
  error instanceof KithError && error.details.mayStand === true;

function pauseAfter({ retry }: SpeechOptions, error: unknown, tries: number): number | undefined {
  if (!(error instanceof KithError) || retry === undefined || tries >= retry.retries) return undefined;
  return error.retryable || isInDoubt(error) ? retryDelay(error, tries, retry, retry.random) : undefined;
}

/** False: called off. */
async function paused({ clock, signal }: SpeechOptions, ms: number): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch {
    return false;
  }
}
