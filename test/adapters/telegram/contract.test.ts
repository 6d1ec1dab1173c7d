import type { Place } from '../../../src/core/message.ts';
import { type ChannelUnderTest, channelContract } from '../../contracts/channel.contract.ts';
import { drive } from './telegram.ts';

/** The channel in a place; its local Telegram ends with it. */
async function open(where: string, isTopic = false): Promise<ChannelUnderTest> {
  const driven = await drive({
    isListening: false,
    flood: false,
    hasPrivacy: false,
    forums: isTopic ? [where] : [],
  });
  const { server, channel } = driven;
  const first = await server.say({ who: 'Ana', where, text: '/start@somebody_else' });
  const thread = isTopic ? server.topic('Ana', where, 'Cats') : undefined;
  const [chat = ''] = first.split('/');
  const place: Place = {
    id: ['telegram', chat, ...(thread === undefined ? [] : [thread.split('/')[1]])].join(':') as never,
    channel: 'telegram',
    audience: where === 'direct' ? 'one' : where.startsWith('!') ? 'members' : 'everyone',
    ...(where === 'direct' ? {} : { community: chat }),
    ...(thread === undefined ? {} : { parent: `telegram:${chat}` as never }),
  };
  return {
    channel: {
      ...channel,
      async listen(onIncoming) {
        await channel.listen(onIncoming);
        await server.ready();
      },
      stop: async () => driven[Symbol.asyncDispose](),
    },
    place,
    async say(text) {
      await server.say({ who: 'Ana', where, text, ...(thread === undefined ? {} : { thread }) });
    },
    sayAgain: () => server.sayAgain(),
    refuse: () => server.next({ kind: '500' }),
    shown: () =>
      server
        .shown(where, 'Ana')
        .map(({ text }) => text)
        .join('\n'),
  };
}

channelContract('telegram, a private chat', { open: () => open('direct') });
channelContract('telegram, a public group', { open: () => open('#lobby') });
channelContract('telegram, a private group', { open: () => open('!backroom') });
channelContract('telegram, a topic', { open: () => open('!forum', true) });
