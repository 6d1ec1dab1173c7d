import type { Persona } from '../personas/persona.ts';
import { showTraits } from '../personas/traits.ts';
import type { Command, CommandContext } from './command.ts';

export const persona: Command = {
  name: 'persona',
  summary: { en: 'who is here, who they are, who answers you', es: 'quién hay, cómo son, quién te responde' },
  usage: '[list|info [NAME]|use NAME]',
  role: 'member',
  async run(context) {
    const { call, words, personas } = context;
    const [word = 'info', ...names] = call.args;
    const name = names.join(' ');
    if (word === 'list') return list(context);
    if (word !== 'info' && word !== 'use')
      return words.usage('/persona list · /persona info alicia · /persona use mika');

    const found = name === '' ? context.persona : personas.find(name);
    if (found === undefined) {
      const known = personas
        .list()
        .map((each) => each.name)
        .join(', ');
      return words.unknownPersona(name, known);
    }
    return word === 'info' || name === '' ? describe(found, context) : use(found, context);
  },
};

function list({ personas, persona: present, words }: CommandContext): string {
  const lines = personas.list().map((each) => {
    const here = each.name === present.name ? ` (${words.personaAnswers})` : '';
    return `- **${each.displayName}** \`${each.name}\`${here}: ${each.description}`;
  });
  return [words.personasTitle, ...lines].join('\n');
}

function describe(one: Persona, { words }: CommandContext): string {
  const { metadata } = one;
  const traits = Object.entries(one.traits).map(([trait, value]) => `${trait} ${value}`);
  const standard = Object.entries(showTraits(one)).map(([trait, value]) => `${trait} ${value}`);
  return [
    `**${one.displayName}** \`${one.name}\`: ${one.description}`,
    ...(metadata.version === undefined
      ? []
      : [words.version(metadata.version, metadata.author ?? '?', metadata.category ?? '?')]),
    `${words.levels}: ${one.levels.map((level) => `${level.name} ${level.min}+`).join(', ')}`,
    `${words.moods}: ${Object.keys(one.moods).join(', ')}`,
    ...(traits.length === 0 ? [] : [`${words.traits} (0–1): ${traits.join(', ')}`]),
    `${words.traits} (0–100): ${standard.join(', ')}`,
  ].join('\n');
}

async function use(
  chosen: Persona,
  { store, person, place, words, eventId }: CommandContext,
): Promise<string> {
  await store.apply(`command:${eventId}`, [
    { kind: 'person', person: person.id, chosen: { place: place.id, persona: chosen.name } },
  ]);
  return words.personaUses(chosen.displayName);
}
