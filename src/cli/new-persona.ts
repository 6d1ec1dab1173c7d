import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KithError } from '../core/errors.ts';
import { parsePersona } from '../core/personas/parse-persona.ts';
import type { Persona } from '../core/personas/persona.ts';
import { traitTemplates } from '../core/personas/trait-templates.ts';
import { rendered } from './persona-templates.ts';
import { type CliTools, DONE, type ExitCode, FAILED, WRONG_USE } from './tools.ts';

export interface NewPersona {
  readonly prompt?: string;
  readonly description?: string;
  readonly parent?: string;
  /** Id of a trait template whose values it starts with. */
  readonly traits?: string;
  /** `PERSONA/TEMPLATE`: its prompt is that template filled in. */
  readonly template?: string;
  /** `name=value` pairs for the template. */
  readonly set?: readonly string[];
}

/** Writes a new persona file to start from. Asks what is missing where somebody can answer; never overwrites. */
export async function newPersona(tools: CliTools, name: string, given: NewPersona): Promise<ExitCode> {
  const isAsked = given.prompt === undefined && given.template === undefined && tools.input.isTTY === true;
  const answers = isAsked ? { ...given, ...(await ask(name)) } : given;
  if (isAsked && answers.prompt === undefined) return FAILED;
  const directory = tools.config().personalities.dir;
  const { personas } = await tools.loadPersonas(directory);
  const prompt = promptOf(answers, personas);
  const displayName = name.charAt(0).toUpperCase() + name.slice(1);
  const file = {
    $schema: '../schema/persona.schema.json',
    schema_version: '1.1.0',
    name,
    display_name: displayName,
    description: answers.description ?? `${displayName}, who is still being written`,
    ...(answers.parent === undefined ? {} : { parent: answers.parent }),
    system_prompt: prompt ?? `You are ${displayName}. You are talking with \${user_name}.`,
    metadata: { version: '1.0.0', author: 'you', category: 'companion' },
    ...(answers.traits === undefined
      ? { advanced_parameters: { empathy: 0.6, warmth: 0.6, formality: 0.3, humor: 0.5, curiosity: 0.6 } }
      : { personality: traitsOf(answers.traits, personas) }),
    moods: { neutral: {}, shy: { modifiers: { formality: 0.1 }, on: { compliment: 0.3 } } },
    greetings: { en: ['Hello. I do not think we have met.'], es: ['Hola. Creo que no nos conocemos.'] },
  };
  const isThere = (wanted: string) =>
    personas.some((each) => each.name.toLowerCase() === wanted.toLowerCase());
  if (isThere(name)) {
    tools.errors.write(`There is a persona "${name}" already; choose another name.\n`);
    return FAILED;
  }
  const faults = parsePersona(file).errors.map(({ path, message }) => `${path}: ${message}`);
  if (answers.parent !== undefined && !isThere(answers.parent))
    faults.push(
      `parent: there is no persona "${answers.parent}"; there are ${personas.map((each) => each.name).join(', ') || 'none'}.`,
    );
  if (faults.length > 0) {
    for (const fault of faults) tools.errors.write(`${fault}\n`);
    return WRONG_USE;
  }
  const path = join(directory, `${name}.json`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    tools.errors.write(
      isTaken
        ? `${path} exists already; choose another name.\n`
        : `${path} could not be written: ${(error as Error).message}\n`,
    );
    return FAILED;
  }
  tools.output.write(
    `Successfully created new character: ${name}\n${path} is written. Try it:  npx kith chat --persona ${name}\nHow to go on: docs/writing-a-persona.md\n`,
  );
  return DONE;
}

/** The prompt that was given, or the template's text. */
function promptOf(
  { prompt, template, set = [] }: NewPersona,
  personas: readonly Persona[],
): string | undefined {
  if (prompt !== undefined || template === undefined) return prompt;
  const [persona = '', name = ''] = template.split('/');
  return rendered(personas, persona, name, set);
}

function traitsOf(id: string, personas: readonly Persona[]): Readonly<Record<string, number>> {
  try {
    return traitTemplates(personas).get(id);
  } catch (cause) {
    const known = traitTemplates(personas)
      .list()
      .map((each) => each.id);
    throw new KithError('usage.wrong', `${(cause as Error).message}; there are ${known.join(', ')}.`, {
      cause,
    });
  }
}

async function ask(name: string): Promise<NewPersona | undefined> {
  const { intro, isCancel, text } = await import('@clack/prompts');
  intro(`A new persona: ${name}`);
  const description = await text({
    message: 'In one line, who are they?',
    placeholder: 'A lighthouse keeper who writes letters to ships',
  });
  if (isCancel(description)) return undefined;
  const prompt = await text({
    message: 'What should they know about themselves? (second person: "You are …")',
    placeholder: `You are ${name}. You …`,
    validate: (value) => ((value ?? '').trim() === '' ? 'One sentence is enough to begin with.' : undefined),
  });
  if (isCancel(prompt)) return undefined;
  return { description, prompt };
}
