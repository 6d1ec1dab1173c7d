import type { Band } from '../ports/changes.ts';

/**
 * The highest band whose `min` the points have reached; below all bands, the lowest one. Bands may come in any
 * order. Throws RangeError for no bands at all: every persona has some.
 */
export function levelOf<Level extends Band>(points: number, bands: readonly Level[]): Level {
  const sorted = ascending(bands);
  const level = sorted.findLast((band) => band.min <= points) ?? sorted[0];
  if (level === undefined) throw new RangeError('A level needs at least one band.');
  return level;
}

/** The next band above the points, or undefined on the highest one. */
export function nextLevel<Level extends Band>(points: number, bands: readonly Level[]): Level | undefined {
  const current = levelOf(points, bands);
  return ascending(bands).find((band) => band.min > points && band !== current);
}

/** Share of the way from the current band to the next, 0–1; 1 on the highest. */
export function progress(points: number, bands: readonly Band[]): number {
  const next = nextLevel(points, bands);
  if (next === undefined) return 1;
  const from = levelOf(points, bands).min;
  const share = (points - from) / (next.min - from);
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

function ascending<Level extends Band>(bands: readonly Level[]): readonly Level[] {
  return bands.toSorted((a, b) => a.min - b.min);
}
