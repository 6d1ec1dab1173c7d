import { levelOf } from '../core/affinity/level.ts';
import { levelName } from '../core/commands/level-name.ts';
import { wordsIn } from '../core/commands/words.ts';
import type { Application } from '../core/conversation/application.ts';
import type { Language } from '../core/message.ts';
import type { Persona } from '../core/personas/persona.ts';
import type { Person } from '../core/ports/records.ts';

/** How many of the last messages a returning person sees again, and how much of each, characters. */
const LAST_MESSAGES = 4;
const LONGEST = 300;

const spoken = {
  en: {
    leftOff: 'Where you left off:',
    finishing: 'Finishing what was interrupted last time…',
    help: '`/help` lists the commands, `Ctrl-C` leaves.',
    offline: (name: string) =>
      `No language model is set: ${name} answers with the offline voice, from written lines and memory. For a real one set OPENAI_API_KEY (or OPENAI_BASE_URL) and OPENAI_MODEL.`,
  },
  es: {
    leftOff: 'Donde lo dejasteis:',
    finishing: 'Terminando lo que quedó a medias la última vez…',
    help: '`/help` enumera las órdenes, `Ctrl-C` sale.',
    offline: (name: string) =>
      `No hay modelo de lenguaje: ${name} responde con la voz sin conexión, de líneas escritas y memoria. Para uno de verdad, define OPENAI_API_KEY (u OPENAI_BASE_URL) y OPENAI_MODEL.`,
  },
} as const satisfies Record<Language, unknown>;

/** What somebody sees who sits down: who is there, how close they are, where they left off, how to go on. Markdown. */
export async function welcome(
  { parts }: Application,
  person: Person,
  persona: Persona,
  language: Language,
): Promise<string> {
  const { store } = parts;
  const words = wordsIn[language];
  const points = (await store.affinity.get(person.id, persona.name))?.points ?? 0;
  const last = await store.messages.history(person.id, persona.name, LAST_MESSAGES);
  const lines = last.map(({ speaker, text }) => {
    const line = text.replace(/\s+/g, ' ');
    const shown = line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed()}…` : line;
    return `- ${speaker === 'user' ? words.you : persona.displayName}: ${shown}`;
  });
  return [
    '',
    `**${persona.displayName}** · ${levelName(levelOf(points, persona.levels), language)} · ${words.points(points)}`,
    persona.description,
    '',
    ...(lines.length === 0 ? [] : [spoken[language].leftOff, ...lines, '']),
    spoken[language].help,
  ].join('\n');
}

/** Said while turns of an earlier run are finished, which may take as long as an answer. */
export const finishingLine = (language: Language): string => spoken[language].finishing;

/** Said wherever no model is set, so that nobody takes written lines for one. */
export const offlineLine = (persona: Persona, language: Language): string =>
  spoken[language].offline(persona.displayName);
