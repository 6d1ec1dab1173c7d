import type { Figure } from './figure.ts';
import { quantile } from './quantile.ts';

export interface DistributionOptions {
  readonly id: string;
  readonly what: string;
  readonly unit: Figure['unit'];
  readonly samples: readonly number[];
  /** Targets of p50 and p95. */
  readonly targets?: { readonly p50?: number; readonly p95?: number };
}

/** p50 and p95 of the samples as two figures. */
export function distribution({
  id,
  what,
  unit,
  samples,
  targets = {},
}: DistributionOptions): readonly Figure[] {
  return (
    [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const
  ).map(([name, share]) => ({
    id: `${id}.${name}`,
    what: `${what}, ${name}`,
    unit,
    value: quantile(samples, share),
    ...(targets[name] === undefined ? {} : { target: targets[name] }),
  }));
}
