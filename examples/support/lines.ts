import { accountId, type Channel, type Incoming, messageId, placeId } from '../../src/index.ts';

/** A chat in memory between one person and whoever answers; embed-kith.ts shows how to make such a channel. */
export function lines(name: string): { channel: Channel; say: (text: string) => Promise<string> } {
  const author = { account: accountId(`lines:${name}`), name, role: 'member' } as const;
  const place = { id: placeId(`lines:direct:${name}`), channel: 'lines', audience: 'one' } as const;
  let tell: (event: Incoming) => Promise<void> = async () => {};
  let answer = '';
  let count = 0;
  const channel: Channel = {
    name: 'lines',
    capabilities: () => ({
      text: { limit: 10_000, unit: 'utf16' },
      stream: 'none',
      editEveryMs: 0,
      typing: false,
      ephemeral: false,
      announce: false,
      bursts: 'separate',
      face: 'none',
      edits: false,
      buttons: false,
      forms: false,
      threads: 'none',
      reactions: false,
      attachments: false,
      repeats: 'safe',
    }),
    async listen(onIncoming) {
      tell = onIncoming;
    },
    async stop() {},
    paginate: (message) => [message],
    async send({ text }) {
      answer = text;
      return { platformId: `sent-${++count}` };
    },
  };
  const say = async (text: string) => {
    const eventId = `said-${++count}`;
    const id = messageId(`lines:${eventId}`);
    await tell({ kind: 'message', eventId, id, author, place, at: Date.now(), text, isAddressed: true });
    return answer;
  };
  return { channel, say };
}
