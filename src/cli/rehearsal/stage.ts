import type { Capabilities } from '../../core/capabilities.ts';
import { accountId, messageId, placeId } from '../../core/ids.ts';
import { cleanText } from '../../core/llm/clean-text.ts';
import type { IncomingMessage, Outgoing, Place } from '../../core/message.ts';
import type { Channel } from '../../core/ports/channel.ts';

const CHANNEL = 'stage';

/** The account that may use the administrators' commands; everybody else is a member. */
const ADMIN = 'admin';

const CAPABILITIES: Capabilities = {
  text: { limit: 1_000_000, unit: 'utf16' },
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

export interface Stage extends Channel {
  /** A line of the transcript as the event a platform would bring. Lines are spoken to the persona. */
  line(said: {
    readonly account: string;
    readonly place: string;
    readonly text: string;
    readonly id: string;
    readonly at: number;
  }): IncomingMessage;
  /** What was answered since the last look. */
  heard(): readonly Outgoing[];
}

/** The channel a transcript is played on: direct chats, `#public` channels and `!private` groups. */
export function createStage(): Stage {
  let answers: Outgoing[] = [];
  let sent = 0;
  return {
    name: CHANNEL,
    capabilities: () => CAPABILITIES,
    async listen() {},
    async stop() {},
    paginate: (message) => [message],
    async send(page) {
      answers.push(page);
      return { platformId: `sent-${++sent}` };
    },
    line: ({ account, place, text, id, at }) => ({
      kind: 'message',
      eventId: id,
      id: messageId(`${CHANNEL}:${id}`),
      place: placeOf(account, place),
      author: { account: accountOf(account), name: account, role: account === ADMIN ? 'admin' : 'member' },
      at,
      text: cleanText(text),
      isAddressed: true,
    }),
    heard() {
      const heard = answers;
      answers = [];
      return heard;
    },
  };
}

export function placeOf(account: string, place: string): Place {
  if (place === '') return { id: placeId(`${CHANNEL}:direct:${account}`), channel: CHANNEL, audience: 'one' };
  return {
    id: placeId(`${CHANNEL}:${place}`),
    channel: CHANNEL,
    audience: place.startsWith('#') ? 'everyone' : 'members',
  };
}

export const accountOf = (account: string) => accountId(`${CHANNEL}:${account}`);
