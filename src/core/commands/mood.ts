import { relativeAge } from '../retrieval/relative-time.ts';
import type { Command } from './command.ts';

export const mood: Command = {
  name: 'mood',
  summary: { en: 'how they feel here and now', es: 'cómo se siente aquí y ahora' },
  usage: '[history]',
  role: 'member',
  async run({ call, store, person, persona, place, words, language, clock }) {
    const now = clock.now();
    if (call.args[0] === 'history') {
      const moods = await store.moods.history(person.id, persona.name, 10);
      if (moods.length === 0) return words.noSession(persona.displayName);
      const lines = moods.map(
        (past) =>
          `- ${past.label} (${percent(past.intensity)}), ${relativeAge(past.startedAt, now, language)}`,
      );
      return [words.moodHistory(persona.displayName), ...lines].join('\n');
    }
    const session = await store.sessions.latest(person.id, persona.name, place.id);
    const present = session && (await store.moods.get(session.id));
    if (present === undefined) return words.noSession(persona.displayName);
    return words.moodNow(
      persona.displayName,
      `**${present.label}**`,
      percent(present.intensity),
      relativeAge(present.startedAt, now, language),
    );
  },
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;
