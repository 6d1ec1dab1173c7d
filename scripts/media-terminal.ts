/** How a run of characters looks; absent means as usual. */
export interface Look {
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly colour?: Colour;
}
export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** Characters of one look, next to each other. */
export interface Run {
  readonly text: string;
  readonly look: Look;
}

interface Cell {
  readonly character: string;
  readonly look: Look;
}

const COLOURS: Readonly<Record<number, Colour>> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
};

/**
 * What stands on a screen after everything in `sent` was written to it: as much of a terminal as Kith uses (line
 * feeds, carriage returns, erasing, the column, bold, dim, colours). Rows are as long as they were written.
 */
export function readScreen(sent: string): readonly (readonly Run[])[] {
  const rows: Cell[][] = [[]];
  let row = 0;
  let column = 0;
  let look: Look = {};
  const line = () => {
    while (rows.length <= row) rows.push([]);
    return rows[row]!;
  };

  for (const [whole, parameters, command, character] of sent.matchAll(
    /\x1b\[([\d;?]*)([A-Za-z])|([\s\S])/gu,
  )) {
    if (character !== undefined) {
      if (character === '\n') {
        row++;
        column = 0;
      } else if (character === '\r') column = 0;
      else {
        const cells = line();
        while (cells.length < column) cells.push({ character: ' ', look: {} });
        cells[column++] = { character, look };
      }
      continue;
    }
    const number = parameters === '' ? undefined : Number(parameters);
    switch (command) {
      case 'G':
        column = (number ?? 1) - 1;
        break;
      case 'A':
        row = Math.max(0, row - (number ?? 1));
        break;
      case 'B':
        row += number ?? 1;
        break;
      case 'C':
        column += number ?? 1;
        break;
      case 'D':
        column = Math.max(0, column - (number ?? 1));
        break;
      case 'J':
        line().length = Math.min(line().length, column);
        rows.length = row + 1;
        break;
      case 'K':
        line().length = Math.min(line().length, column);
        break;
      case 'm':
        for (const code of (parameters ?? '').split(';').map(Number)) look = restyled(look, code);
        break;
      default:
        throw new Error(`The screen was sent ${JSON.stringify(whole)}, which is not known here.`);
    }
  }
  return rows.map(runsOf);
}

export const plain = (runs: readonly Run[]): string => runs.map(({ text }) => text).join('');

function restyled(look: Look, code: number): Look {
  const { bold, dim, colour } = look;
  if (code === 0) return {};
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, dim: true };
  if (code === 22) return colour === undefined ? {} : { colour };
  const named = COLOURS[code];
  if (named !== undefined) return { ...look, colour: named };
  if (code === 39) return { ...(bold ? { bold } : {}), ...(dim ? { dim } : {}) };
  throw new Error(`The screen was sent the style ${code}, which is not known here.`);
}

function runsOf(cells: readonly Cell[]): readonly Run[] {
  const runs: { text: string; look: Look }[] = [];
  for (const { character, look } of cells) {
    const last = runs.at(-1);
    if (last !== undefined && isSame(last.look, look)) last.text += character;
    else runs.push({ text: character, look });
  }
  return runs;
}

const isSame = (one: Look, other: Look): boolean =>
  one.bold === other.bold && one.dim === other.dim && one.colour === other.colour;
