import { levelOf } from '../affinity/level.ts';
import { wordsIn } from '../commands/words.ts';
import { KithError } from '../errors.ts';
import { messageId } from '../ids.ts';
import { cleanText } from '../llm/clean-text.ts';
import { generate } from '../llm/generate.ts';
import { renderFact } from '../memory/fact-label.ts';
import { canHear } from '../memory/visibility.ts';
import type { Language, Outgoing } from '../message.ts';
import { compilePersona } from '../personas/compile.ts';
import type { Persona } from '../personas/persona.ts';
import type { Change, UsageChange } from '../ports/changes.ts';
import type { ModelRequest } from '../ports/language-model.ts';
import type { Person, Session, StoredMessage, Turn } from '../ports/records.ts';
import { compose } from '../prompting/compose.ts';
import { gather } from '../retrieval/gather.ts';
import { readIntent } from '../retrieval/intent.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import type { Context } from './context.ts';
import { deliver, type OpenSpeech, openSpeech } from './deliver.ts';
import { sharedLimits } from './limits.ts';
import type { Parts } from './parts.ts';
import { sceneOf } from './scene.ts';

export interface ReplyInput {
  readonly turn: Turn;
  readonly session: Session;
  readonly person: Person;
  /** The person's messages being answered, oldest first. */
  readonly said: readonly StoredMessage[];
  readonly context: Context;
  readonly language: Language;
  /** Every call to a model leaves its cost here; it is applied with the turn. */
  readonly spent: UsageChange[];
}

/** How long each step took, ms, for the turn's log line. */
export interface ReplyTimes {
  readonly prepareMs: number;
  readonly generateMs: number;
  readonly deliverMs: number;
  readonly model: string;
  readonly failure?: string;
}

/**
 * Compile, gather, compose, generate, deliver: from a loaded context to an answer that is stored and said.
 * The reply is stored before it is finalised, so that a crash in between can not make the persona forget what
 * the person may have read. Whatever the model does, something is said.
 */
export async function reply(parts: Parts, input: ReplyInput): Promise<ReplyTimes> {
  const open = openSpeech(parts, input.turn, input.context.persona);
  try {
    return await answer(parts, input, open);
  } catch (error) {
    // Nothing is left "thinking…", and nothing half said, of an answer that could not be stored.
    await open.speech
      .discard()
      .catch((reason: unknown) => parts.log.warn('Answer could not be taken back', { error: reason }));
    throw error;
  }
}

