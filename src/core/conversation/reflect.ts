import { classifyInteraction, type Interaction } from '../affinity/interaction.ts';
import type { MessageId } from '../ids.ts';
import type { Question } from '../llm/question.ts';
import { askModel } from '../llm/structured.ts';
import { type EpisodeDraft, episodeQuestion } from '../memory/ask-episode.ts';
import { type AcceptedFact, acceptFacts, factsQuestion } from '../memory/ask-facts.ts';
import { findEpisode } from '../memory/episode-rules.ts';
import { findFacts } from '../memory/fact-patterns.ts';
import { mentionsForgotten } from '../memory/forgotten.ts';
import { looksLikeFact } from '../memory/looks-like-fact.ts';
import { moodQuestion, readMoodAnswer } from '../mood/ask-mood.ts';
import { detectMood } from '../mood/detect.ts';
import type { StoredMessage } from '../ports/records.ts';
import { stems } from '../retrieval/words.ts';
import { ownWords } from './heard.ts';
import { lightLimits } from './limits.ts';
import type { OpenTurn } from './open-turn.ts';
import type { Parts } from './parts.ts';

/** A fact to keep, or one that no longer holds. */
export interface LearnedFact {
  readonly found: AcceptedFact & { readonly ends?: boolean };
  readonly source: 'model' | 'pattern';
  /** Which of the messages told it. */
  readonly message: StoredMessage;
}

/** Something worth remembering, and the person's messages it was read from. */
export interface ReadEpisode extends EpisodeDraft {
  readonly sources: readonly MessageId[];
}

/** What a turn taught, before any of it is applied. A part that failed or found nothing is empty. */
export interface Reflection {
  /** One per message of the person, in order. */
  readonly interactions: readonly { readonly message: StoredMessage; readonly interaction: Interaction }[];
  readonly mood?: { readonly label: string; readonly intensity: number };
  readonly facts: readonly LearnedFact[];
  readonly episode?: ReadEpisode;
  /** The model failed to say whether there was an episode, and our own rules saw none. */
  readonly isLookMissed?: boolean;
}

/** Reason for calling the deadline off; made once, because an abort without one makes an exception each time. */
const DONE = new Error('The reflection is done.');

/**
 * Facts, mood and episode in parallel, interactions by rule. With a model each is one light question; where it
 * fails, finds nothing or is not there, our own detectors decide. Each part fails alone, and all of it ends
 * within the reflection's deadline. Of what was only edited (`isRevised`) nobody's mood changes, nor is there another
 * look for an episode.
 */
export async function reflect(
  parts: Parts,
  input: OpenTurn,
  { isRevised = false }: { readonly isRevised?: boolean } = {},
): Promise<Reflection> {
  const { said } = input;
  const interactions = said.map((message) => ({ message, interaction: classifyInteraction(message.text) }));
  return withinDeadline(parts, input, async (ask) => {
    const [facts, mood, episode] = await Promise.all([
      alone('facts', () => learnFacts(parts, input, ask), []),
      isRevised ? undefined : alone('mood', () => feel(parts, input, interactions, ask), undefined),
      isRevised ? undefined : alone('episode', () => lookBack(parts, input, ask), undefined),
    ]);
    return {
      interactions,
      facts,
      ...(mood === undefined ? {} : { mood }),
      ...(episode === undefined ? {} : episode === 'missed' ? { isLookMissed: true } : { episode }),
    };
  });

  async function alone<T>(part: string, work: () => Promise<T>, nothing: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      parts.log.error('Reflection failed', { part, turn: input.turn.id, error });
      return nothing;
    }
  }
}

/** What the messages an episode was read from still tell, when one of them was taken back. */
export async function readAgain(
  parts: Parts,
  input: OpenTurn,
  window: readonly StoredMessage[],
): Promise<ReadEpisode | undefined> {
  const read = await withinDeadline(parts, input, (ask) => readEpisode(parts, input, window, ask));
  return read === 'missed' ? undefined : read;
}

/** Lets work ask the light model until the reflection's deadline or a stop. */
async function withinDeadline<T>(
  parts: Parts,
  { spent }: OpenTurn,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, parts.stopping]);
  const timer = new AbortController();
  parts.clock.sleep(parts.rules.reflect.deadlineMs, timer.signal).then(
    () => over.abort(),
    () => {},
  );
  try {
    return await work((question) =>
      askModel({ ...lightLimits(parts, spent), model: parts.light }, question, signal),
    );
  } finally {
    timer.abort(DONE);
  }
}

