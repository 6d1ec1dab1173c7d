import type { Component } from './component.ts';
import type { OwnLevel, PersonaDefinition } from './definition.ts';
import { overlay } from './overlay.ts';
import type { CustomTrait, Relationship, Traits } from './persona.ts';

/** A definition with its traits on one scale and those of its parents beneath them. */
export interface Inherited extends PersonaDefinition {
  readonly traits: Traits;
}

/**
 * A child on top of its parent. The child's word counts; traits, levels, moods, templates, background and voice
 * meet by name. Its face, its file's metadata, its public life and its retirement are its own alone.
 */
export function inherit(
  parent: Inherited | undefined,
  child: PersonaDefinition,
  components: readonly Component[],
): Inherited {
  const own = ownTraits(child, components);
  if (parent === undefined) return { ...child, traits: own };
  const { displayName: _1, avatar: _2, metadata: _3, public: _4, retirement: _5, ...handed } = parent;
  const result: Record<string, unknown> = { ...handed, ...child, traits: { ...parent.traits, ...own } };
  for (const key of meetByName) {
    const merged = overlay<unknown>(parent[key], child[key]);
    if (merged !== undefined) result[key] = merged;
  }
  const levels = byKey<OwnLevel>(parent.levels, child.levels, (level) => level.name);
  if (levels !== undefined) result.levels = levels;
  const customTraits = byKey<CustomTrait>(parent.customTraits, child.customTraits, (trait) => trait.name);
  if (customTraits !== undefined) result.customTraits = customTraits;
  const relationships = byKey<Relationship>(
    parent.relationships,
    child.relationships,
    (other) => other.persona,
  );
  if (relationships !== undefined) {
    result.relationships = relationships.filter((other) => other.persona !== child.name);
  }
  return result as unknown as Inherited;
}

const meetByName = [
  'personality',
  'background',
  'moods',
  'moodPolicy',
  'affinityRules',
  'contextModifiers',
  'templates',
  'greetings',
  'unavailable',
  'voice',
  'retrieval',
  'memory',
  'decay',
  'emotions',
  'behaviors',
  'privacy',
] as const;

/** What one file states: its own words over the components it takes, 0–1 over 0–100 on a clash. */
function ownTraits(definition: PersonaDefinition, components: readonly Component[]): Traits {
  const traits: Record<string, number> = {};
  for (const { name, value } of definition.customTraits ?? []) traits[name] = value / 100;
  for (const [name, value] of Object.entries(definition.personality ?? {})) traits[name] = value / 100;
  for (const component of components) Object.assign(traits, component.traits);
  return Object.assign(traits, definition.advanced);
}

function byKey<Item>(
  base: readonly Item[] | undefined,
  over: readonly Item[] | undefined,
  keyOf: (item: Item) => string,
): readonly Item[] | undefined {
  if (base === undefined || over === undefined) return over ?? base;
  const items = new Map(base.map((item) => [keyOf(item), item]));
  for (const item of over) items.set(keyOf(item), overlay(items.get(keyOf(item)), item)!);
  return [...items.values()];
}
