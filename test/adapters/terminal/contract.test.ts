import { createStage, placeOf } from '../../../src/cli/rehearsal/stage.ts';
import type { Incoming } from '../../../src/core/message.ts';
import { type ChannelUnderTest, channelContract } from '../../contracts/channel.contract.ts';
import { terminal } from './terminal.ts';

const typed = (isScreen: boolean) => (): ChannelUnderTest => {
  const { channel, input, screen } = terminal({ isScreen });
  return {
    channel,
    place: channel.seat.place,
    say: (text) => {
      input.write(`${text}\n`);
    },
    shown: () => screen().join('\n'),
  };
};

const places = [terminal().channel.seat.place];
channelContract('terminal, a screen', { open: typed(true), places });
channelContract('terminal, a pipe', { open: typed(false), places });

channelContract('the stage of a rehearsal', {
  open() {
    const stage = createStage();
    let tell: ((event: Incoming) => Promise<void>) | undefined;
    let lines = 0;
    let last = '';
    const speak = (text: string, id: string) =>
      tell?.(stage.line({ account: 'ana', place: '', text, id, at: 1_000 + lines }));
    return {
      // Lines are handed to the stage by the rehearsal; here the test plays that part.
      channel: {
        ...stage,
        async listen(onIncoming) {
          tell = onIncoming;
        },
        async stop() {
          tell = undefined;
          await stage.stop();
        },
      },
      place: placeOf('ana', ''),
      say(text) {
        last = text;
        return speak(text, `line-${++lines}`);
      },
      sayAgain: () => speak(last, `line-${lines}`),
      shown: () =>
        stage
          .heard()
          .map((answer) => answer.text)
          .join('\n'),
    };
  },
  places: [placeOf('ana', ''), placeOf('ana', '#lobby'), placeOf('ana', '!backroom')],
});
