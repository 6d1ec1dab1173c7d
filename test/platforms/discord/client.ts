import { Client, GatewayIntentBits, Partials } from 'discord.js';
import { type DiscordServer, type DiscordServerOptions, startDiscordServer } from './server.ts';

export const allIntents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.DirectMessageReactions,
  GatewayIntentBits.MessageContent,
];

export interface Driven extends AsyncDisposable {
  readonly server: DiscordServer;
  readonly client: Client<true>;
}

/** A local Discord with the real discord.js logged in to it. */
export async function driveDiscord(
  options: DiscordServerOptions = {},
  intents: readonly GatewayIntentBits[] = allIntents,
): Promise<Driven> {
  const server = await startDiscordServer(options);
  const client = new Client({
    rest: { api: server.url },
    intents: [...intents],
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    // A second identify would otherwise wait five seconds.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
  });
  const isReady = new Promise<void>((resolve) => client.once('clientReady', () => resolve()));
  await client.login(server.token);
  await isReady;
  return {
    server,
    client: client as Client<true>,
    async [Symbol.asyncDispose]() {
      await client.destroy();
      await server.stop();
    },
  };
}

/** Waits until a condition holds. @throws Error after `ms`. */
export async function waitFor<T>(look: () => T | undefined | false, ms = 4000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${look.toString()}`);
    await new Promise((next) => setTimeout(next, 5));
  }
}
