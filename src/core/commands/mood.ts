import { relativeAge } from '../retrieval/relative-time.ts';
import { answer } from './answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';

const MOST = 10;

export const mood: Command = {
  name: 'mood',
  localName: 'animo',
  aliases: ['humor'],
  summary: { en: 'how they feel here and now', es: 'cómo se siente aquí y ahora' },
  usage: '[history]',
  options: [
    {
      name: 'view',
      localName: 'ver',
      summary: { en: 'the moods before this one too', es: 'también los ánimos anteriores' },
      kind: 'choice',
      choices: ['history'],
    },
  ],
  role: 'member',
  async run(context) {
    if (context.call.args[0] === 'history') return history(context);
    const { persona, words } = context;
    const present = await presentMood(context);
    if (present === undefined) return words.noSession(persona.displayName);
    return answer(present, [{ label: words.buttons.history, command: '/mood history' }]);
  },
};

/** How the persona feels towards this person in this place; undefined where they have not talked. */
export async function presentMood(context: CommandContext): Promise<string | undefined> {
  const { store, person, persona, place, words, language, clock } = context;
  const session = await store.sessions.latest(person.id, persona.name, place.id);
  const present = session && (await store.moods.get(session.id));
  return (
    present &&
    words.moodNow(
      persona.displayName,
      `**${present.label}**`,
      percent(present.intensity),
      relativeAge(present.startedAt, clock.now(), language),
    )
  );
}

async function history({
  store,
  person,
  persona,
  words,
  language,
  clock,
}: CommandContext): Promise<CommandAnswer> {
  const moods = await store.moods.history(person.id, persona.name, MOST);
  if (moods.length === 0) return words.noSession(persona.displayName);
  const lines = moods.map(
    (past) =>
      `- ${past.label} (${percent(past.intensity)}), ${relativeAge(past.startedAt, clock.now(), language)}`,
  );
  return [words.moodHistory(persona.displayName), ...lines].join('\n');
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
