import type { SessionOne } from '../core/ports/version-one.ts';

export interface OldMessage {
  readonly id: string;
  readonly speaker: 'user' | 'assistant';
  readonly text: string;
  readonly at: number;
}

/** A conversation of version 1.0, as it was meant. */
export interface OldSession {
  readonly id: string;
  readonly user: string;
  readonly persona: string;
  readonly startedAt: number;
  readonly messages: readonly OldMessage[];
  /** Messages of neither side, e.g. of the system. */
  readonly skipped: number;
}

/** What holds where the session does not say. */
export interface SessionDefaults {
  readonly id: string;
  readonly user: string | undefined;
  readonly persona: string;
  /** ms. */
  readonly at: number;
}

const SPEAKERS: Readonly<Record<string, OldMessage['speaker']>> = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  bot: 'assistant',
  model: 'assistant',
};
/** Numbers below are seconds, above milliseconds: the year 5138, or March 1973. */
const SECONDS_BELOW = 1e11;

/** @throws Error in words, where it is no conversation. */
export function readSession(raw: SessionOne, defaults: SessionDefaults): OldSession {
  const context = isObject(raw.context) ? raw.context : {};
  const fields: Readonly<Record<string, unknown>> = { ...raw };
  const said = (...names: readonly string[]) =>
    names
      .flatMap((name) => [fields[name], context[name]])
      .find((value): value is string => typeof value === 'string' && value.trim() !== '');
  const id = said('session_id') ?? defaults.id;
  const startedAt = timeOf(raw.created_at ?? context.created_at) ?? defaults.at;
  let before = startedAt;
  const entries = listOf(raw.messages);
  const messages = entries.flatMap((entry, index): readonly OldMessage[] => {
    const message = isObject(entry) ? entry : undefined;
    const text = message?.content ?? message?.text ?? message?.message;
    const name = message?.speaker ?? message?.role ?? message?.sender;
    if (typeof text !== 'string' || typeof name !== 'string')
      throw new Error(`message ${index + 1} of ${id} has no speaker or no content.`);
    const speaker = SPEAKERS[name.toLowerCase()];
    if (speaker === undefined) return [];
    before = timeOf(message?.timestamp ?? message?.created_at) ?? before;
    return [
      { id: typeof message?.id === 'string' ? message.id : `${id}:${index}`, speaker, text, at: before },
    ];
  });
  return {
    id,
    user: said('user_id', 'user') ?? defaults.user ?? `imported-${id}`,
    persona: said('personality_name', 'personality', 'persona', 'character_name') ?? defaults.persona,
    startedAt: Math.min(startedAt, messages[0]?.at ?? startedAt),
    messages,
    skipped: entries.length - messages.length,
  };
}

function listOf(messages: unknown): readonly unknown[] {
  let list = messages;
  if (typeof messages === 'string') {
    try {
      list = JSON.parse(messages);
    } catch {
      // Said below.
    }
  }
  if (!Array.isArray(list)) throw new Error('its messages are not a list.');
  return list;
}

/** ms; undefined where it is no time. Without a zone it is UTC. */
function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value))
    return Math.trunc(value < SECONDS_BELOW ? value * 1000 : value);
  if (typeof value !== 'string' || value === '') return undefined;
  const hasZone = /[zZ]$|[+-]\d\d:?\d\d$/.test(value);
  const at = Date.parse(hasZone || !/\d[T ]\d/.test(value) ? value : `${value.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
