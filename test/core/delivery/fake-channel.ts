import type { Capabilities } from '../../../src/core/capabilities.ts';
import { KithError } from '../../../src/core/errors.ts';
import type { Incoming, Outgoing, Sent } from '../../../src/core/message.ts';
import type { Attempts, Channel, LiveMessage, StreamOptions } from '../../../src/core/ports/channel.ts';

/**
 * How a call fails. `refused`: surely without effect, for now; `forbidden`: without effect, for ever; `cut before` and
 * `cut after`: nobody is told whether it had one.
 */
export type Failure = 'refused' | 'forbidden' | 'cut before' | 'cut after';

/** What a reader of the place would see, and how it came about. */
export interface FakeChannel extends Channel {
  /** Messages as they stand now, oldest first. */
  readonly shown: readonly string[];
  /** Their ids. */
  readonly ids: readonly string[];
  /** Pages as they were handed over, notices included; drafts of a live message are not among them. */
  readonly said: readonly Outgoing[];
  /** `send`, `edit`, `remove`, `open`, `append`, `finish`, `discard`, `typing`, `quiet`, `announce`, in order. */
  readonly calls: readonly string[];
  /** Calls that fail from now on; with a number, that many more times. */
  fail(call: string, times?: number, how?: Failure): void;
  /** Calls that wait for this before they do anything. */
  hold(call: string, until: Promise<void>): void;
  /** As if the platform brought it; only while listening. */
  bring(event: Incoming): Promise<void>;
}

export const plain: Capabilities = {
  text: { limit: 2_000, unit: 'utf16' },
  stream: 'none',
  editEveryMs: 0,
  edits: false,
  typing: false,
  ephemeral: true,
  announce: false,
  bursts: 'separate',
  face: 'own',
  buttons: false,
  forms: false,
  threads: 'none',
  reactions: false,
  attachments: false,
  repeats: 'safe',
};

interface Message {
  readonly id: string;
  readonly key: string;
  text: string;
}

/** What outlives the process: the messages of a platform, and how many there ever were. */
export interface FakePlatform {
  readonly messages: Message[];
  count: number;
}

export const fakePlatform = (): FakePlatform => ({ messages: [], count: 0 });

export interface FakeOptions {
  readonly name?: string;
  readonly pageLength?: number;
  /** Shared by the runs of a program; its own when left out. */
  readonly platform?: FakePlatform;
  /** Whether a stream is a message from the start, or a draft that goes with the process. */
  readonly streams?: 'messages' | 'drafts';
  /** Methods the platform does not have. */
  readonly without?: readonly ('remove' | 'edit')[];
  /** Stands between every step of the platform and its answer; the pages of a stream are steps of their own. */
  readonly around?: <T>(call: string, step: () => Promise<T>) => Promise<T>;
}

