import type { Persona } from '../core/personas/persona.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

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
  for (const { file, problems: found } of problems) {
    const what = found.length === 1 ? '1 problem' : `${found.length} problems`;
    const them = found.length === 1 ? 'it' : 'them';
    tools.errors.write(`${file} did not load: ${what}; npx kith validate shows ${them}\n`);
  }
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
