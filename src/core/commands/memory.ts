import { canHear } from '../memory/visibility.ts';
import { rating } from '../prompting/sections.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import { searchMemories } from '../retrieval/search-memories.ts';
import type { Command } from './command.ts';

export const episodes: Command = {
  name: 'episodes',
  localName: 'episodios',
  summary: { en: 'what you have been through together', es: 'lo que habéis vivido' },
  usage: '[TAG]',
  options: [
    {
      name: 'tag',
      localName: 'etiqueta',
      summary: { en: 'only those with this tag', es: 'solo los de esta etiqueta' },
      kind: 'text',
    },
  ],
  role: 'member',
  async run({ call, store, person, persona, place, words, language, clock }) {
    const tag = call.rest.toLowerCase();
    const found = (await store.episodes.ofPair(person.id, persona.name))
      .filter((episode) => canHear(episode.venue, place))
      .filter((episode) => tag === '' || episode.tags.some((each) => each.toLowerCase() === tag));
    if (found.length === 0) return words.noEpisodes;
    const lines = found
      .slice(0, 20)
      .map(
        (episode) =>
          `- **${episode.title}** · ${rating(episode.importance)} · ${relativeAge(episode.at, clock.now(), language)}`,
      );
    return [words.episodesTitle, ...lines].join('\n');
  },
};

export const history: Command = {
  name: 'history',
  localName: 'historial',
  summary: { en: 'your last messages', es: 'vuestros últimos mensajes' },
  usage: '[HOW MANY]',
  options: [
    {
      name: 'count',
      localName: 'cuantos',
      summary: { en: 'how many, 1 to 100', es: 'cuántos, de 1 a 100' },
      kind: 'number',
    },
  ],
  role: 'member',
  async run({ call, store, person, persona, place, words, language, clock }) {
    const limit = Math.min(100, Math.max(1, Math.trunc(Number(call.args[0])) || 10));
    const messages = (await store.messages.history(person.id, persona.name, limit)).filter((message) =>
      canHear(message.venue, place),
    );
    if (messages.length === 0) return words.noHistory;
    const lines = messages.map((message) => {
      const who = message.speaker === 'user' ? words.you : persona.displayName;
      return `- ${who}, ${relativeAge(message.at, clock.now(), language)}: ${message.text}`;
    });
    return [words.historyTitle, ...lines].join('\n');
  },
};

export const memory: Command = {
  name: 'memory',
  localName: 'memoria',
  summary: { en: 'search what was said and lived', es: 'buscar en lo dicho y lo vivido' },
  usage: 'search WORDS',
  options: [
    {
      name: 'action',
      localName: 'accion',
      summary: { en: 'what to do', es: 'qué hacer' },
      kind: 'choice',
      choices: ['search'],
    },
    {
      name: 'words',
      localName: 'palabras',
      summary: { en: 'what to look for', es: 'qué buscar' },
      kind: 'text',
    },
  ],
  role: 'member',
  async run({ call, store, recall, person, persona, place, words, language, clock }) {
    const query = (call.args[0] === 'search' ? call.args.slice(1) : call.args).join(' ');
    if (query === '') return words.usage('/memory search Max');
    const found = await searchMemories(
      { recall },
      {
        person: person.id,
        persona: persona.name,
        query,
        canHear: (venue) => canHear(venue, place),
        episodes: () => store.episodes.ofPair(person.id, persona.name),
      },
    );
    const now = clock.now();
    const lines = [
      ...found.episodes.map(
        ({ episode }) =>
          `- **${episode.title}** · ${rating(episode.importance)} · ${relativeAge(episode.at, now, language)}`,
      ),
      ...found.messages.map(({ message }) => {
        const who = message.speaker === 'user' ? words.you : persona.displayName;
        return `- ${who}, ${relativeAge(message.at, now, language)}: ${message.text}`;
      }),
    ];
    return lines.length === 0 ? words.foundNothing(query) : [words.foundTitle(query), ...lines].join('\n');
  },
};
