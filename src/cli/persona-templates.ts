import { KithError } from '../core/errors.ts';
import type { Persona } from '../core/personas/persona.ts';
import { renderNamedTemplate } from '../core/personas/render-named-template.ts';
import { traitTemplates } from '../core/personas/trait-templates.ts';
import { type CliTools, DONE, type ExitCode } from './tools.ts';

/** The trait templates a new persona may start from. */
export async function listTraitTemplates(
  tools: CliTools,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const { personas } = await tools.loadPersonas(tools.config().personalities.dir);
  const templates = traitTemplates(personas).list();
  if (json) tools.output.write(`${JSON.stringify(templates, null, 2)}\n`);
  else {
    for (const { id, description, traits } of templates) {
      const values = Object.entries(traits).map(([name, value]) => `${name} ${value}`);
      tools.output.write(`${id}: ${description}\n  ${values.join(', ')}\n`);
    }
  }
  return DONE;
}

/** Shows one of a persona's templates filled in with `name=value` pairs. */
export async function showTemplate(
  tools: CliTools,
  persona: string,
  template: string,
  pairs: readonly string[],
): Promise<ExitCode> {
  const { personas } = await tools.loadPersonas(tools.config().personalities.dir);
  tools.output.write(`${rendered(personas, persona, template, pairs)}\n`);
  return DONE;
}

/**
 * A template of a persona, filled in.
 * @throws KithError `persona.unknown`, `template.unknown`, `template.variable`, or `usage.wrong` for a pair that is none
 */
export function rendered(
  personas: readonly Persona[],
  name: string,
  template: string,
  pairs: readonly string[],
): string {
  const persona = personas.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (persona === undefined) {
    const known = personas.map((each) => each.name).join(', ');
    throw new KithError('persona.unknown', `There is no persona "${name}". There are: ${known}.`);
  }
  const variables = pairs.map((pair) => {
    const found = /^(\w+)=(.*)$/s.exec(pair);
    if (found === null) {
      throw new KithError(
        'usage.wrong',
        `"${pair}" sets nothing; write it as name=value, e.g. user_name=Ana.`,
      );
    }
    return [found[1]!, found[2]!] as const;
  });
  return renderNamedTemplate(persona, template, Object.fromEntries(variables));
}