async function answer(parts: Parts, input: ReplyInput, { speech, draft }: OpenSpeech): Promise<ReplyTimes> {
  const { store, clock, log } = parts;
  const { turn, context, language } = input;
  const { persona } = context;
  const begun = clock.now();

  let text = '';
  let failure: string | undefined;
  let prepared = begun;
  try {
    const request = await prepare(parts, input);
    prepared = clock.now();
    const heard = await listen(parts, input, request, speech.append);
    text = cleanText(heard.text);
    if (heard.isCutShort) text = toLastSentence(text);
  } catch (error) {
    if (error instanceof KithError && error.code === 'aborted' && parts.stopping.aborted) throw error;
    failure = error instanceof KithError ? error.code : 'unexpected';
    log.warn('Model failed', { purpose: 'reply', code: failure, error });
  }
  if (text === '') text = unavailable(persona, language, turn.openedAt);
  const generated = clock.now();

  const { notice, changes } = noticeFor(input);
  const stored: StoredMessage = {
    id: messageId(`${turn.id}:reply`),
    turn: turn.id,
    session: turn.session,
    person: turn.person,
    persona: turn.persona,
    speaker: 'assistant',
    text,
    at: clock.now(),
    venue: input.said[0]!.venue,
    platformIds: [],
  };
  await store.turns.replied(turn.id, stored, changes);
  const final: Outgoing = { ...draft, text, ...(notice === undefined ? {} : { notice }) };
  await deliver(parts, turn, speech, final);
  return {
    prepareMs: prepared - begun,
    generateMs: generated - prepared,
    deliverMs: clock.now() - generated,
    model: parts.model.name,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Kith's own line in an answer, at most one: the first contact before anything else, then a new level. */
function noticeFor({ person, context, language }: ReplyInput): { notice?: string; changes: Change[] } {
  const { persona, affinity } = context;
  const words = wordsIn[language];
  if (!person.isGreeted) {
    return { notice: words.notice, changes: [{ kind: 'person', person: person.id, isGreeted: true }] };
  }
  const news = newLevel(persona, affinity, language);
  if (news === undefined) return { changes: [] };
  return {
    notice: words.levelUp(persona.displayName, news.title),
    changes: [{ kind: 'told-level', person: person.id, persona: persona.name, level: news.name }],
  };
}

/** The level the pair has risen to and the person has not been told of. */
export function newLevel(
  persona: Persona,
  affinity: Context['affinity'],
  language: Language,
): { name: string; title: string } | undefined {
  const level = levelOf(affinity.points, persona.levels);
  const told = persona.levels.find((each) => each.name === affinity.toldLevel);
  if (told === undefined || level.min <= told.min) return undefined;
  const full = persona.levels.find((each) => each.name === level.name);
  return { name: level.name, title: full?.title?.[language] ?? level.name.replaceAll('_', ' ') };
}

async function prepare(parts: Parts, input: ReplyInput): Promise<ModelRequest> {
  const { store, rules, clock } = parts;
  const { turn, person, session, said, context, language } = input;
  const { persona, recent } = context;
  const now = clock.now();
  const text = said.map((message) => message.text).join('\n');

  const name = context.facts.find((fact) => fact.category === 'personal_info' && fact.key === 'name');
  const hears = (venue: StoredMessage['venue']) => canHear(venue, turn.place);
  const facts = context.facts.filter(
    (fact) => hears(fact.venue) && (fact.isShareable || fact.persona === persona.name),
  );
  const userName =
    name !== undefined && facts.includes(name)
      ? renderFact({ ...name, qualifier: '' }, language).text
      : turn.author.name;

  const compiled = compilePersona(persona, {
    level: levelOf(context.affinity.points, persona.levels).name,
    mood: context.mood,
    ...(turn.place.context === undefined ? {} : { context: turn.place.context }),
    preferences: person.preferences[persona.name] ?? {},
    variables: { user_name: userName, bot_name: persona.displayName },
  });
  const intent = readIntent(text, { names: { user: userName, persona: persona.displayName } });
  const recollections = await gather(
    { recall: parts.recall },
    {
      person: turn.person,
      persona: turn.persona,
      text,
      intent,
      facts,
      episodes: () => store.episodes.ofPair(turn.person, turn.persona),
      limits: {
        facts: Math.min(persona.retrieval.facts, rules.retrieval.facts),
        episodes: Math.min(persona.retrieval.episodes, rules.retrieval.episodes),
        messages: Math.min(persona.retrieval.messages, rules.retrieval.messages),
      },
      exclude: new Set([...recent, ...said].map((message) => message.id)),
      canHear: hears,
      language,
      now,
    },
  );
  const scene = sceneOf({
    compiled,
    context,
    intent,
    recollections,
    session,
    language,
    now,
    userText: text,
    ...(name !== undefined && facts.includes(name) ? { userName } : {}),
  });
  const before = recent.at(-1);
  const isNewSession = session.userMessages === said.length;
  const composition = {
    compiled,
    ...(before === undefined ? openingOf(persona, language, turn.openedAt) : {}),
    ...(before !== undefined && isNewSession ? { lastAge: relativeAge(before.at, now, 'en') } : {}),
    recollections,
    recent: recent.slice(-Math.min(persona.retrieval.recent, rules.turn.recentMessages)),
    texts: said.map((message) => message.text),
    language,
    scene,
    budget: rules.model.contextTokens - rules.model.replyTokens,
    replyTokens: rules.model.replyTokens,
    temperature: rules.model.temperature,
  };
  return compose(composition, parts.tokens);
}

function openingOf(persona: Persona, language: Language, seed: number): { readonly opening?: string } {
  const lines = persona.greetings[language] ?? [];
  const opening = lines[seed % Math.max(1, lines.length)];
  return opening === undefined ? {} : { opening };
}

/** Lets the model speak, passing on what may be seen as it comes. */
async function listen(
  parts: Parts,
  { context, turn, spent }: ReplyInput,
  request: ModelRequest,
  onText: (delta: string) => void,
): Promise<{ text: string; isCutShort: boolean }> {
  let shortened = request;
  const options = {
    ...sharedLimits(parts, spent),
    model: parts.model,
    names: [context.persona.displayName, context.persona.name, turn.author.name],
    // The server counts otherwise than we do: halve what can go, oldest turns first.
    onContextExceeded: () => {
      const [system, ...rest] = shortened.messages;
      const last = rest.pop();
      if (system === undefined || last === undefined || rest.length === 0) return undefined;
      shortened = { ...shortened, messages: [system, ...rest.slice(Math.ceil(rest.length / 2)), last] };
      return shortened;
    },
  };
  let text = '';
  for await (const event of generate(options, request, parts.stopping)) {
    if (event.kind === 'end') return { text, isCutShort: event.cutShort === true };
    text += event.text;
    onText(event.text);
  }
  return { text, isCutShort: true };
}

/** A reply that broke off reads better without its half sentence; without a whole one it says nothing. */
function toLastSentence(text: string): string {
  const whole = /^[\s\S]*[.!?…](?=\s|$|["'”»)])["'”»)]*/u.exec(text.slice(0, 20_000));
  return whole === null ? '' : whole[0];
}

/** The persona's own words for "I cannot think just now", or honest ones of ours. */
function unavailable(persona: Persona, language: Language, seed: number): string {
  const own = persona.unavailable[language] ?? [];
  const lines = own.length > 0 ? own : wordsIn[language].unavailable;
  return lines[seed % lines.length]!;
}
