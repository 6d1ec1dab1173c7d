import type { Colour, Look, Run } from './media-terminal.ts';

export interface Picture {
  readonly rows: readonly (readonly Run[])[];
  /** Characters in the widest row there may be. */
  readonly columns: number;
  /** What the window is called. */
  readonly title: string;
  /** For who hears the picture instead of seeing it. */
  readonly description: string;
}

const SIZE = 14;
/** Advance of one character of the usual monospace fonts, in px at `SIZE`. */
const ADVANCE = 8.43;
const LEADING = 21;
const PADDING = 26;
const BAR = 40;

// A window of its own dark, so that it looks the same on a light page and on a dark one.
const GROUND = '#15171c';
const BAR_GROUND = '#1e2128';
const EDGE = '#3a3f4b';
const INK = '#dfe2e8';
const FAINT = '#8b93a3';
const COLOURS: Readonly<Record<Colour, string>> = {
  red: '#f28b82',
  green: '#86d993',
  yellow: '#f4cc70',
  blue: '#8ab4f8',
  magenta: '#f0a6d2',
  cyan: '#78d2e2',
};

/** A terminal window as SVG: text stays text, to be selected, searched and read aloud. */
export function drawTerminal({ rows, columns, title, description }: Picture): string {
  const width = Math.round(columns * ADVANCE + 2 * PADDING);
  const height = BAR + rows.length * LEADING + 2 * PADDING - 8;
  const lights = ['#ff6f66', '#f5bf4f', '#61c554']
    .map((fill, index) => `<circle cx="${24 + index * 20}" cy="${BAR / 2}" r="6" fill="${fill}"/>`)
    .join('');
  const text = rows.flatMap((runs, row) => {
    const drawn = drawRow(runs, BAR + PADDING + 8 + row * LEADING);
    return drawn === '' ? [] : [drawn];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="11" fill="${GROUND}" stroke="${EDGE}"/>`,
    `<path d="M0.5 ${BAR}V11.5a11 11 0 0 1 11-11H${width - 11.5}a11 11 0 0 1 11 11V${BAR}z" fill="${BAR_GROUND}" stroke="${EDGE}"/>`,
    lights,
    `<g font-family="ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" font-size="${SIZE}" fill="${INK}" xml:space="preserve">`,
    `<text x="${width / 2}" y="${BAR / 2 + 5}" text-anchor="middle" font-size="13" fill="${FAINT}">${escaped(title)}</text>`,
    ...text,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** One element per run, each at its own column: fonts whose characters are narrower do not pull the row apart. */
function drawRow(runs: readonly Run[], y: number): string {
  let column = 0;
  const spans: string[] = [];
  for (const { text, look } of runs) {
    const start = column;
    column += [...text].length;
    const shown = text.trimEnd();
    const lead = [...shown].length - [...shown.trimStart()].length;
    if (shown.trim() === '') continue;
    const length = [...shown].length - lead;
    const x = round(PADDING + (start + lead) * ADVANCE);
    spans.push(
      `<tspan x="${x}"${attributes(look)} textLength="${round(length * ADVANCE)}">${escaped(shown.trimStart())}</tspan>`,
    );
  }
  return spans.length === 0 ? '' : `<text y="${y}">${spans.join('')}</text>`;
}

function attributes({ bold, dim, colour }: Look): string {
  const fill = colour === undefined ? (dim ? FAINT : undefined) : COLOURS[colour];
  return `${bold ? ' font-weight="bold"' : ''}${fill === undefined ? '' : ` fill="${fill}"`}`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
