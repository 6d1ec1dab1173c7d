import type { PersonaName } from '../ids.ts';
import { answering } from '../people/answering.ts';
import type { Registry } from '../personas/registry.ts';
import type { Change } from '../ports/changes.ts';
import type { CommandContext } from './command.ts';

/** Who shall answer, and whom. */
export interface Use {
  readonly name: string;
  readonly isForAll: boolean;
}

/** Reads `NAME [me|here]`. A persona may itself be called that way. */
export function readUse(words: readonly string[], personas: Registry): Use {
  const name = words.join(' ');
  const where = words.at(-1)?.toLowerCase() ?? '';
  if (words.length < 2 || !/^(?:me|here|aqu[ií])$/.test(where) || personas.find(name) !== undefined)
    return { name, isForAll: false };
  return { name: words.slice(0, -1).join(' '), isForAll: where !== 'me' };
}

/**
 * Lets a persona answer one person, or by default everybody, from now on; `default` takes that back. What is chosen in a
 * thread holds in the whole channel it hangs on.
 */
export async function usePersona(context: CommandContext, { name, isForAll }: Use): Promise<string> {
  const { personas, person, place, settings, author, words } = context;
  if (isForAll && author.role !== 'admin') return words.onlyAdmins('persona use … here');
  if (place.persona !== undefined) return words.personaAlone(context.persona.displayName);
  const chosen = personas.find(name);
  const isReset = chosen === undefined && name.toLowerCase() === 'default';
  if (chosen === undefined && !isReset) {
    const known = personas.list().map((each) => each.name);
    return words.unknownPersona(name.slice(0, 60), [...known, 'default'].join(', '));
  }
  await choose(context, isForAll, chosen?.name ?? null);
  const byDefault = isForAll
    ? personas.default
    : answering(personas, { ...person, chosen: {} }, place, settings);
  const { displayName } = chosen ?? byDefault;
  return [
    isForAll ? words.personaUsesByDefault(displayName) : words.personaUses(displayName),
    ...(place.parent === undefined ? [] : [words.personaInThreads]),
  ].join(' ');
}

async function choose(
  { store, person, place, settings, eventId }: CommandContext,
  isForAll: boolean,
  persona: PersonaName | null,
): Promise<void> {
  const home = place.parent ?? place.id;
  // A thread may have a persona of its own, who took part in it first; now it is like the rest of the channel.
  const threads = settings.filter((each) => each.place !== home && each.persona !== undefined);
  const changes: readonly Change[] = isForAll
    ? [
        { kind: 'place', place: home, persona },
        ...threads.map((each): Change => ({ kind: 'place', place: each.place, persona: null })),
      ]
    : [{ kind: 'person', person: person.id, chosen: { place: home, persona } }];
  await store.apply(`command:${eventId}`, changes);
}
