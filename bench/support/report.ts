import type { Figure } from './figure.ts';
import { overTarget } from './figure.ts';
import { shortNumber, table } from './table.ts';

/** Hands a round's figures to the runner that started this process; started by hand, prints them. */
export function report(figures: readonly Figure[]): void {
  if (process.send !== undefined) {
    process.send({ figures });
    return;
  }
  const rows = figures.map((figure) => [
    figure.what,
    `${shortNumber(figure.value)} ${figure.unit}`,
    figure.target === undefined ? '' : `${shortNumber(figure.target)} ${figure.unit}`,
    verdict(figure),
  ]);
  process.stdout.write(table([['what', 'measured', 'target', ''], ...rows], [1, 2]));
}

/** `ok`, `over`, or nothing where nothing is promised. */
export function verdict(figure: Figure): '' | 'ok' | 'over' {
  const over = overTarget(figure);
  return over === undefined ? '' : over <= 1 ? 'ok' : 'over';
}
