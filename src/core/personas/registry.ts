import { KithError } from '../errors.ts';
import type { Persona } from './persona.ts';
import type { Problem } from './problem.ts';

/** What is wrong with one persona file. */
export interface FileProblems {
  /** Path below the folder of personas, e.g. `alicia.json`. */
  readonly file: string;
  readonly problems: readonly Problem[];
}

export interface RegistryOptions {
  readonly personas: readonly Persona[];
  readonly problems: readonly FileProblems[];
  /** Name of the persona that answers where nothing else was chosen. */
  readonly fallback: string;
}

/** The personas of this process. Fixed once made. */
export interface Registry {
  /** @throws KithError `persona.unknown`, listing the names there are. */
  get(name: string): Persona;
  /** By name or display name, in whatever case. */
  find(name: string): Persona | undefined;
  /** In order of loading. */
  list(): readonly Persona[];
  readonly problems: readonly FileProblems[];
  /** Who answers where nothing else was chosen. @throws KithError `persona.unknown` when it did not load. */
  readonly default: Persona;
}

export function createRegistry({ personas, problems, fallback }: RegistryOptions): Registry {
  const byName = new Map<string, Persona>(personas.map((persona) => [persona.name, persona]));
  const byAnyName = new Map<string, Persona>();
  for (const persona of personas) byAnyName.set(fold(persona.displayName), persona);
  // A name counts more than another persona's display name.
  for (const persona of personas) byAnyName.set(fold(persona.name), persona);
  const list = Object.freeze([...personas]);

  const get = (name: string): Persona => {
    const persona = byName.get(name);
    if (persona !== undefined) return persona;
    const known = list.length === 0 ? 'none were loaded' : `known are ${[...byName.keys()].join(', ')}`;
    throw new KithError(
      'persona.unknown',
      `There is no persona named ${JSON.stringify(name.slice(0, 64))}; ${known}.`,
      {
        details: { persona: name.slice(0, 64), known: [...byName.keys()] },
      },
    );
  };
  return Object.freeze({
    get,
    find: (name: string) => byName.get(name) ?? byAnyName.get(fold(name)),
    list: () => list,
    problems,
    get default() {
      return get(fallback);
    },
  });
}

function fold(name: string): string {
  return name.slice(0, 200).trim().normalize('NFC').toLowerCase();
}
