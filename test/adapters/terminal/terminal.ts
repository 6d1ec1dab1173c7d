import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { createTerminalChannel, type TerminalChannel } from '../../../src/adapters/terminal/index.ts';
import { systemClock } from '../../../src/system/clock.ts';
import { systemRandom } from '../../../src/system/random.ts';

export interface TerminalUnderTest {
  readonly channel: TerminalChannel;
  readonly input: PassThrough;
  /** As written, escape sequences and all. */
  raw(): string;
  /** Lines as they stand on the screen in the end: what was erased is gone. */
  screen(): readonly string[];
  diagnostics(): string;
  /** Times the end was told. */
  ends(): number;
}

/** The channel on streams of our own, as a screen of `columns` or as a pipe. */
export function terminal({
  isScreen = true,
  columns = 80,
  account = 'ana',
  locale,
}: {
  readonly isScreen?: boolean;
  readonly columns?: number;
  readonly account?: string;
  readonly locale?: string;
} = {}): TerminalUnderTest {
  const input = new PassThrough();
  const output = new PassThrough({ highWaterMark: 1 << 24 });
  const diagnostics = new PassThrough();
  if (isScreen) {
    Object.assign(input, { isTTY: true, setRawMode: () => input });
    // A real terminal asks its environment (NO_COLOR, TERM) for this.
    const { getColorDepth } = WriteStream.prototype;
    Object.assign(output, { isTTY: true, columns, rows: 40, getColorDepth });
  }
  let written = '';
  let beside = '';
  let ends = 0;
  output.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  diagnostics.setEncoding('utf8').on('data', (text: string) => {
    beside += text;
  });
  const channel = createTerminalChannel({
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    diagnostics,
    clock: systemClock,
    random: systemRandom,
    account,
    ...(locale === undefined ? {} : { locale }),
    onEnd: () => {
      ends++;
    },
  });
  return {
    channel,
    input,
    raw: () => written,
    screen: () => standing(written),
    diagnostics: () => beside,
    ends: () => ends,
  };
}

/** What stands in the end: carriage returns go back, erasing erases. Cursor moves of readline are within a line. */
function standing(written: string): readonly string[] {
  const lines: string[] = [''];
  let column = 0;
  for (const [piece] of written.matchAll(/\x1b\[(\d*)([A-Za-z])|\r\n|\r|\n|[^\x1b\r\n]+/g)) {
    const line = lines.at(-1)!;
    const move = /^\x1b\[(\d*)([A-Za-z])$/.exec(piece);
    if (piece === '\n' || piece === '\r\n') {
      lines.push('');
      column = 0;
    } else if (piece === '\r') column = 0;
    else if (move === null) {
      lines[lines.length - 1] =
        line.slice(0, column).padEnd(column) + piece + line.slice(column + piece.length);
      column += piece.length;
    } else if (move[2] === 'G') column = Number(move[1] || 1) - 1;
    else if (move[2] === 'K' || move[2] === 'J') lines[lines.length - 1] = line.slice(0, column);
  }
  return lines.map((line) => stripVTControlCharacters(line).trimEnd());
}

/** Waits until something is so: streams take a tick or two. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it never came to that');
}
