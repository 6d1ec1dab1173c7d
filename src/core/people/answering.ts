import type { Place } from '../message.ts';
import type { Persona } from '../personas/persona.ts';
import type { Registry } from '../personas/registry.ts';
import type { Person, PlaceSettings } from '../ports/records.ts';

/**
 * Who answers a person in a place when nobody is called: whoever the platform's account stands for, else whom they
 * chose there or in the channel around it, else whom the place has, else the default. A choice that no longer loads
 * falls back. `settings` are of the place and what is around it, nearest first.
 */
export function answering(
  personas: Registry,
  person: Person,
  place: Pick<Place, 'id' | 'parent' | 'persona'>,
  settings: readonly PlaceSettings[] = [],
): Persona {
  const candidates = [
    place.persona,
    person.chosen[place.id],
    place.parent === undefined ? undefined : person.chosen[place.parent],
    ...settings.map(({ persona }) => persona),
  ];
  for (const name of candidates) {
    const persona = name === undefined ? undefined : personas.find(name);
    if (persona !== undefined) return persona;
  }
  return personas.default;
}
