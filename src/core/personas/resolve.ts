import type { Component } from './component.ts';
import type { PersonaDefinition } from './definition.ts';
import { finish } from './finish.ts';
import { type Inherited, inherit } from './inherit.ts';
import type { Persona } from './persona.ts';
import { type Problem, problem } from './problem.ts';

export interface ResolveOptions {
  /** Unique by name. */
  readonly definitions: readonly PersonaDefinition[];
  readonly components?: readonly Component[];
  /** Names of personas that exist but are not valid themselves, so that their children can be told. */
  readonly broken?: ReadonlySet<string>;
}

export interface Resolution {
  readonly name: string;
  /** Absent exactly when there are errors. */
  readonly persona?: Persona;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Merges every definition with its parents, to any depth, and its components, and fills in the defaults. One
 * resolution per definition, in their order; an unknown parent or a circle is an error that names the chain.
 */
export function resolvePersonas(options: ResolveOptions): readonly Resolution[] {
  const { definitions, components = [], broken = new Set() } = options;
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const sets = new Map(components.map((component) => [component.name, component]));

  return definitions.map((definition) => {
    const { chain, errors } = ancestry(definition, byName, broken);
    const missing = [...errors, ...chain.flatMap((link) => componentProblems(link, definition, sets))];
    if (missing.length > 0) return { name: definition.name, errors: missing, warnings: [] };
    let merged: Inherited | undefined;
    for (const link of chain.toReversed()) {
      const own = (link.components ?? []).map((name) => sets.get(name)!);
      merged = inherit(merged, link, own);
    }
    const wrong = mergedProblems(merged!);
    if (wrong.length > 0) return { name: definition.name, errors: wrong, warnings: [] };
    const persona = finish(merged!);
    return { name: definition.name, persona, errors: [], warnings: doubts(persona) };
  });
}

/** The definition, its parent, the parent's parent, … */
function ancestry(
  definition: PersonaDefinition,
  byName: ReadonlyMap<string, PersonaDefinition>,
  broken: ReadonlySet<string>,
): { readonly chain: readonly PersonaDefinition[]; readonly errors: readonly Problem[] } {
  const chain = [definition];
  const seen = new Set([definition.name]);
  for (let at = definition; at.parent !== undefined; ) {
    const trail = [...seen, at.parent].join(' → ');
    const parent = byName.get(at.parent);
    if (seen.has(at.parent)) {
      const why = `The parents go round in a circle: ${trail}.`;
      return { chain, errors: [problem('parent', definition.parent, 'a chain of parents that ends', why)] };
    }
    if (parent === undefined) {
      const why = broken.has(at.parent)
        ? `The parent ${at.parent} has errors of its own (${trail}); mend it first.`
        : `There is no persona named ${at.parent} (${trail}).`;
      return { chain, errors: [problem('parent', definition.parent, 'the name of a valid persona', why)] };
    }
    chain.push(parent);
    seen.add(parent.name);
    at = parent;
  }
  return { chain, errors: [] };
}

function componentProblems(
  link: PersonaDefinition,
  definition: PersonaDefinition,
  sets: ReadonlyMap<string, Component>,
): readonly Problem[] {
  const known = sets.size === 0 ? 'a file in components/' : `one of ${[...sets.keys()].join(', ')}`;
  return (link.components ?? []).flatMap((name, index) => {
    if (sets.has(name)) return [];
    const of = link === definition ? '' : ` of its parent ${link.name}`;
    const why = `There is no valid component named ${name}${of}; expected ${known}.`;
    return [problem(link === definition ? `components[${index}]` : 'parent', name, known, why)];
  });
}

/** Rules that hold for parent and child together. */
function mergedProblems(merged: Inherited): readonly Problem[] {
  const problems: Problem[] = [];
  if (merged.systemPrompt === undefined) {
    problems.push(problem('system_prompt', undefined, 'a text, here or in a parent'));
  }
  if (merged.levels !== undefined) {
    const names = new Map<number, string>();
    for (const { name, min } of merged.levels) {
      const other = names.get(min);
      if (other !== undefined) {
        const why = `The levels ${other} and ${name} both begin at ${min} points, one of them inherited.`;
        problems.push(problem('levels', merged.levels, 'a number of points of its own for each level', why));
      }
      names.set(min, name);
    }
    if (!names.has(0)) {
      problems.push(
        problem('levels', merged.levels, 'one level with "min": 0', 'No level begins at 0 points.'),
      );
    }
  }
  const moods = ['neutral', ...Object.keys(merged.moods ?? {})];
  const initial = merged.moodPolicy?.initial;
  if (initial !== undefined && !moods.includes(initial)) {
    problems.push(problem('mood_policy.initial', initial, `one of the moods: ${moods.join(', ')}`));
  }
  return problems;
}

/** Voice lines that nothing can ever bring up. */
function doubts(persona: Persona): readonly Problem[] {
  const levels = persona.levels.map((level) => level.name);
  const moods = Object.keys(persona.moods);
  const stray = (block: 'levels' | 'moods', known: readonly string[]) =>
    Object.keys(persona.voice[block] ?? {})
      .filter((name) => !known.includes(name))
      .map((name) => problem(['voice', block, name], name, `one of ${known.join(', ')}`));
  return [...stray('levels', levels), ...stray('moods', moods)];
}
