import { createInterface, type Interface } from 'node:readline';
import type { Channel } from '../../core/ports/channel.ts';
import { pipe } from './capabilities.ts';
import type { Seat, TerminalOptions } from './client.ts';
import { decode } from './decode.ts';
import { encodeForPipe } from './encode.ts';
import { CHANNEL } from './ids.ts';

/** One line in, one reply line out, in order; the next line is read when the one before is wholly done. */
export function createPipe(
  { input, output, diagnostics, clock, random, opening, onEnd }: TerminalOptions,
  seat: Seat,
): Channel {
  let lines: Interface | undefined;
  let isStopped = false;
  let isBegun = false;
  let isListening = false;
  let spoken = 0;

  const write = (line: string) =>
    new Promise<void>((resolve, reject) =>
      output.write(`${line}\n`, (error) => (error ? reject(error) : resolve())),
    );

  return {
    name: CHANNEL,
    capabilities: () => pipe,
    async listen(onIncoming) {
      if (isBegun) return;
      isBegun = true;
      await opening?.();
      isListening = true;
      // Made only now: an interface begins to read at once, and a line nobody waits for is lost.
      const reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, terminal: false });
      lines = reader;
      void (async () => {
        for await (const text of reader) {
          if (isStopped) break;
          const before = spoken;
          await onIncoming(decode({ text, id: random.id(), at: clock.now() }, seat.author, seat.place));
          // Whoever reads line by line must not wait for ever for the answer to an empty line.
          if (spoken === before && !isStopped) await write('(nothing to answer)');
        }
        onEnd();
      })().catch(() => onEnd());
    },
    async stop() {
      isStopped = true;
      lines?.close();
    },
    paginate: (message) => [message],
    async send(page, place) {
      // A turn finished for an earlier run is no answer to a line of this one: it goes beside the conversation.
      if (!isListening || place.id !== seat.place.id) {
        if (place.id === seat.place.id)
          diagnostics.write(`(finished an interrupted reply: ${encodeForPipe(page)})\n`);
      } else {
        spoken++;
        await write(encodeForPipe(page));
      }
      return { platformId: random.id() };
    },
  };
}
