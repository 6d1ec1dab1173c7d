import type { Outgoing, Place, Sent } from '../message.ts';
import type { Channel, LiveMessage, SendOptions } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

export interface SpeechOptions {
  readonly channel: Channel;
  readonly place: Place;
  readonly draft: Omit<Outgoing, 'text' | 'notice'>;
  /** Names this answer for ever; its pages are `key#0`, `key#1`, … Absent: the event it answers. */
  readonly key?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when nobody may wait for the platform any more. */
  readonly signal?: AbortSignal;
}

/** One answer on its way out, by whatever means the place has. */
export interface Speech {
  /** More of the answer. Never waits and never throws: what cannot be shown now is shown at the end. */
  append(delta: string): void;
  /**
   * Makes the answer stand in full, once: the streamed message is finalised in place, what does not fit follows.
   * @throws KithError `channel.failed`
   */
  finish(final: Outgoing): Promise<readonly Sent[]>;
  /** Nothing will be said after all. Does nothing once `finish` was called. */
  discard(): Promise<void>;
}

/** Starts an answer: shows typing at once, then streams natively, by edits, or posts at the end. */
export function startSpeech(options: SpeechOptions): Speech {
  const { channel, place } = options;
  const capabilities = channel.capabilities(place);
  const typing = new AbortController();
  if (capabilities.typing) channel.typing?.(place, typing.signal);

  const way =
    capabilities.stream === 'native' && channel.openStream !== undefined
      ? streamed(options)
      : capabilities.stream === 'edit' && channel.edit !== undefined
        ? edited(options, capabilities.editEveryMs)
        : posted(options);
  let isFinished = false;
  return {
    append: way.append,
    finish(final) {
      isFinished = true;
      return way.finish(final).finally(() => typing.abort());
    },
    discard: async () => {
      if (!isFinished) await way.discard().finally(() => typing.abort());
    },
  };
}

function posted(options: SpeechOptions): Speech {
  const { channel, place } = options;
  return {
    append: () => {},
    finish: async (final) => postAll(options, channel.paginate(final, place)),
    discard: async () => {},
  };
}

function streamed(options: SpeechOptions): Speech {
  const { channel, place, draft, log } = options;
  let live: Promise<LiveMessage | undefined> | undefined;
  let pending = '';

  const open = () => {
    live ??= channel.openStream!(draft, place, { ...sending(options, 0), onShown: () => {} }).catch(
      (error: unknown) => {
        log.warn('Stream could not be opened; posting instead', { error });
        return undefined;
      },
    );
    return live;
  };
  return {
    append(delta) {
      pending += delta;
      open()
        .then((message) => {
          const more = pending;
          pending = '';
          if (more !== '') message?.append(more);
        })
        .catch((error: unknown) => log.warn('Partial answer could not be shown', { error }));
    },
    async finish(final) {
      const message = await live;
      return message === undefined ? postAll(options, channel.paginate(final, place)) : message.finish(final);
    },
    async discard() {
      await (await live)?.discard();
    },
  };
}

function edited(options: SpeechOptions, everyMs: number): Speech {
  const { channel, place, draft, clock, log, signal } = options;
  let text = '';
  let shown: { sent: Sent; at: number; text: string } | undefined;
  let working: Promise<void> | undefined;

  // One post or edit at a time, each with all there is by then: a slow platform gets fewer, larger steps.
  async function show(): Promise<void> {
    if (shown !== undefined) await clock.sleep(Math.max(0, shown.at + everyMs - clock.now()), signal);
    const page = channel.paginate({ ...draft, text }, place)[0];
    if (page === undefined || page.text === shown?.text) return;
    if (shown === undefined)
      shown = {
        sent: await channel.send(page, place, sending(options, 0)),
        at: clock.now(),
        text: page.text,
      };
    else {
      await channel.edit!(shown.sent, page, place, signal);
      shown = { sent: shown.sent, at: clock.now(), text: page.text };
    }
  }
  return {
    append(delta) {
      text += delta;
      if (text.trim() === '') return;
      working ??= show()
        .catch((error: unknown) => log.warn('Partial answer could not be shown', { error }))
        .finally(() => {
          working = undefined;
        });
    },
    async finish(final) {
      await working;
      const [first, ...more] = channel.paginate(final, place);
      if (first === undefined) return [];
      if (shown === undefined) return postAll(options, [first, ...more]);
      if (first.text !== shown.text) await channel.edit!(shown.sent, first, place, signal);
      return [shown.sent, ...(await postAll(options, more, 1))];
    },
    async discard() {
      await working;
    },
  };
}

async function postAll(
  options: SpeechOptions,
  pages: readonly Outgoing[],
  from = 0,
): Promise<readonly Sent[]> {
  const { channel, place } = options;
  const sent: Sent[] = [];
  for (const [index, page] of pages.entries())
    sent.push(await channel.send(page, place, sending(options, from + index)));
  return sent;
}

function sending({ key, draft, signal }: SpeechOptions, page: number): SendOptions {
  return { key: `${key ?? draft.answers}#${page}`, ...(signal === undefined ? {} : { signal }) };
}
