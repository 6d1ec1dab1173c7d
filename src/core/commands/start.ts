import type { Persona } from '../personas/persona.ts';
import { missingVariables, renderTemplate } from '../personas/templates.ts';
import { answer } from './answer.ts';
import type { Command, CommandContext } from './command.ts';
import { glance } from './glance.ts';
import { presentMood } from './mood.ts';
import { usePersona } from './persona-use.ts';

/** What somebody sees first: a platform's start button, a link that names a persona, a home page. */
export const start: Command = {
  name: 'start',
  localName: 'empezar',
  summary: { en: 'who is here, and where the two of you are', es: 'quién está aquí, y cómo va lo vuestro' },
  usage: '[PERSONA]',
  options: [
    {
      name: 'persona',
      summary: { en: 'who answers you here from now on', es: 'quién te responde aquí a partir de ahora' },
      kind: 'text',
      suggests: 'persona',
    },
  ],
  role: 'member',
  isUnlisted: true,
  async run(context) {
    // A link may carry anything: what names nobody is a plain start.
    const named = context.call.rest === '' ? undefined : context.personas.find(context.call.rest);
    const chosen = context.place.persona === undefined ? named : undefined;
    if (chosen !== undefined) await usePersona(context, { name: chosen.name, isForAll: false });

    const { affinity, personas, facts, privacy } = context.words.buttons;
    return answer(await opening({ ...context, persona: chosen ?? context.persona }), [
      { label: affinity, command: '/affinity' },
      { label: personas, command: '/persona list' },
      { label: facts, command: '/facts' },
      { label: privacy, command: '/privacy' },
    ]);
  },
};

/** The persona's first words to somebody new; to anybody else where they are with each other. */
async function opening(context: CommandContext): Promise<string> {
  const { store, person, persona, words } = context;
  if ((await store.affinity.get(person.id, persona.name)) === undefined) {
    const line = greeting(persona, context);
    return line === undefined
      ? words.personaHello(persona.displayName)
      : `**${persona.displayName}**: ${line}`;
  }
  const mood = await presentMood(context);
  return [
    words.personaAgain(persona.displayName),
    await glance(context),
    ...(mood === undefined ? [] : [mood]),
  ].join('\n');
}

/** One of the persona's greetings in the reader's language; undefined where its author wrote none that can be filled. */
function greeting(
  { greetings, displayName }: Persona,
  { language, author, random }: CommandContext,
): string | undefined {
  const variables = { bot_name: displayName, user_name: author.name };
  const lines = (greetings[language] ?? []).filter((line) => missingVariables(line, variables).length === 0);
  const line = lines[Math.floor(random.next() * lines.length)];
  return line && renderTemplate(line, variables);
}
