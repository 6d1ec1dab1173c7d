import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import type { Machine } from './machine.ts';
import { verdict } from './report.ts';
import { shortNumber } from './table.ts';

/** The figures last committed, and what they were measured on. */
export interface Baseline {
  readonly machine: Machine;
  readonly rounds: number;
  /** By id. */
  readonly figures: Readonly<Record<string, Omit<Figure, 'id'>>>;
}

const FILE = join(import.meta.dirname, '..', 'baseline.json');
const README = join(import.meta.dirname, '..', 'README.md');
const BEGIN = '<!-- figures: written by --save -->';
const END = '<!-- end of figures -->';

export function readBaseline(): Baseline | undefined {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Baseline) : undefined;
}

/**
 * Replaces the measurements that were run; the others stay if they are of the same machine. The README shows what
 * the file holds.
 */
export function saveBaseline(
  machine: Machine,
  { rounds, figures }: { readonly rounds: number; readonly figures: readonly Figure[] },
): void {
  const before = readBaseline();
  const measured = new Set(figures.map(({ id }) => measurementOf(id)));
  const kept = Object.entries(
    before?.machine.description === machine.description ? before.figures : {},
  ).filter(([id]) => !measured.has(measurementOf(id)));
  const fresh = figures.map(({ id, what, value, unit, target, better }) => {
    const short = Number(value.toPrecision(4));
    const promise = {
      ...(target === undefined ? {} : { target }),
      ...(better === undefined ? {} : { better }),
    };
    return [id, { what, value: short, unit, ...promise }] as const;
  });
  const merged = [...kept, ...fresh].sort(([one], [other]) =>
    measurementOf(one).localeCompare(measurementOf(other), 'en'),
  );
  const baseline: Baseline = { machine, rounds, figures: Object.fromEntries(merged) };
  writeFileSync(FILE, `${JSON.stringify(baseline, undefined, 2)}\n`);

  const readme = readFileSync(README, 'utf8');
  const [head, tail] = [readme.split(BEGIN)[0], readme.split(END)[1]];
  if (head === undefined || tail === undefined) throw new Error(`${BEGIN} or ${END} is gone from the README`);
  writeFileSync(README, `${head}${BEGIN}\n${shown(baseline)}${END}${tail}`);
}

const measurementOf = (id: string): string => id.split('.')[0]!;

function shown({ machine, rounds, figures }: Baseline): string {
  const rows = Object.entries(figures).map(([id, rest]) => {
    const { what, value, unit, target, better } = rest;
    const bound =
      target === undefined ? '' : `${better === 'more' ? '≥' : '≤'} ${shortNumber(target)} ${unit}`;
    return [measurementOf(id), what, `${shortNumber(value)} ${unit}`, bound, verdict({ id, ...rest })];
  });
  return `${machine.description}; medians of ${rounds} rounds.\n\n${markdownTable(rows)}\n`;
}

/** Padded as the formatter pads it, so that a new baseline needs no other run of it. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const heading = ['measurement', 'what', 'median', 'target', ''];
  const isRight = [false, false, true, true, false];
  const widths = heading.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (isRight[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join(' | ')} |\n`;
  const rule = widths.map((width, column) =>
    isRight[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [heading, rule, ...rows].map(line).join('');
}
