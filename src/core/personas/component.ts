import { z } from 'zod';
import { checkFile } from './check-file.ts';
import { freeze } from './freeze.ts';
import type { Traits } from './persona.ts';
import type { Problem } from './problem.ts';
import { part } from './schema-parts.ts';

/** A reusable set of traits that personas name under `components`. */
export interface Component {
  readonly name: string;
  readonly traits: Traits;
}

const componentSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  name: part.personaName(),
  description: part.text().exactOptional(),
  advanced_parameters: part.traits().exactOptional(),
  traits: part.traits().exactOptional(),
});

/** Reads a component file: `{ "name": "…", "advanced_parameters": { … } }`. Never throws. */
export function parseComponent(json: unknown): {
  readonly component?: Component;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
} {
  const { value, errors, warnings } = checkFile(componentSchema, json);
  if (value === undefined) return { errors, warnings };
  const component = { name: value.name, traits: { ...value.traits, ...value.advanced_parameters } };
  return { component: freeze(component), errors, warnings };
}
