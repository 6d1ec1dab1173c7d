/** One number a measurement found, comparable between runs by its id. */
export interface Figure {
  /** `bench.what.detail`, e.g. `turn.plain.settled.p95`; stable, because the baseline is kept by it. */
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: 'µs' | 'ms' | 's' | '/s' | 'MiB' | 'KiB' | 'calls' | '×';
  /** What docs and design promise; absent where nothing is promised. */
  readonly target?: number;
  /** Default `less`. */
  readonly better?: 'less' | 'more';
}

/** How far over its target a figure is: 1 = exactly on it, below 1 = within. Undefined without a target. */
export function overTarget({ value, target, better = 'less' }: Figure): number | undefined {
  if (target === undefined) return undefined;
  if (better === 'more') return value === 0 ? Number.POSITIVE_INFINITY : target / value;
  if (target === 0) return value === 0 ? 0 : Number.POSITIVE_INFINITY;
  return value / target;
}
