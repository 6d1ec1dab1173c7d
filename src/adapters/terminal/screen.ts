import { createInterface, type Interface } from 'node:readline';
import type { Outgoing, Sent } from '../../core/message.ts';
import type { Channel, LiveMessage } from '../../core/ports/channel.ts';
import { screen } from './capabilities.ts';
import type { Seat, TerminalOptions } from './client.ts';
import { complete } from './commands.ts';
import { decode } from './decode.ts';
import { encodeForScreen, painter } from './encode.ts';
import { CHANNEL } from './ids.ts';

/** Frames of the activity line while somebody thinks, and how long each stands, ms. */
const FRAMES = ['·  ', '·· ', '···', ' ··', '  ·', '   '];
const FRAME_MS = 160;

/** A conversation on a screen: the answer grows as it comes, the prompt waits for it, Tab completes commands. */
export function createScreen({ input, output, clock, random, onEnd }: TerminalOptions, seat: Seat): Channel {
  const paint = painter(output);
  const prompt = `${paint(['green', 'bold'], seat.author.name)} ${paint('dim', '›')} `;
  let reader: Interface | undefined;
  let isStopped = false;
  /** Lines that wait for their answer, oldest first; the prompt stands only while there are none. */
  const waiting = new Set<object>();
  let activity: AbortController | undefined;

  const print = (text: string) => output.write(text);
  const name = (speaker: Outgoing['speaker']) =>
    speaker === undefined ? '' : `${paint(['magenta', 'bold'], speaker.displayName)} ${paint('dim', '›')} `;
  const notice = (text: string | undefined) => (text === undefined ? '' : `${paint('dim', text)}\n`);

  function quiet() {
    activity?.abort();
    activity = undefined;
  }
  function ready() {
    if (!isStopped && waiting.size === 0) reader?.prompt(true);
  }
  function answered() {
    const [oldest] = waiting;
    if (oldest !== undefined) waiting.delete(oldest);
    ready();
  }
  const sent = (): Sent => ({ platformId: random.id() });

  function show(page: Outgoing) {
    quiet();
    const text = encodeForScreen(page.text, paint);
    print(page.kind === 'reply' ? `${name(page.speaker)}${text}\n` : `${text}\n`);
    print(notice(page.notice));
  }

  return {
    name: CHANNEL,
    capabilities: () => screen,
    async listen(onIncoming) {
      reader = createInterface({ input, output, prompt, completer: complete, historySize: 200 });
      reader.on('line', (text) => {
        if (text.trim() === '') return ready();
        const line = decode({ text, id: random.id(), at: clock.now() }, seat.author, seat.place);
        waiting.add(line);
        void onIncoming(line).then(() => {
          // An answer brought the prompt back long ago, before the reflection; this is for lines without one.
          if (waiting.delete(line)) {
            quiet();
            ready();
          }
        });
      });
      reader.on('SIGINT', onEnd);
      reader.on('close', onEnd);
      ready();
    },
    async stop() {
      isStopped = true;
      quiet();
      reader?.close();
    },
    paginate: (message) => [message],
    async send(page, place) {
      if (place.id === seat.place.id) show(page);
      return sent();
    },
    async openStream(draft, place): Promise<LiveMessage> {
      const isOurs = place.id === seat.place.id;
      let shown = '';
      return {
        append(delta) {
          if (!isOurs) return;
          if (shown === '') {
            quiet();
            print(name(draft.speaker));
          }
          shown += delta;
          print(delta);
        },
        async finish(final) {
          if (!isOurs) return [sent()];
          if (shown === '') show(final);
          else if (final.text.startsWith(shown.trimEnd()))
            print(`${final.text.slice(shown.trimEnd().length)}\n${notice(final.notice)}`);
          // What streamed was taken back (a sentence that broke off): the whole answer stands below it.
          else print(`\n${paint('dim', '↺')} ${encodeForScreen(final.text, paint)}\n${notice(final.notice)}`);
          answered();
          return [sent()];
        },
        async discard() {
          quiet();
          if (shown !== '') print('\n');
        },
      };
    },
    typing(place, signal) {
      if (place.id !== seat.place.id || signal.aborted) return;
      quiet();
      const own = new AbortController();
      activity = own;
      const until = AbortSignal.any([own.signal, signal]);
      void (async () => {
        for (let frame = 0; !until.aborted; frame = (frame + 1) % FRAMES.length) {
          print(`\r\x1b[K${paint('dim', FRAMES[frame]!)}`);
          await clock.sleep(FRAME_MS, until).catch(() => {});
        }
      })();
      until.addEventListener('abort', () => print('\r\x1b[K'), { once: true });
    },
    async announce(line, place) {
      if (place.id !== seat.place.id) return;
      print(`\r\x1b[K${paint(['yellow', 'bold'], line)}\n`);
      ready();
    },
  };
}
