import type { AccountId } from '../../core/ids.ts';
import type { Author, Place } from '../../core/message.ts';
import type { Channel } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Random } from '../../core/ports/random.ts';
import { encodeForScreen, painter } from './encode.ts';
import { accountOf, CHANNEL, directPlaceOf } from './ids.ts';
import { createPipe } from './pipe.ts';
import { createScreen, USUAL_COLUMNS } from './screen.ts';
import { wrapped } from './wrap.ts';

export interface TerminalOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Where what is not part of the conversation goes in a pipe. */
  readonly diagnostics: NodeJS.WritableStream;
  readonly clock: Clock;
  readonly random: Random;
  /** Who types: any name; the same name is the same person. */
  readonly account: string;
  /** BCP 47 or POSIX locale of the machine. */
  readonly locale?: string;
  /** Context whose trait modifiers apply, e.g. `support`. */
  readonly context?: string;
  /** Awaited before the first line is read; what it notes stands above the conversation. */
  readonly opening?: () => Promise<void>;
  /** Called once when nothing more will be typed. */
  readonly onEnd: () => void;
}

/** Whose chat this is. */
export interface Seat {
  readonly author: Author;
  readonly place: Place;
}

export interface TerminalChannel extends Channel {
  readonly seat: Seat;
  readonly isScreen: boolean;
  /** Shows Markdown of the shell's own, outside the conversation: above it on a screen, beside it in a pipe. */
  note(text: string): void;
}

/** A channel of one direct chat: a screen for a person, a pipe for a program. */
export function createTerminalChannel(options: TerminalOptions): TerminalChannel {
  const account: AccountId = accountOf(options.account);
  const seat: Seat = {
    author: {
      account,
      name: options.account,
      // Whoever sits at the machine that runs it owns the deployment.
      role: 'admin',
      ...(options.locale === undefined ? {} : { locale: options.locale }),
    },
    place: {
      id: directPlaceOf(account),
      channel: CHANNEL,
      audience: 'one',
      ...(options.context === undefined ? {} : { context: options.context }),
    },
  };
  const isScreen = options.input.isTTY === true && options.output.isTTY === true;
  return {
    ...(isScreen ? createScreen(options, seat) : createPipe(options, seat)),
    seat,
    isScreen,
    note(text) {
      const to = isScreen ? options.output : options.diagnostics;
      const width = isScreen ? (options.output.columns || USUAL_COLUMNS) - 2 * MARGIN.length : Infinity;
      const lines = wrapped(encodeForScreen(text, painter(to)), width).split('\n');
      for (const line of lines) to.write(line === '' ? '\n' : `${isScreen ? MARGIN : ''}${line}\n`);
    },
  };
}

const MARGIN = '  ';
