import type { Capabilities } from '../../../src/core/capabilities.ts';
import { KithError } from '../../../src/core/errors.ts';
import type { Incoming, Outgoing } from '../../../src/core/message.ts';
import type { Channel, LiveMessage } from '../../../src/core/ports/channel.ts';

/** What a reader of the place would see, and how it came about. */
export interface FakeChannel extends Channel {
  /** Messages as they stand now, oldest first. */
  readonly shown: readonly string[];
  /** Pages as they were handed over, notices included; drafts of a live message are not among them. */
  readonly said: readonly Outgoing[];
  /** `send`, `edit`, `open`, `append`, `finish`, `discard`, `typing`, `quiet`, `announce`, in order. */
  readonly calls: readonly string[];
  /** Calls that fail from now on; with a number, that many more times. */
  fail(call: string, times?: number): void;
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

/** A platform in memory, that does what its capabilities say and fails on demand. */
export function fakeChannel(
  own: Partial<Capabilities> = {},
  { name = 'fake', pageLength = 2_000 } = {},
): FakeChannel {
  const capabilities = { ...plain, ...own };
  const shown: string[] = [];
  const said: Outgoing[] = [];
  const calls: string[] = [];
  const failing = new Map<string, number>();
  const held = new Map<string, Promise<void>>();
  let onIncoming: ((event: Incoming) => Promise<void>) | undefined;

  async function step(call: string): Promise<void> {
    calls.push(call);
    await held.get(call);
    const left = failing.get(call) ?? 0;
    if (left === 0) return;
    failing.set(call, left - 1);
    throw new KithError('channel.failed', `The fake platform refused to ${call}.`, { retryable: true });
  }
  const live = (): LiveMessage => {
    const at = shown.push('') - 1;
    return {
      append(delta) {
        calls.push('append');
        if ((failing.get('append') ?? 0) > 0) throw new Error('append failed');
        shown[at] += delta;
      },
      async finish(final) {
        await step('finish');
        said.push(final);
        shown[at] = final.text;
        return [{ platformId: `live-${at}` }];
      },
      async discard() {
        await step('discard');
        shown[at] = '';
      },
    };
  };
  return {
    name,
    shown,
    said,
    calls,
    fail: (call, times = Number.POSITIVE_INFINITY) => void failing.set(call, times),
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
    paginate(message) {
      const pages = message.text.match(new RegExp(`[^]{1,${pageLength}}`, 'g')) ?? [''];
      return pages.map((text) => ({ ...message, text }));
    },
    async send(page) {
      await step('send');
      said.push(page);
      return { platformId: `sent-${shown.push(page.text) - 1}` };
    },
    async edit(sent, page) {
      await step('edit');
      shown[Number(sent.platformId.slice('sent-'.length))] = page.text;
    },
    async openStream() {
      await step('open');
      return live();
    },
    typing(_, signal) {
      calls.push('typing');
      signal.addEventListener('abort', () => calls.push('quiet'), { once: true });
    },
    async announce(line) {
      await step('announce');
      shown.push(line);
    },
  };
}
