import type { PlaceId } from '../ids.ts';
import type { Persona } from '../personas/persona.ts';
import type { Registry } from '../personas/registry.ts';
import type { Person } from '../ports/records.ts';

/** Who answers a person in a place: whom they chose there, else the default. A choice that no longer loads falls back. */
export function answering(personas: Registry, person: Person, place: PlaceId): Persona {
  const chosen = person.chosen[place];
  return (chosen === undefined ? undefined : personas.find(chosen)) ?? personas.default;
}
