import { createInterface, type Interface } from 'node:readline';
import type { Outgoing, Sent } from '../../core/message.ts';
import type { Channel, LiveMessage } from '../../core/ports/channel.ts';
import { screen } from './capabilities.ts';
import type { Seat, TerminalOptions } from './client.ts';
import { complete } from './commands.ts';
import { decode } from './decode.ts';
import { createEmphasis } from './emphasis.ts';
import { encodeForScreen, painter, safe } from './encode.ts';
import { createGate } from './gate.ts';
import { CHANNEL } from './ids.ts';
import { createWrap, widthOf, wrapped } from './wrap.ts';

/** Frames of the activity line while somebody thinks, and how long each stands, ms. */
const FRAMES = ['·  ', '·· ', '···', ' ··', '  ·', '   '];
const FRAME_MS = 160;
/** What a terminal that does not say has. */
export const USUAL_COLUMNS = 80;

/** A conversation on a screen: the answer grows as it comes, the prompt waits for it, Tab completes commands. */
export function createScreen(
  { input, output, clock, random, opening, onEnd }: TerminalOptions,
  seat: Seat,
): Channel {
  const paint = painter(output);
  const prompt = `${paint(['green', 'bold'], safe(seat.author.name))} ${paint('dim', '›')} `;
  let reader: Interface | undefined;
  let isListening = false;
  let isStopped = false;
  /** Lines that wait for their answer, oldest first; the prompt stands only while there are none. */
  const waiting = new Set<{ readonly text: string }>();
  let activity: AbortController | undefined;

  const print = (text: string) => output.write(text);
  // What is typed while an answer is written would end up in the middle of it: it is shown with the next prompt.
  const gate = createGate(output, () => waiting.size === 0);
  const columns = () => output.columns || USUAL_COLUMNS;
  const name = (speaker: Outgoing['speaker']) =>
    speaker === undefined
      ? ''
      : `${paint(['magenta', 'bold'], safe(speaker.displayName))} ${paint('dim', '›')} `;
  const notice = (text: string | undefined) =>
    text === undefined ? '' : `${paint('dim', wrapped(safe(text), columns()))}\n`;

  function quiet() {
    activity?.abort();
    activity = undefined;
  }
  function ready() {
    if (!isStopped && waiting.size === 0) reader?.prompt(true);
  }
  /** A line has its answer: the prompt comes back now, whatever is still thought about, or the next line is shown. */
  function answered(line: { readonly text: string } | undefined) {
    if (line !== undefined) waiting.delete(line);
    const [next] = waiting;
    if (next !== undefined) print(`${prompt}${next.text}\n`);
    ready();
  }
  const oldest = () => [...waiting][0];
  const sent = (): Sent => ({ platformId: random.id() });

  function show(page: Outgoing) {
    quiet();
    const who = page.kind === 'reply' ? name(page.speaker) : '';
    print(`${who}${wrapped(encodeForScreen(page.text, paint), columns(), widthOf(who))}\n`);
    print(notice(page.notice));
  }

  return {
    name: CHANNEL,
    capabilities: () => screen,
    async listen(onIncoming) {
      if (isListening) return;
      isListening = true;
      await opening?.();
      if (isStopped) return;
      reader = createInterface({
        input,
        output: gate,
        terminal: true,
        prompt,
        completer: complete,
        historySize: 200,
      });
      reader.on('line', (text) => {
        if (isStopped) return;
        const line = decode({ text, id: random.id(), at: clock.now() }, seat.author, seat.place);
        if (line.text === '') return ready();
        waiting.add(line);
        void onIncoming(line).then(() => {
          // An answer brought the prompt back long ago, before the reflection; this is for lines without one.
          if (!waiting.has(line)) return;
          quiet();
          answered(line);
        });
      });
      reader.on('SIGINT', () => {
        print('\n');
        onEnd();
      });
      reader.on('close', () => {
        // Ctrl-D leaves the cursor behind the prompt.
        if (!isStopped) print('\n');
        onEnd();
      });
      ready();
    },
    async stop() {
      isStopped = true;
      quiet();
      reader?.close();
    },
    paginate: (message) => [message],
    async send(page, place) {
      // What is finished for an earlier run before anybody sits here is part of what the opening shows.
      if (place.id === seat.place.id && reader !== undefined) {
        show(page);
        answered(oldest());
      }
      return sent();
    },
    async openStream(draft, place): Promise<LiveMessage> {
      const isOurs = place.id === seat.place.id && reader !== undefined;
      const who = name(draft.speaker);
      const wrap = createWrap(columns(), widthOf(who));
      const emphasis = createEmphasis(paint);
      const end = () => wrap.push(emphasis.end()) + wrap.end();
      let shown = '';
      return {
        append(delta) {
          // Models like to begin with an empty line.
          const text = shown === '' ? safe(delta).trimStart() : safe(delta);
          if (!isOurs || text === '') return;
          if (shown === '') {
            quiet();
            print(who);
          }
          shown += text;
          print(wrap.push(emphasis.push(text)));
        },
        async finish(final) {
          if (!isOurs) return [sent()];
          const whole = safe(final.text);
          const rest = [shown, shown.trimEnd()].find((text) => whole.startsWith(text));
          if (shown === '') show(final);
          else if (rest !== undefined) {
            print(`${wrap.push(emphasis.push(whole.slice(rest.length)))}${end()}\n${notice(final.notice)}`);
          } else {
            // What streamed was taken back (a sentence that broke off): the whole answer stands below it.
            const again = wrapped(encodeForScreen(final.text, paint), columns(), 2);
            print(`${end()}\n${paint('dim', '↺')} ${again}\n${notice(final.notice)}`);
          }
          answered(oldest());
          return [sent()];
        },
        async discard() {
          quiet();
          if (isOurs && shown !== '') print(`${end()}\n`);
        },
      };
    },
    typing(place, signal) {
      if (place.id !== seat.place.id || signal.aborted || isStopped || reader === undefined) return;
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
      if (place.id !== seat.place.id || reader === undefined) return;
      print(`\r\x1b[K${paint(['yellow', 'bold'], wrapped(safe(line), columns()))}\n`);
      ready();
    },
  };
}
