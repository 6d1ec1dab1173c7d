import { type ChannelUnderTest, channelContract } from '../../contracts/channel.contract.ts';
import { openScene, placeOf } from './scene.ts';

/** The channel in a thread of a place; its local Slack ends with it. */
async function open(where: string): Promise<ChannelUnderTest> {
  const { slack, channel } = await openScene({ listens: false });
  const { world } = slack;
  // Said before the bot was there.
  const root = { channel: world.channel(where, 'Ana'), isOurs: false, user: world.person('Ana').id };
  const thread = world.post({ ...root, text: 'a thread' }).ts;
  return {
    channel: {
      ...channel,
      async stop() {
        await channel.stop();
        await slack.stop();
      },
    },
    place: placeOf(slack, where, thread),
    say: async (text) => void (await slack.say({ who: 'Ana', where, text, thread })),
    sayAgain: () => slack.sayAgain(),
    shown: () =>
      slack
        .shown(where, 'Ana')
        .map(({ text }) => text)
        .join('\n'),
  };
}

channelContract('slack, a direct chat', { open: () => open('direct') });
channelContract('slack, a public channel', { open: () => open('#lobby') });
channelContract('slack, a private channel', { open: () => open('!backroom') });
