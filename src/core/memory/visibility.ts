import type { Place } from '../message.ts';
import type { Venue } from '../ports/records.ts';

/** A place, as far as deciding who may hear again what was said there needs. */
export function venueOf({ id: place, audience, community }: Place): Venue {
  return { place, audience, ...(community === undefined ? {} : { community }) };
}

/**
 * Whether what was said at `venue` may be used in `place`. What was said to few never reaches many:
 * - everything may be used where it was said;
 * - everything may be used in a direct chat, which callers guarantee is its owner's;
 * - what was said in public may be used in public and private groups of the same community (no community at all
 *   counts as one and the same);
 * - nothing else is.
 */
export function canHear(venue: Venue, place: Place): boolean {
  if (venue.place === place.id || place.audience === 'one') return true;
  return venue.audience === 'everyone' && venue.community === place.community;
}
