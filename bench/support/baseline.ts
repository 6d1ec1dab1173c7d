import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import type { Machine } from './machine.ts';

/** The figures last committed, and what they were measured on. */
export interface Baseline {
  readonly machine: Machine;
  readonly rounds: number;
  readonly full: boolean;
  readonly figures: Readonly<Record<string, number>>;
}

const FILE = join(import.meta.dirname, '..', 'baseline.json');

export function readBaseline(): Baseline | undefined {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Baseline) : undefined;
}

/** Replaces the figures that were measured; the others stay if they are of the same machine. */
export function saveBaseline(
  machine: Machine,
  { rounds, full, figures }: { rounds: number; full: boolean; figures: readonly Figure[] },
): void {
  const before = readBaseline();
  const isSame = before?.machine.description === machine.description;
  const kept = isSame ? before.figures : {};
  const measured = Object.fromEntries(figures.map(({ id, value }) => [id, Number(value.toPrecision(4))]));
  const merged = Object.entries({ ...kept, ...measured }).sort(([one], [other]) => (one < other ? -1 : 1));
  const baseline: Baseline = {
    machine,
    rounds,
    full: full || (isSame && before.full),
    figures: Object.fromEntries(merged),
  };
  writeFileSync(FILE, `${JSON.stringify(baseline, undefined, 2)}\n`);
}
