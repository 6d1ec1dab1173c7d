import { levelOf } from '../affinity/level.ts';
import { compilePersona } from '../personas/compile.ts';
import type { Persona } from '../personas/persona.ts';
import { showTraits } from '../personas/traits.ts';
import type { Command, CommandContext } from './command.ts';
import { listPersonas } from './persona-list.ts';
import { readUse, usePersona } from './persona-use.ts';

export const persona: Command = {
  name: 'persona',
  localName: 'persona',
  summary: { en: 'who is here, who they are, who answers you', es: 'quién hay, cómo son, quién te responde' },
  usage: '[list|info [NAME]|state|use NAME [here]]',
  options: [
    {
      name: 'action',
      localName: 'accion',
      summary: { en: 'what to do', es: 'qué hacer' },
      kind: 'choice',
      choices: ['list', 'info', 'state', 'use'],
    },
    {
      name: 'name',
      localName: 'nombre',
      summary: {
        en: 'which persona; default: nobody in particular',
        es: 'qué persona; default: ninguna en especial',
      },
      kind: 'text',
      suggests: 'persona',
    },
    {
      name: 'where',
      localName: 'donde',
      summary: {
        en: 'me: for you (that is so anyway); here: for everybody here',
        es: 'me: para ti (así es si no se dice); here: para todos aquí',
      },
      kind: 'choice',
      choices: ['me', 'here'],
    },
  ],
  role: 'member',
  async run(context) {
    const { call, words, personas } = context;
    const [word = 'info', ...names] = call.args;
    if (word === 'list') return listPersonas(context, Number(names[0]));
    if (word === 'state') return state(context);
    if (word === 'use' && names.length > 0) return usePersona(context, readUse(names, personas));
    if (word !== 'info' && word !== 'use')
      return words.usage('/persona list · /persona info alicia · /persona state · /persona use mika');

    const name = names.join(' ');
    const found = name === '' ? context.persona : personas.find(name);
    return found === undefined ? words.unknownPersona(name, known(context)) : describe(found, context);
  },
};

/** The names there are. */
const known = ({ personas }: CommandContext): string =>
  personas
    .list()
    .map((each) => each.name)
    .join(', ');

/** The persona as it is for this person here and now: what the next reply is compiled from. */
async function state({ store, person, persona: one, place, author, words }: CommandContext): Promise<string> {
  const [affinity, session] = await Promise.all([
    store.affinity.get(person.id, one.name),
    store.sessions.latest(person.id, one.name, place.id),
  ]);
  const mood = session && (await store.moods.get(session.id));
  const { initial, initialIntensity } = one.moodPolicy;
  const compiled = compilePersona(one, {
    level: levelOf(affinity?.points ?? 0, one.levels).name,
    mood: mood ?? { label: initial, intensity: initialIntensity },
    ...(place.context === undefined ? {} : { context: place.context }),
    preferences: person.preferences[one.name] ?? {},
    variables: { user_name: author.name, bot_name: one.displayName },
  });
  return [
    `**${one.displayName}** · ${compiled.level} · ${compiled.mood.label}`,
    `${words.traits}: ${listed(compiled.traits)}`,
  ].join('\n');
}

function describe(one: Persona, { words, author }: CommandContext): string {
  const { metadata } = one;
  return [
    `**${one.displayName}** \`${one.name}\`: ${one.description}`,
    ...(metadata.version === undefined
      ? []
      : [words.version(metadata.version, metadata.author ?? '?', metadata.category ?? '?')]),
    `${words.levels}: ${one.levels.map((level) => `${level.name} ${level.min}+`).join(', ')}`,
    `${words.moods}: ${Object.keys(one.moods).join(', ')}`,
    ...(Object.keys(one.traits).length === 0 ? [] : [`${words.traits} (0–1): ${listed(one.traits)}`]),
    `${words.traits} (0–100): ${listed(showTraits(one))}`,
    // What a persona is told of itself is its author's and the operator's business.
    ...(author.role === 'admin' ? [`${words.prompt}: ${one.systemPrompt}`, ...backgroundOf(one, words)] : []),
  ].join('\n');
}

const listed = (traits: Readonly<Record<string, number>>): string =>
  Object.entries(traits)
    .map(([trait, value]) => `${trait} ${value}`)
    .join(', ');

const backgroundOf = ({ background }: Persona, words: CommandContext['words']): readonly string[] =>
  Object.keys(background).length === 0 ? [] : [`${words.background}: ${JSON.stringify(background)}`];
