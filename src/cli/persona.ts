import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePersona } from '../core/personas/parse-persona.ts';
import type { Persona } from '../core/personas/persona.ts';
import { type CliTools, DONE, type ExitCode, FAILED, WRONG_USE } from './tools.ts';

interface Printed {
  readonly json?: boolean;
}

export async function listPersonas(tools: CliTools, { json = false }: Printed): Promise<ExitCode> {
  const { personas, problems } = await tools.loadPersonas(tools.config().personalities.dir);
  if (json) {
    const rows = personas.map(({ name, displayName, description, hash }) => ({
      name,
      displayName,
      description,
      hash,
    }));
    tools.output.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    const width = Math.max(0, ...personas.map(({ name }) => name.length));
    for (const { name, description } of personas)
      tools.output.write(`${name.padEnd(width)}  ${description}\n`);
  }
  for (const { file, problems: found } of problems)
    tools.errors.write(`${file} did not load: ${found.length} problem(s); npx kith validate shows them\n`);
  return problems.length === 0 ? DONE : FAILED;
}

/** The persona as it is used: parents and components merged, defaults filled in. */
export async function showPersona(
  tools: CliTools,
  name: string,
  { json = false }: Printed,
): Promise<ExitCode> {
  const { personas } = await tools.loadPersonas(tools.config().personalities.dir);
  const folded = name.trim().toLowerCase();
  const persona =
    personas.find((each) => each.name.toLowerCase() === folded) ??
    personas.find((each) => each.displayName.toLowerCase() === folded);
  if (persona === undefined) {
    tools.errors.write(
      `There is no persona "${name}". There are: ${personas.map((each) => each.name).join(', ')}.\n`,
    );
    return FAILED;
  }
  tools.output.write(json ? `${JSON.stringify(persona, null, 2)}\n` : `${sheet(persona).join('\n')}\n`);
  return DONE;
}

/** What an author wants to see of a persona at a glance. */
function sheet(persona: Persona): readonly string[] {
  const { metadata, moodPolicy } = persona;
  const pairs = (table: Readonly<Record<string, number>>) =>
    Object.entries(table)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  const rows: readonly (readonly [label: string, text: string | undefined])[] = [
    ['version', [metadata.version, metadata.author, metadata.category].filter(Boolean).join(', ')],
    ['parent', persona.parent],
    ['levels', persona.levels.map(({ name, min }) => `${name} ${min}+`).join(', ')],
    ['moods', Object.keys(persona.moods).join(', ')],
    ['begins', `${moodPolicy.initial} ${moodPolicy.initialIntensity}`],
    ['points', pairs(persona.affinityRules)],
    ['traits', pairs(persona.traits)],
    ['knows', persona.relationships.map((other) => `${other.persona} (${other.type})`).join(', ')],
    ['hash', persona.hash.slice(0, 12)],
  ];
  return [
    `${persona.displayName} (${persona.name}): ${persona.description}`,
    '',
    ...rows.flatMap(([label, text]) => (text ? [`${label.padEnd(8)} ${text}`] : [])),
    '',
    persona.systemPrompt,
    '',
    '(--json shows everything)',
  ];
}

export interface NewPersona {
  readonly prompt?: string;
  readonly description?: string;
  readonly parent?: string;
}

/** Writes a new persona file to start from. Asks what is missing where somebody can answer; never overwrites. */
export async function newPersona(tools: CliTools, name: string, given: NewPersona): Promise<ExitCode> {
  const answers = given.prompt === undefined && tools.input.isTTY === true ? await ask(name) : given;
  if (answers === undefined) return FAILED;
  const displayName = name.charAt(0).toUpperCase() + name.slice(1);
  const file = {
    $schema: '../schema/persona.schema.json',
    schema_version: '1.1.0',
    name,
    display_name: displayName,
    description: answers.description ?? `${displayName}, who is still being written`,
    ...(answers.parent === undefined ? {} : { parent: answers.parent }),
    system_prompt: answers.prompt ?? `You are ${displayName}. You are talking with \${user_name}.`,
    metadata: { version: '1.0.0', author: 'you', category: 'companion' },
    advanced_parameters: { empathy: 0.6, warmth: 0.6, formality: 0.3, humor: 0.5, curiosity: 0.6 },
    moods: { neutral: {}, shy: { modifiers: { formality: 0.1 }, on: { compliment: 0.3 } } },
    greetings: { en: ['Hello. I do not think we have met.'], es: ['Hola. Creo que no nos conocemos.'] },
  };
  const { errors } = parsePersona(file);
  if (errors.length > 0) {
    for (const { path, message } of errors) tools.errors.write(`${path}: ${message}\n`);
    return WRONG_USE;
  }
  const directory = tools.config().personalities.dir;
  const path = join(directory, `${name}.json`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    tools.errors.write(
      isThere
        ? `${path} exists already; choose another name.\n`
        : `${path} could not be written: ${(error as Error).message}\n`,
    );
    return FAILED;
  }
  tools.output.write(
    `${path} is written. Try it:  npx kith chat --persona ${name}\nHow to go on: docs/writing-a-persona.md\n`,
  );
  return DONE;
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
