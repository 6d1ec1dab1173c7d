import { lightLimits } from '../core/conversation/limits.ts';
import type { Parts } from '../core/conversation/parts.ts';
import { askModel } from '../core/llm/structured.ts';
import { forgottenOf, mentionsForgotten } from '../core/memory/forgotten.ts';
import { summariseByRule } from '../core/memory/summarise-by-rule.ts';
import { acceptSummary, summaryQuestion } from '../core/memory/summarise-question.ts';
import { covered, narrowest, type Span, spanOf, summaryId } from '../core/memory/summarise-span.ts';
import { summariesKey } from '../core/people/keys.ts';
import type { Persona } from '../core/personas/persona.ts';
import type { UsageChange } from '../core/ports/changes.ts';
import type { Person, StoredMessage } from '../core/ports/records.ts';
import type { WaitingConversation } from '../core/ports/summaries.ts';
import { nextTry } from './backoff.ts';
import type { JobCall } from './job.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Tokens of the model's window that are not the chat, and characters a token has at least in both languages. */
const RESERVED_TOKENS = 900;
const CHARACTERS = 3;
/** Messages read for one reply, bursts included, and at all. */
const PER_REPLY = 4;
const MOST_READ = 4_000;
const IMPORTANCE = 5;

/**
 * Summarises the oldest exchanges of a conversation. A model that fails changes nothing and is asked again later;
 * without one, or when it finds nothing, the person's own lines that say most are quoted. `left`: called off meanwhile.
 */
export async function summariseConversation(
  parts: Parts,
  conversation: WaitingConversation,
  { at, signal }: Pick<JobCall, 'at' | 'signal'>,
): Promise<'summarised' | 'failed' | 'postponed' | 'left'> {
  const { store, cache, log, rules } = parts;
  const { person: id, failures } = conversation;
  const persona = parts.personas.get(conversation.persona);
  const postpone = async (ms: number) => {
    await store.summaries.postpone(conversation, { failures, until: at + ms });
    return 'postponed' as const;
  };
  const person = await store.people.get(id);
  if (!person?.isRemembered) return postpone(DAY_MS);

  const { summaryThreshold: threshold } = persona.memory;
  const limit = Math.min(MOST_READ, threshold * PER_REPLY);
  const waiting = await store.summaries.unsummarised(conversation, limit);
  const replies = waiting.filter(({ speaker }) => speaker === 'assistant').length;
  if (waiting.length < limit && replies < threshold) return postpone(HOUR_MS);
  const span = spanOf(persona.memory, {
    keepRecent: rules.memory.keepRecent,
    characters: (rules.model.contextTokens - RESERVED_TOKENS) * CHARACTERS,
  });
  const { messages, interactions } = covered(waiting, span.interactions);
  const [first] = messages;
  const last = messages.at(-1);
  const venue = narrowest(messages);
  if (first === undefined || last === undefined || venue === undefined) return postpone(DAY_MS);

  const [held, past] = await Promise.all([store.facts.ofPerson(id), store.facts.past(id)]);
  const forgotten = forgottenOf(past, held);
  const told = messages.filter((message) => !mentionsForgotten(message.text, message.at, forgotten));
  const name = summaryId(messages, told);
  const spent: UsageChange[] = [];
  let text: string;
  try {
    text = await tell(parts, { told, persona, person, span, spent, signal });
  } catch (error) {
    if (signal.aborted) return 'left';
    log.warn('Model failed', { purpose: 'summary', code: (error as { code?: string }).code, error });
    await store.apply(`${name}:${at}`, spent);
    const next = { failures: failures + 1, until: nextTry(failures + 1, at) };
    await store.summaries.postpone(conversation, next);
    return 'failed';
  }
  // What was edited or deleted while the model wrote is read again, at the next run.
  const now = await store.summaries.unsummarised(conversation, messages.length);
  if (!isSame(messages, now)) return postpone(MINUTE_MS);
  const { isNew } = await store.apply(name, [
    {
      kind: 'summary',
      summary: {
        id: name,
        person: id,
        persona: persona.name,
        text,
        interactions,
        importance: IMPORTANCE,
        beganAt: first.at,
        at: last.at,
        venue,
        sources: messages.map((message) => message.id),
      },
    },
    ...spent,
  ]);
  if (!isNew) return postpone(DAY_MS);
  await cache.delete(summariesKey(conversation));
  return 'summarised';
}

interface Telling {
  readonly told: readonly StoredMessage[];
  readonly persona: Persona;
  readonly person: Person;
  readonly span: Span;
  readonly spent: UsageChange[];
  readonly signal: AbortSignal;
}

async function tell(parts: Parts, { told, persona, person, span, spent, signal }: Telling): Promise<string> {
  const language = person.language ?? parts.rules.language.default;
  const own = () => summariseByRule(told, language);
  if (!parts.light.answersQuestions || told.length === 0) return own();
  const question = summaryQuestion({
    messages: told,
    language,
    personaName: persona.displayName,
    shown: span.shown,
  });
  const answer = await askModel({ ...lightLimits(parts, spent), model: parts.light }, question, signal);
  return acceptSummary(answer) || own();
}

function isSame(read: readonly StoredMessage[], now: readonly StoredMessage[]): boolean {
  return (
    read.length === now.length &&
    read.every(({ id, text }, index) => now[index]?.id === id && now[index].text === text)
  );
}
