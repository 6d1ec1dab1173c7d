import { freeze } from './freeze.ts';
import type { Persona } from './persona.ts';

/** A ready-made set of traits to start a persona from. */
export interface TraitTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** 0–100, those the template declares. */
  readonly traits: Readonly<Record<string, number>>;
}

export interface TraitTemplates {
  /** The traits of a template, 0–100. @throws Error `Template <id> not found`. */
  get(id: string): Readonly<Record<string, number>>;
  list(): readonly TraitTemplate[];
}

/**
 * The trait templates among the personas: those with a `personality` block and the category `template`. A file
 * put into the folder is a template more.
 *
 * @example traitTemplates(personas).get('friendly-assistant').empathy // 85
 */
export function traitTemplates(personas: readonly Persona[]): TraitTemplates {
  const templates = personas
    .filter(
      (persona) => persona.metadata.category === 'template' && Object.keys(persona.personality).length > 0,
    )
    .map(({ name, displayName, description, personality }) =>
      freeze({ id: String(name), name: displayName, description, traits: personality }),
    );
  const byId = new Map(templates.map((template) => [template.id, template]));
  return Object.freeze({
    get(id: string) {
      const template = byId.get(id);
      if (template === undefined) throw new Error(`Template ${id} not found`);
      return template.traits;
    },
    list: () => templates,
  });
}
