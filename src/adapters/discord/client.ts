import {
  Client,
  DefaultRestOptions,
  GatewayIntentBits,
  REST,
  type RESTOptions,
  SimpleShardingStrategy,
} from 'discord.js';
import type { Channel } from '../../core/ports/channel.ts';
import { createChannel, type DiscordOptions } from './channel.ts';
import type { Session, SessionEvents } from './gateway.ts';
import type { Packet } from './packet.ts';
import type { Wire } from './rest.ts';

/** Discord: servers, their threads and forums, and direct chats. Loads the SDK; connects when it listens. */
export function createDiscordChannel(options: DiscordOptions): Channel {
  const token = options.token.replace(/^(?:Bot|Bearer)\s+/i, '').trim();
  const restOptions = { api: options.apiUrl, timeout: options.requestMs, retries: 0, makeRequest };
  const newRest = () => new REST(restOptions).setToken(token);
  // Two of them: an acknowledgement must never wait behind a channel's messages, nor behind a global limit.
  const [ordinary, urgent] = [newRest(), newRest()];
  return createChannel(
    { ...options, token },
    {
      wire: wireOf(ordinary),
      urgentWire: wireOf(urgent),
      createSession: (events) => createSession(events, token, options, restOptions),
      close() {
        for (const rest of [ordinary, urgent]) {
          rest.clearHashSweeper();
          rest.clearHandlerSweeper();
        }
      },
    },
  );
}

const wireOf =
  (rest: REST): Wire =>
  ({ method, path, body, query, auth, signal }) =>
    rest.request({
      method: method as Parameters<REST['request']>[0]['method'],
      fullRoute: path,
      ...(body === undefined ? {} : { body }),
      ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
      ...(auth === undefined ? {} : { auth }),
      ...(signal === undefined ? {} : { signal }),
    });

/** The SDK looks for the wait a rate limit asks for in the headers only; without it, it would ask again at once. */
const makeRequest: RESTOptions['makeRequest'] = async (url, init) => {
  const response = await DefaultRestOptions.makeRequest(url, init);
  if (response.status !== 429 || Number(response.headers.get('retry-after')) > 0) return response;
  const body = (await response.json().catch(() => undefined)) as { retry_after?: unknown } | undefined;
  const seconds = Number(body?.retry_after) || 1;
  const headers = { ...Object.fromEntries(response.headers), 'retry-after': String(seconds) };
  return new Response(null, { status: 429, headers });
};

const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.DirectMessageReactions,
];

function createSession(
  events: SessionEvents,
  token: string,
  { log }: DiscordOptions,
  rest: Partial<RESTOptions>,
): Session {
  let isOver = false;
  const client = new Client({
    intents: events.withContent ? [...INTENTS, GatewayIntentBits.MessageContent] : INTENTS,
    allowedMentions: { parse: [], repliedUser: false },
    rest,
    ws: {
      buildStrategy(manager) {
        // The first thing a new connection does is to ask for its session. There it can be made to wait, or to wait for
        // ever: the SDK tries twice a second without end, and once more after it was told to stop.
        const { retrieveSessionInfo } = manager.options;
        const connected = new Set<number>();
        client.on('shardReconnecting', (id) => connected.delete(id));
        manager.options.retrieveSessionInfo = async (id) => {
          if (isOver) return new Promise(() => {});
          if (!connected.has(id)) {
            connected.add(id);
            await events.beforeConnect();
          }
          return retrieveSessionInfo(id);
        };
        return new SimpleShardingStrategy(manager);
      },
    },
  });
  // Kith reads the raw events. What the SDK would make of them is not used, and it breaks over those that lack a field.
  Object.assign(client.ws, { handlePacket: () => true });
  const says = (text: string) => text.replaceAll(token, '…');
  client.on('raw', (packet: Packet) => events.packet(packet));
  client.on('shardReconnecting', () => events.lost());
  client.on('shardDisconnect', ({ code }) => events.closed(code));
  client.on('debug', (text) => log.debug('discord.js', { says: says(text) }));
  client.on('warn', (text) => log.debug('discord.js', { says: says(text) }));
  client.on('error', ({ message }) => log.debug('discord.js', { says: says(message) }));
  client.on('shardError', ({ message }) => log.debug('discord.js', { says: says(message) }));
  return {
    login: async () => {
      await client.login(token);
    },
    async destroy() {
      isOver = true;
      await client.destroy();
    },
  };
}
