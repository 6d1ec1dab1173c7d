import { KithError } from '../errors.ts';
import type { Persona } from './persona.ts';
import { renderTemplate, type Variables } from './templates.ts';

/**
 * A template of a persona, filled in.
 *
 * @throws KithError `template.unknown` listing the templates there are; `template.variable` naming what is missing.
 */
export function renderNamedTemplate(
  persona: Pick<Persona, 'name' | 'templates'>,
  name: string,
  variables: Variables,
): string {
  const text = Object.hasOwn(persona.templates, name) ? persona.templates[name] : undefined;
  if (text !== undefined) return renderTemplate(text, variables);
  const known = Object.keys(persona.templates);
  const names = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
  throw new KithError(
    'template.unknown',
    `${persona.name} has no template named ${JSON.stringify(name.slice(0, 64))}; ${names}.`,
  );
}
