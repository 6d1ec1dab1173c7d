// Kith inside a program of your own, on a channel of your own: two people talk with Alicia, each with a memory of
// their own. Nothing is kept (isEphemeral), and without a model server the offline voice answers.
import { resolve } from 'node:path';
import {
  accountId,
  type Channel,
  createApp,
  type Incoming,
  loadConfig,
  messageId,
  placeId,
} from '../src/index.ts';

let tell: (event: Incoming) => Promise<void> = async () => {};
let count = 0;

/** A channel is a handful of functions: what it can do, how it listens, how it sends. This one is a game's chat. */
const game: Channel = {
  name: 'game',
  capabilities: () => ({
    text: { limit: 280, unit: 'codepoints' },
    stream: 'none',
    editEveryMs: 0,
    typing: false,
    ephemeral: false,
    announce: false,
    bursts: 'separate',
    face: 'line',
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
  stop: async () => {},
  paginate: (message) => [message],
  async send({ speaker, text }, place) {
    console.log(`  ${speaker?.displayName ?? 'Kith'} → ${place.id}: ${text}`);
    return { platformId: `sent-${++count}` };
  },
};

/** Somebody whispers to the persona. Ids make a message known again when a platform brings it twice. */
function whisper(name: string, text: string): Promise<void> {
  console.log(`${name}: ${text}`);
  const eventId = `said-${++count}`;
  const id = messageId(`game:${eventId}`);
  const author = { account: accountId(`game:${name}`), name, role: 'member' } as const;
  const place = { id: placeId(`game:whisper:${name}`), channel: 'game', audience: 'one' } as const;
  return tell({ kind: 'message', eventId, id, author, place, at: Date.now(), text, isAddressed: true });
}

const directory = resolve(import.meta.dirname, '..', 'config');
const config = loadConfig({ directory, environment: { KITH_LOG_LEVEL: 'error' } });
const kith = await createApp(config, { channels: [game], persona: 'alicia', isEphemeral: true });
await kith.start();
await whisper('nadia', 'Hello, my name is Nadia and my horse is called Biscuit');
await whisper('omar', 'Hola, eres muy linda');
await whisper('nadia', 'What do you know about me?');
await whisper('omar', '/affinity');
await kith.stop();