type Ask = <T>(question: Question<T>) => Promise<T>;

async function learnFacts(
  parts: Parts,
  { said, person, context, language }: OpenTurn,
  ask: Ask,
): Promise<Reflection['facts']> {
  if (!person.isRemembered) return [];
  const telling = said.filter((message) => looksLikeFact(message.text));
  if (telling.length === 0) return [];
  const text = telling.map((message) => message.text).join('\n');
  const own = telling.flatMap((message) =>
    findFacts(message.text).map((found) => ({ found, source: 'pattern' as const, message })),
  );
  if (!parts.light.answersQuestions) return own;

  const answer = await answered(parts, 'facts', () =>
    ask(factsQuestion({ userText: text, knownFacts: context.facts, language })),
  );
  const learned = answer === undefined ? [] : acceptFacts(answer, text);
  if (learned.length === 0) return own;
  // That something no longer holds is read by our own rules in any case: a model asked for facts seldom says it.
  return [
    ...own.filter(({ found }) => found.ends === true),
    ...learned.map((found) => ({ found, source: 'model' as const, message: tellerOf(found, telling) })),
  ];
}

/** The latest message that has the words of a fact, or the latest of all: a value may be a paraphrase. */
function tellerOf({ value }: AcceptedFact, telling: readonly StoredMessage[]): StoredMessage {
  const wanted = stems(typeof value === 'string' ? value : JSON.stringify(value));
  const teller = telling.findLast(({ text }) => {
    const there = new Set(stems(text));
    return wanted.length > 0 && wanted.every((stem) => there.has(stem));
  });
  return teller ?? telling.at(-1)!;
}

async function feel(
  parts: Parts,
  { said, context, language }: OpenTurn,
  interactions: Reflection['interactions'],
  ask: Ask,
): Promise<Reflection['mood']> {
  const { persona, mood } = context;
  if (parts.light.answersQuestions) {
    const labels = Object.entries(persona.moods).map(([label, { describe }]) => ({
      label,
      ...(describe === undefined ? {} : { describe }),
    }));
    const question = moodQuestion({
      personaName: persona.displayName,
      labels,
      current: mood,
      userText: said.map((message) => message.text).join('\n'),
      language,
    });
    const answer = await answered(parts, 'mood', () => ask(question));
    const read = answer === undefined ? 'nothing' : readMoodAnswer(answer, Object.keys(persona.moods));
    if (read === 'unknown-label') return undefined;
    if (read !== 'nothing') return read;
  }
  // The latest message that moves anything sets the mood, as it would with one message at a time.
  for (const { message, interaction } of [...interactions].reverse()) {
    const found = detectMood(message.text, persona.moods, { interaction: interaction.kind });
    if (found !== undefined) return found;
  }
  return undefined;
}

async function lookBack(
  parts: Parts,
  input: OpenTurn,
  ask: Ask,
): Promise<ReadEpisode | 'missed' | undefined> {
  const { said, session, person, context } = input;
  const every = parts.rules.memory.episodeEvery;
  const before = session.userMessages - said.length;
  if (!person.isRemembered || Math.floor(session.userMessages / every) <= Math.floor(before / every))
    return undefined;

  // Both sides of the last `every` messages; a little more than enough, because a burst has one reply.
  const recent = await parts.store.messages.recent(session, every * 2);
  const window = recent.filter(({ text, at }) => !mentionsForgotten(text, at, context.forgotten));
  return readEpisode(parts, input, window, ask);
}

async function readEpisode(
  parts: Parts,
  { context, language }: OpenTurn,
  window: readonly StoredMessage[],
  ask: Ask,
): Promise<ReadEpisode | 'missed' | undefined> {
  let isMissed = false;
  const sources = window.filter(({ speaker }) => speaker === 'user').map(({ id }) => id);
  if (parts.light.answersQuestions) {
    const answer = await answered(parts, 'episode', () =>
      ask(episodeQuestion({ messages: window, language, personaName: context.persona.displayName })),
    );
    if (answer?.episode) return { ...answer.episode, sources };
    isMissed = answer === undefined;
  }
  const found = findEpisode(window.map((message) => ({ ...message, text: ownWords(message.text) })));
  if (found === undefined) return isMissed ? 'missed' : undefined;
  return { ...found, sources };
}

/** A model's answer, or undefined when it failed: our own detectors take over then. */
async function answered<T>(parts: Parts, purpose: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    parts.log.warn('Model failed', { purpose, code: (error as { code?: string }).code, error });
    return undefined;
  }
}
