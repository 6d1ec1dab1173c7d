import type { AffinityChange } from '../ports/changes.ts';
import type { Affinity, AffinityEvent } from '../ports/records.ts';
import { levelOf } from './level.ts';

export interface AffinityStep {
  /** What the pair has now; undefined where they have not met. */
  readonly held: Pick<Affinity, 'points' | 'level'> | undefined;
  /** Points gained since midnight UTC of `change.at`: the sum of the positive deltas in the ledger. */
  readonly gainedToday: number;
  readonly change: AffinityChange;
}

/**
 * One row of the ledger, whatever was asked for: `after` is the new number of points, `delta` what is left of
 * the asked one once points stay whole, at 0 or above, and within the daily cap. Losses are never capped, so
 * a bad day cannot be hidden behind a spent cap. Where the cap took something, the rule is `affinity.dailyCap`.
 */
export function stepAffinity({ held, gainedToday, change }: AffinityStep): AffinityEvent {
  const before = whole(held?.points ?? 0);
  const asked = whole(change.delta);
  const room = change.dailyCap > 0 ? Math.max(0, whole(change.dailyCap - gainedToday)) : asked;
  const isCapped = asked > 0 && asked > room;
  const after = whole(Math.max(0, before + (isCapped ? room : asked)));
  const level = (points: number): string =>
    change.bands.length === 0 ? (held?.level ?? 'stranger') : levelOf(points, change.bands).name;
  return {
    id: change.id,
    person: change.person,
    persona: change.persona,
    cause: change.cause,
    rule: isCapped ? 'affinity.dailyCap' : change.rule,
    delta: after - before,
    before,
    after,
    levelBefore: level(before),
    levelAfter: level(after),
    ...(change.message === undefined ? {} : { message: change.message }),
    at: change.at,
  };
}

/** Towards zero; what is no number counts for nothing, what is beyond exact integers stays exact. */
const whole = (points: number): number => {
  if (Number.isNaN(points)) return 0;
  const truncated = Math.trunc(Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, points)));
  // −0 would differ from the 0 that comes back from a store.
  return truncated === 0 ? 0 : truncated;
};
