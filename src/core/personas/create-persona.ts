import { KithError } from '../errors.ts';
import { parsePersona } from './parse-persona.ts';
import type { Persona } from './persona.ts';
import type { Problem } from './problem.ts';
import { type ResolveOptions, resolvePersonas } from './resolve.ts';

/**
 * A persona from what somebody typed rather than from a file; a name and a prompt are enough. `among` holds the
 * personas it may inherit from.
 *
 * @throws KithError `persona.invalid` with every problem, also when the name is taken.
 * @example createPersona({ name: 'BasicAssistant', prompt: 'You are helpful.' }).displayName // 'BasicAssistant'
 */
export function createPersona(json: unknown, among: ResolveOptions = { definitions: [] }): Persona {
  const { definition, errors } = parsePersona(json);
  if (definition === undefined) throw invalid(errors);
  const taken = among.definitions.find((each) => each.name.toLowerCase() === definition.name.toLowerCase());
  if (taken !== undefined) {
    throw new KithError(
      'persona.invalid',
      `There is a persona named ${taken.name} already; choose another name.`,
    );
  }
  const resolutions = resolvePersonas({ ...among, definitions: [...among.definitions, definition] });
  const own = resolutions.at(-1)!;
  if (own.persona === undefined) throw invalid(own.errors);
  return own.persona;
}

function invalid(problems: readonly Problem[]): KithError {
  const text = problems.map((each) => each.message).join(' ');
  return new KithError('persona.invalid', text, { details: { problems } });
}
