import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform, Trouble, Where } from '../platform.ts';
import { type CommandBook, createCommandBook } from './commands.ts';
import { createDiscordGateway, type Gateway } from './gateway.ts';
import { createInteractions } from './interactions.ts';
import { messageRoutes } from './messages.ts';
import { minimalEvent } from './minimal.ts';
import { createDiscordPeople, type DiscordPeople } from './people.ts';
import { placeRoutes, removeChannel } from './places.ts';
import { createDiscordRest, type DiscordRequest } from './rest.ts';
import { shownOf } from './shown.ts';
import { createDiscordStore } from './store.ts';
import { removeWebhook, webhookRoutes } from './webhooks.ts';
import { createDiscordWorld, type World, type WorldOptions } from './world.ts';

export type { Attached, Choice, DiscordLine } from './people.ts';
export type { DiscordRequest } from './rest.ts';

export interface DiscordServerOptions extends WorldOptions {
  /** Default: a token of Discord's shape. */
  readonly token?: string;
  /** Interval the gateway asks heartbeats at, in ms. Default: 41,250. */
  readonly heartbeatMs?: number;
  /** Time for the acknowledgement of an interaction, in ms. Default: 3000, as Discord's. */
  readonly ackMs?: number;
  /** Whether buckets are limited as Discord's are. Default: true. */
  readonly isRateLimited?: boolean;
  /** Tells and answers no more than a client needs. Default: all that Discord does. */
  readonly isMinimal?: boolean;
  /** Routes that are not there, e.g. `GET /channels/:channel/webhooks`. */
  readonly missing?: readonly string[];
}

export interface DiscordServer extends Omit<Platform, keyof DiscordPeople>, DiscordPeople {
  /** Base for `rest.api` of discord.js, ending in `/api`. */
  readonly url: string;
  readonly token: string;
  readonly botId: string;
  readonly applicationId: string;
  /** Every REST request in order, refused ones included. */
  readonly requests: readonly DiscordRequest[];
  /** Connections, replays and silences of the gateway. */
  readonly gateway: Pick<Gateway, 'sendRaw' | 'drop' | 'invalidate' | 'ignoreHeartbeats' | 'counts'>;
  /** Application commands as registered now, global and of guilds. */
  commands(): ReturnType<CommandBook['all']>;
  /** How many were ever created; replacing one is no creation. */
  commandCreations(): number;
  /** Id of a person's account. */
  idOf(who: string): string;
  /** Id of a place's channel; direct chats are somebody's. */
  channelOf(where: Where, who?: string): string;
  /** A moderator deletes a channel, or the webhooks of one. */
  deleteChannel(where: Where): Promise<void>;
  deleteWebhooks(where: Where): Promise<void>;
  /** Removes the bot, or a person, from every guild. */
  kick(who?: string): Promise<void>;
  /** The token is reset: REST answers 401, the gateway closes with 4004. */
  revoke(): Promise<void>;
}

const usualToken = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.local-token-for-tests-only-000000000000';

/** A local Discord that speaks REST API and gateway version 10 and is as strict as the real one. */
export async function startDiscordServer(options: DiscordServerOptions = {}): Promise<DiscordServer> {
  const { token = usualToken, ackMs = 3000 } = options;
  const world = createDiscordWorld(options);
  const troubles: Trouble[] = [];
  const typing = new Map<string, number>();
  let current: string | undefined = token;

  const server = createServer((request, response) => void rest.serve(request, response));
  const port = (): number => (server.address() as AddressInfo).port;
  const files = createDiscordStore(world, () => `http://127.0.0.1:${port()}`);
  const interactions = createInteractions(world, files.store, ackMs);
  const book = createCommandBook(world);
  const gateway = createDiscordGateway(world, server, {
    token: () => current ?? 'revoked',
    heartbeatMs: options.heartbeatMs ?? 41_250,
    refusedIntents: options.refusedIntents ?? [],
    shape: options.isMinimal === true ? minimalEvent : (_, data) => data,
  });
  world.emit = gateway.emit;
  const rest = createDiscordRest(world, {
    token: () => current,
    troubles,
    isRateLimited: options.isRateLimited ?? true,
    isMinimal: options.isMinimal ?? false,
    missing: options.missing ?? [],
    routes: [
      ...interactions.routes,
      ...files.routes,
      ...placeRoutes(world, () => `ws://127.0.0.1:${port()}/gateway`),
      ...messageRoutes(world, files.store, typing),
      ...webhookRoutes(world, files.store),
      ...book.routes,
    ],
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${port()}/api`;
  const people = createDiscordPeople({
    world,
    gateway,
    interactions,
    commands: book,
    store: files.store,
    ackMs,
  });

  return {
    ...people,
    name: 'discord',
    environment: { DISCORD_TOKEN: token, DISCORD_API_URL: url },
    url,
    token,
    botId: world.bot.id,
    applicationId: world.applicationId,
    requests: rest.requests,
    gateway,
    violations: world.violations,
    ready: (ms = 5000) => until(gateway.isReady, ms, 'the bot did not connect to the gateway'),
    sayAgain: async () => gateway.repeat(),
    shown: (where, who) => shownIn(world, where, who),
    isTyping: (where) => channelsOf(world, where).some(({ id }) => (typing.get(id) ?? 0) > Date.now()),
    next: (...more) => void troubles.push(...more),
    disconnect: async () => gateway.drop(),
    leftovers: () => interactions.leftovers(),
    commands: book.all,
    commandCreations: book.creations,
    idOf: (who) => world.person(who).id,
    channelOf: (where, who) => world.place(where, who === undefined ? undefined : world.person(who)).id,
    deleteChannel: async (where) => removeChannel(world, world.place(where)),
    deleteWebhooks: async (where) => {
      const { id } = world.place(where);
      for (const one of world.webhooks.values()) if (one.channelId === id) removeWebhook(world, one);
    },
    kick: async (who) => kick(world, who),
    revoke: async () => {
      current = undefined;
      gateway.drop(4004);
    },
    stop: () =>
      new Promise((resolve) => {
        interactions.stop();
        gateway.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The channel of a place with its threads; `direct` without a person is everybody's direct chat. */
function channelsOf(world: World, where: Where, who?: string) {
  if (where === 'direct' && who === undefined)
    return [...world.channels.values()].filter(({ type }) => type === 1);
  return world.withThreads(
    world.place(where, where === 'direct' && who !== undefined ? world.person(who) : undefined),
  );
}

function shownIn(world: World, where: Where, who?: string) {
  const channels = new Set(channelsOf(world, where, who));
  const reader = who === undefined ? undefined : world.person(who);
  return [...world.messages.values()]
    .filter(({ channel, isGone, isOurs }) => isOurs && !isGone && channels.has(channel))
    .filter(({ onlyFor }) => reader === undefined || onlyFor === undefined || onlyFor === reader)
    .filter(
      ({ channel }) =>
        reader === undefined || world.may(reader, channel, 'ViewChannel') || channel.type === 1,
    )
    .map((message) => shownOf(world, message));
}

function kick(world: World, who?: string): void {
  const user = who === undefined ? world.bot : world.person(who);
  for (const guild of world.guilds.values()) {
    if (user !== world.bot) {
      world.emit('GUILD_MEMBER_REMOVE', { guild_id: guild.id, user: { id: user.id, username: user.name } });
    } else world.emit('GUILD_DELETE', { id: guild.id });
    guild.members.delete(user.id);
  }
}

async function until(isTrue: () => boolean, ms: number, otherwise: string): Promise<void> {
  const deadline = Date.now() + ms;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await new Promise((next) => setTimeout(next, 5));
  }
}
