import type { Place } from '../../../src/core/message.ts';
import { type ChannelUnderTest, channelContract } from '../../contracts/channel.contract.ts';
import { drive } from './telegram.ts';

/** The channel in a private chat; its local Telegram ends with it. */
async function open(): Promise<ChannelUnderTest> {
  const driven = await drive({ isListening: false, flood: false });
  const { server, channel } = driven;
  const id = await server.say({ who: 'Ana', text: '/start' });
  const place: Place = {
    id: `telegram:${id.split('/')[0]}` as never,
    channel: 'telegram',
    audience: 'one',
  };
  return {
    channel: {
      ...channel,
      async listen(onIncoming) {
        await channel.listen(async (event) => {
          // What made the chat.
          if (event.kind !== 'command') await onIncoming(event);
        });
        await server.ready();
      },
      stop: async () => driven[Symbol.asyncDispose](),
    },
    place,
    async say(text) {
      await server.say({ who: 'Ana', text });
    },
    sayAgain: () => server.sayAgain(),
    shown: () =>
      server
        .shown('direct', 'Ana')
        .map(({ text }) => text)
        .join('\n'),
  };
}

channelContract('telegram, a private chat', { open });
