import { Client, GatewayIntentBits, Options, REST, SimpleShardingStrategy } from 'discord.js';
import type { Channel } from '../../core/ports/channel.ts';
import { createChannel, type DiscordOptions } from './channel.ts';
import type { Session, SessionEvents } from './gateway.ts';
import type { Packet } from './packet.ts';
import type { Wire } from './rest.ts';

/** Discord: servers, their threads and forums, and direct chats. Loads the SDK; connects when it listens. */
export function createDiscordChannel(options: DiscordOptions): Channel {
  const token = options.token.replace(/^(?:Bot|Bearer)\s+/i, '').trim();
  const restOptions = { api: options.apiUrl, timeout: options.requestMs, retries: 0 };
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
  rest: { readonly api: string; readonly timeout: number; readonly retries: number },
): Session {
  let isOver = false;
  const client = new Client({
    intents: events.withContent ? [...INTENTS, GatewayIntentBits.MessageContent] : INTENTS,
    allowedMentions: { parse: [], repliedUser: false },
    rest,
    // Kith reads the raw events; what the SDK would remember of them is not used.
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ...Object.fromEntries(UNUSED.map((name) => [name, 0])),
      GuildMemberManager: { maxSize: 0, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 0, keepOverLimit: (user) => user.id === user.client.user.id },
    }),
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

/** What the SDK keeps by default and Kith has no use for. */
const UNUSED = [
  'ApplicationCommandManager',
  'ApplicationEmojiManager',
  'AutoModerationRuleManager',
  'BaseGuildEmojiManager',
  'DMMessageManager',
  'GuildBanManager',
  'GuildEmojiManager',
  'GuildForumThreadManager',
  'GuildInviteManager',
  'GuildMessageManager',
  'GuildScheduledEventManager',
  'GuildStickerManager',
  'GuildTextThreadManager',
  'MessageManager',
  'PresenceManager',
  'ReactionManager',
  'ReactionUserManager',
  'StageInstanceManager',
  'ThreadManager',
  'ThreadMemberManager',
  'VoiceStateManager',
] as const;
