import type { Decision, Decisions } from '../commands/command.ts';
import type { PlaceId } from '../ids.ts';

export interface DecisionsOptions {
  /** Decisions kept of one place. */
  readonly perPlace?: number;
  /** Places kept; the one where nothing has happened for longest goes first. */
  readonly places?: number;
}

/** Keeps the latest decisions in memory, so that "why did nobody answer me?" has an answer. No text is kept. */
export function createDecisions({ perPlace = 50, places = 1_000 }: DecisionsOptions = {}): Decisions {
  // A Map iterates in insertion order: a place that is put back at every decision leaves the quietest first.
  const held = new Map<PlaceId, Decision[]>();
  return {
    record(place, decision) {
      const ring = held.get(place) ?? [];
      ring.push(decision);
      if (ring.length > perPlace) ring.shift();
      held.delete(place);
      held.set(place, ring);
      const [quietest] = held.keys();
      if (held.size > places && quietest !== undefined) held.delete(quietest);
    },
    of: (place) => (held.get(place) ?? []).toReversed(),
  };
}
