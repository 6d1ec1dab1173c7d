import { levelOf } from '../affinity/level.ts';
import { announcementsFor } from '../community/announcements.ts';
import { renderFact } from '../memory/fact-label.ts';
import { mentionsForgotten } from '../memory/forgotten.ts';
import { retentionOf } from '../memory/tiers.ts';
import { canHear } from '../memory/visibility.ts';
import type { Language } from '../message.ts';
import { episodesKey } from '../people/keys.ts';
import { compilePersona } from '../personas/compile.ts';
import type { Persona } from '../personas/persona.ts';
import type { ModelRequest } from '../ports/language-model.ts';
import type { MemoryId } from '../ports/memory-changes.ts';
import type { StoredMessage, Venue } from '../ports/records.ts';
import { compose } from '../prompting/compose.ts';
import { quoteLine } from '../prompting/sections.ts';
import { gather, type Recollections } from '../retrieval/gather.ts';
import { readIntent } from '../retrieval/intent.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import type { Context } from './context.ts';
import { ownWords } from './heard.ts';
import type { OpenTurn } from './open-turn.ts';
import type { Parts } from './parts.ts';
import { fetchPictures } from './pictures.ts';
import { readThrough } from './read-through.ts';
import { sceneOf } from './scene.ts';

/** Compile, gather, compose: from a loaded context to what the model is asked. */
export async function prepare(parts: Parts, input: OpenTurn): Promise<ModelRequest> {
  const { store, rules, clock, recall, tokens } = parts;
  const { turn, person, session, said, context, language, along } = input;
  const { persona } = context;
  const now = clock.now();
  // What is looked for and felt is in their own words, not in the name of a file.
  const text = said.map((message) => ownWords(message.text)).join('\n');
  const hears = (venue: Venue) => canHear(venue, turn.place);
  const isKept = (said: string, at: number) => !mentionsForgotten(said, at, context.forgotten);
  const window = context.recent.slice(-Math.min(persona.retrieval.recent, rules.turn.recentMessages));
  const recent = window.filter((message) => isKept(message.text, message.at));

  const told = toldName(context, language);
  const userName = told ?? turn.author.name;
  const compiled = compilePersona(persona, {
    level: levelOf(context.affinity.points, persona.levels).name,
    mood: context.mood,
    ...(turn.place.context === undefined ? {} : { context: turn.place.context }),
    preferences: person.preferences[persona.name] ?? {},
    variables: { user_name: userName, bot_name: persona.displayName },
  });

  const intent = readIntent(text, { names: { user: userName, persona: persona.displayName } });
  const [gathered, images, announced] = await Promise.all([
    gather(
      { recall },
      {
        person: turn.person,
        persona: turn.persona,
        text,
        intent,
        facts: context.facts,
        episodes: async () => {
          const load = () => store.episodes.ofPair(turn.person, turn.persona);
          return (await readThrough(parts, { episodes: { key: episodesKey(turn), load } })).episodes;
        },
        limits: {
          facts: Math.min(persona.retrieval.facts, rules.retrieval.facts),
          episodes: Math.min(persona.retrieval.episodes, rules.retrieval.episodes),
          messages: Math.min(persona.retrieval.messages, rules.retrieval.messages),
          summaries: rules.retrieval.summaries,
        },
        summaries: context.summaries,
        place: turn.place.id,
        retentionOf: (memory) => retentionOf(memory, persona.decay, now),
        exclude: new Set([...window, ...said].map((message) => message.id)),
        canHear: hears,
        language,
        now,
      },
    ),
    fetchPictures(parts, turn, along?.attachments ?? []),
    announcementsFor(parts, turn.persona, turn.place),
  ]);

  const recollections = {
    facts: gathered.facts,
    episodes: gathered.episodes.filter(({ episode }) =>
      isKept(`${episode.title} ${episode.summary}`, episode.at),
    ),
    summaries: gathered.summaries.filter(({ summary }) => isKept(summary.text, summary.at)),
    messages: gathered.messages.filter(({ message }) => isKept(message.text, message.at)),
  };
  input.recalled?.push(...askedFor(recollections));

  const scene = sceneOf({
    compiled,
    context: { ...context, recent: recent.map(inOwnWords) },
    intent,
    recollections,
    session,
    language,
    now,
    userText: text,
    ...(told === undefined ? {} : { userName: told }),
  });
  const before = recent.at(-1);
  const isNewSession = session.userMessages === said.length;
  return compose(
    {
      compiled,
      recollections,
      announcements: announced.map(({ content, at }) => ({
        announcement: wordsOf(content.announcement),
        details: wordsOf(content.details),
        age: relativeAge(at, now, 'en'),
      })),
      recent,
      texts: said.map(({ id, text: words }) => quoteLine(along?.quotes.get(id) ?? {}) + words),
      ...(images.length === 0 ? {} : { images }),
      isUnseen: images.length === 0 && said.some((message) => ownWords(message.text) !== message.text),
      language,
      scene,
      ...(before === undefined ? openingOf(persona, language, turn.openedAt) : {}),
      ...(before !== undefined && isNewSession ? { lastAge: relativeAge(before.at, now, 'en') } : {}),
      budget: rules.model.contextTokens - rules.model.replyTokens,
      replyTokens: rules.model.replyTokens,
      temperature: rules.model.temperature,
    },
    tokens,
  );
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What is as fresh as at first when it was told because they asked. */
function askedFor({
  episodes,
  summaries,
}: Pick<Recollections, 'episodes' | 'summaries'>): readonly MemoryId[] {
  return [
    ...episodes.map(({ episode: { id } }) => ({ kind: 'episode' as const, id })),
    ...summaries
      .filter(({ isAsked }) => isAsked)
      .map(({ summary: { id } }) => ({ kind: 'summary' as const, id })),
  ];
}

/** The name they gave themselves, where it may be used. */
function toldName({ facts }: Context, language: Language): string | undefined {
  const name = facts.find((fact) => fact.category === 'personal_info' && fact.key === 'name');
  return name && renderFact({ ...name, qualifier: '' }, language).text;
}

/** A line of the persona's own to begin with, when the two meet for the first time. */
function openingOf(persona: Persona, language: Language, seed: number): { readonly opening?: string } {
  const lines = persona.greetings[language] ?? [];
  const opening = lines[seed % Math.max(1, lines.length)];
  if (opening === undefined) return {};
  return { opening: opening.replaceAll('${bot_name}', persona.displayName) };
}

/** Without the names of files, for a voice that would say them. */
const inOwnWords = (message: StoredMessage): StoredMessage => ({
  ...message,
  text: ownWords(message.text) || message.text,
});
