import type { Registry } from '../personas/registry.ts';
import { traitWords } from '../personas/trait-words.ts';
import type { CommandOption } from './command.ts';

/** Most that a platform shows at once. */
const MOST = 25;
/** Longest thing a platform shows or takes back, characters. */
const LONGEST = 100;

/** What may be offered, and by which other name it is found too. */
interface Candidate {
  readonly value: string;
  readonly name?: string;
}

/**
 * What is offered while somebody types an option: at most 25, those that begin with what was typed before those that
 * contain it, whatever the case and the accents. An option nothing can be said about gets nothing. Never throws.
 */
export function suggest(personas: Registry): (option: CommandOption, typed: string) => string[] {
  const known: Readonly<Record<NonNullable<CommandOption['suggests']>, readonly Candidate[]>> = {
    persona: personas.list().map(({ name, displayName }) => ({ value: name, name: displayName })),
    trait: traitNames(personas).map((value) => ({ value })),
  };
  return ({ choices, suggests }, typed) => {
    const offered: readonly Candidate[] =
      choices?.map((value) => ({ value })) ?? (suggests === undefined ? [] : known[suggests]);
    const short = offered.filter(({ value }) => value.length <= LONGEST);
    const wanted = fold(typed);
    const has = (test: (text: string) => boolean) => (candidate: Candidate) =>
      test(fold(candidate.value)) || test(fold(candidate.name ?? ''));
    const begins = has((text) => text.startsWith(wanted));
    const contains = has((text) => text.includes(wanted));
    return [...short.filter(begins), ...short.filter((each) => !begins(each) && contains(each))]
      .slice(0, MOST)
      .map(({ value }) => value);
  };
}

/** Traits the personas have, most common first, then the other ones Kith has words for. */
function traitNames(personas: Registry): readonly string[] {
  const counts = new Map<string, number>();
  for (const { traits } of personas.list())
    for (const trait of Object.keys(traits)) counts.set(trait, (counts.get(trait) ?? 0) + 1);
  const had = [...counts].toSorted(([, left], [, right]) => right - left).map(([trait]) => trait);
  const spelt = new Set(had.map((trait) => trait.replace(/[_\-\s]/g, '').toLowerCase()));
  return [...had, ...[...traitWords.keys()].filter((trait) => !spelt.has(trait))];
}

const fold = (text: string): string =>
  text.slice(0, LONGEST).trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
