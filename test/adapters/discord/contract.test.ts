import type { Place } from '../../../src/core/message.ts';
import { type ChannelUnderTest, channelContract } from '../../contracts/channel.contract.ts';
import { type DiscordServer, startDiscordServer } from '../../platforms/discord/server.ts';
import { channelOn } from './discord.ts';

/** The channel in a place; its local Discord ends with it. */
async function open(where: string): Promise<ChannelUnderTest> {
  const server = await startDiscordServer({ isRateLimited: false });
  const channel = channelOn(server);
  const id = server.channelOf(where, 'Ana');
  const place: Place =
    where === 'direct'
      ? { id: `discord:dm:${id}` as never, channel: 'discord', audience: 'one' }
      : {
          id: `discord:${id}` as never,
          channel: 'discord',
          audience: where.startsWith('!') ? 'members' : 'everyone',
          community: await guildOf(server),
        };
  return {
    channel: {
      ...channel,
      async stop() {
        await channel.stop();
        await server.stop();
      },
    },
    place,
    async say(text) {
      await server.say({ who: 'Ana', where, text });
    },
    sayAgain: () => server.sayAgain(),
    shown: () =>
      server
        .shown(where, 'Ana')
        .map(({ text }) => text)
        .join('\n'),
  };
}

channelContract('discord, a direct chat', { open: () => open('direct') });
channelContract('discord, a public channel', { open: () => open('#lobby') });
channelContract('discord, a private channel', { open: () => open('!backroom') });

async function guildOf({ url, token }: DiscordServer): Promise<string> {
  const response = await fetch(`${url}/v10/users/@me/guilds`, { headers: { authorization: `Bot ${token}` } });
  const [guild] = (await response.json()) as readonly { id: string }[];
  return guild?.id ?? '';
}
