import { wordsIn } from '../commands/words.ts';
import { KithError } from '../errors.ts';
import { messageId } from '../ids.ts';
import { cleanText } from '../llm/clean-text.ts';
import { generate } from '../llm/generate.ts';
import type { Outgoing } from '../message.ts';
import type { Change } from '../ports/changes.ts';
import type { ModelRequest } from '../ports/language-model.ts';
import type { StoredMessage } from '../ports/records.ts';
import { deliver, type OpenSpeech, openSpeech } from './deliver.ts';
import { levelNews } from './level-news.ts';
import { sharedLimits } from './limits.ts';
import type { OpenTurn } from './open-turn.ts';
import { assertOurs } from './ours.ts';
import type { Parts } from './parts.ts';
import { prepare } from './prepare.ts';
import { unavailable } from './unavailable.ts';

/** Characters of a message shown in the log, at debug only. */
const SHOWN = 50;

/** How long each step took, ms, for the turn's log line. */
export interface ReplyTimes {
  readonly prepareMs: number;
  readonly generateMs: number;
  readonly deliverMs: number;
  readonly model: string;
  readonly failure?: string;
}

/**
 * Prepare, generate, deliver: from a loaded context to an answer that is stored and said.
 * The reply is stored before it is finalised, so that a crash in between can not make the persona forget what
 * the person may have read. Whatever the model does, something is said.
 */
export async function reply(parts: Parts, input: OpenTurn): Promise<ReplyTimes> {
  const open = openSpeech(parts, input);
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

async function answer(parts: Parts, input: OpenTurn, { speech, draft }: OpenSpeech): Promise<ReplyTimes> {
  const { store, clock, log } = parts;
  const { turn, context, language } = input;
  const { persona } = context;
  const begun = clock.now();
  log.debug(`Processing request for ${persona.name}: ${input.said.at(-1)?.text.slice(0, SHOWN) ?? ''}...`);

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
  if (text === '') text = unavailable(persona, language, input.session.userMessages - input.said.length);
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
  await speech.settled();
  await assertOurs(parts, turn);
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
function noticeFor({ person, context, language }: OpenTurn): { notice?: string; changes: Change[] } {
  const { persona, affinity } = context;
  const words = wordsIn[language];
  if (!person.isGreeted) {
    return { notice: words.notice, changes: [{ kind: 'person', person: person.id, isGreeted: true }] };
  }
  const news = levelNews(persona, affinity, language);
  if (news === undefined) return { changes: [] };
  return {
    notice: words.levelUp(persona.displayName, news.title),
    changes: [{ kind: 'told-level', person: person.id, persona: persona.name, level: news.name }],
  };
}

/** Lets the model speak, passing on what may be seen as it comes. */
async function listen(
  parts: Parts,
  { context, turn, spent }: OpenTurn,
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