/** A platform in memory, that does what its capabilities say and fails on demand. */
export function fakeChannel(
  own: Partial<Capabilities> = {},
  {
    name = 'fake',
    pageLength = 2_000,
    platform = fakePlatform(),
    streams = 'messages',
    without = [],
    around = (_, step) => step(),
  }: FakeOptions = {},
): FakeChannel {
  const capabilities: Capabilities = { ...plain, edits: own.stream === 'edit', ...own };
  const { messages } = platform;
  const said: Outgoing[] = [];
  const calls: string[] = [];
  const failing = new Map<string, { left: number; readonly how: Failure }>();
  const held = new Map<string, Promise<void>>();
  let onIncoming: ((event: Incoming) => Promise<void>) | undefined;

  /** Does `effect`, unless the call is to fail. */
  async function step<T>(call: string, effect: () => T): Promise<Awaited<T>> {
    calls.push(call);
    return await around(call, async () => attempt(call, effect));
  }
  async function attempt<T>(call: string, effect: () => T): Promise<T> {
    await held.get(call);
    const failure = failing.get(call);
    if (failure === undefined || failure.left === 0) return effect();
    failure.left--;
    const mayStand = failure.how.startsWith('cut');
    if (failure.how === 'cut after') effect();
    throw new KithError('channel.failed', `The fake platform refused to ${call}.`, {
      retryable: failure.how === 'refused',
      details: mayStand ? { mayStand } : {},
    });
  }
  function post(text: string, key: string): Message {
    const message = { id: `${name}:${platform.count++}`, key, text };
    messages.push(message);
    return message;
  }
  function take(message: Message): void {
    const at = messages.indexOf(message);
    if (at >= 0) messages.splice(at, 1);
  }
  const sentAs = ({ id }: Message): Sent => ({ platformId: id });
  const pagesOf = (message: Outgoing): readonly Outgoing[] => {
    const pages = message.text.match(new RegExp(`[^]{1,${pageLength}}`, 'gu')) ?? [''];
    const { notice, ...body } = message;
    return pages.map((text, index) => ({
      ...body,
      text,
      ...(notice !== undefined && index === pages.length - 1 ? { notice } : {}),
    }));
  };

  /** A step that posts something: told before, and taken back when it surely did not. */
  async function posting<T>(call: string, effect: () => T, told: Attempts = {}): Promise<Awaited<T>> {
    if (capabilities.repeats !== 'unchecked') return step(call, effect);
    // Its pace, and a connection.
    await around('wait', async () => {});
    await told.onSending?.();
    return step(call, effect).catch(async (error: unknown) => {
      if (!(error instanceof KithError) || error.details.mayStand !== true) await told.onRefused?.();
      throw error;
    });
  }

  const live = ({ key, onShown, ...told }: StreamOptions): LiveMessage => {
    let draft = '';
    const message = streams === 'messages' ? post('', key) : undefined;
    if (message !== undefined) onShown(sentAs(message));
    return {
      append(delta) {
        calls.push('append');
        if ((failing.get('append')?.left ?? 0) > 0) throw new Error('append failed');
        draft += delta;
        if (message !== undefined) message.text = draft;
      },
      finish: (final) =>
        step('finish', async () => {
          said.push(final);
          const sent: Sent[] = [];
          for (const [index, { text }] of pagesOf(final).entries()) {
            const isFirst = index === 0 && message !== undefined;
            const effect = () => (isFirst ? message : post(text, key.replace('#0', `#${index}`)));
            const page = await posting('page', effect, told);
            page.text = text;
            if (!isFirst) onShown(sentAs(page));
            sent.push(sentAs(page));
          }
          return sent;
        }),
      discard: () => step('discard', () => message && take(message)),
    };
  };
  const channel: FakeChannel = {
    name,
    get shown() {
      return messages.map(({ text }) => text);
    },
    get ids() {
      return messages.map(({ id }) => id);
    },
    said,
    calls,
    fail: (call, left = Number.POSITIVE_INFINITY, how = 'refused') => void failing.set(call, { left, how }),
    hold: (call, until) => void held.set(call, until),
    bring: async (event) => onIncoming?.(event),
    capabilities: () => capabilities,
    async listen(callback) {
      calls.push('listen');
      onIncoming = callback;
    },
    async stop() {
      calls.push('stop');
      onIncoming = undefined;
    },
    paginate: pagesOf,
    send: (page, _, options) =>
      posting(
        'send',
        () => {
          const { key = '', isRepeat = false } = options ?? {};
          const before = messages.find((message) => message.key === key);
          if (isRepeat && before !== undefined && capabilities.repeats === 'checked') return sentAs(before);
          said.push(page);
          return sentAs(post(page.text, key));
        },
        options,
      ),
    edit: ({ platformId }, page) =>
      step('edit', () => {
        const message = messages.find(({ id }) => id === platformId);
        if (message === undefined)
          throw new KithError('channel.failed', 'There is no such message any more.');
        message.text = page.text;
      }),
    remove: ({ platformId }) =>
      step('remove', () => {
        const message = messages.find(({ id }) => id === platformId);
        if (message !== undefined) take(message);
      }),
    openStream: (_, __, options) => step('open', () => live(options)),
    typing(_, signal) {
      calls.push('typing');
      signal.addEventListener('abort', () => calls.push('quiet'), { once: true });
    },
    announce: (line) => step('announce', () => void post(line, '')),
  };
  for (const method of without) delete channel[method];
  return channel;
}
