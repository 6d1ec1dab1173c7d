import { createHash } from 'node:crypto';
import type { MemoryLimits } from '../personas/persona.ts';
import type { StoredMessage, Venue } from '../ports/records.ts';

/** Characters of one message the model is shown at least; beyond that there are too many for one summary. */
const LEAST_SHOWN = 80;
const MOST_SHOWN = 600;

/** Replies a summary covers at a persona's threshold. */
export interface Span {
  readonly interactions: number;
  /** Characters of each message a model is shown. */
  readonly shown: number;
}

/**
 * How much one summary covers: the threshold less the latest ones, which stay out; at least half, so that a small
 * threshold does not make a summary of every message, and never more than the model can read (`characters`). The same
 * for the same threshold, however many wait: whoever summarises a conversation at the same time makes the same summary.
 */
export function spanOf(
  { summaryThreshold }: Pick<MemoryLimits, 'summaryThreshold'>,
  { keepRecent, characters }: { readonly keepRecent: number; readonly characters: number },
): Span {
  const kept = Math.min(keepRecent, Math.floor(summaryThreshold / 2));
  const most = Math.max(1, Math.floor(characters / (2 * LEAST_SHOWN)));
  const interactions = Math.min(summaryThreshold - kept, most);
  const shown = Math.min(MOST_SHOWN, Math.max(LEAST_SHOWN, Math.floor(characters / (2 * interactions))));
  return { interactions, shown };
}

/** The messages up to the n-th reply, oldest first; fewer when there are fewer, none behind the last reply. */
export function covered(
  messages: readonly StoredMessage[],
  interactions: number,
): { readonly messages: readonly StoredMessage[]; readonly interactions: number } {
  const replies = messages.flatMap(({ speaker }, index) => (speaker === 'assistant' ? [index] : []));
  const within = replies.slice(0, interactions);
  const end = within.at(-1);
  return { messages: end === undefined ? [] : messages.slice(0, end + 1), interactions: within.length };
}

/** Where a summary may be heard: of all that was said the smallest audience decides. */
export function narrowest(messages: readonly StoredMessage[]): Venue | undefined {
  const order: readonly Venue['audience'][] = ['one', 'members', 'everyone'];
  return messages
    .map(({ venue }) => venue)
    .toSorted((one, other) => order.indexOf(one.audience) - order.indexOf(other.audience))[0];
}

/** The name of a summary: of what it covers, and of what of it may be told. */
export function summaryId(covers: readonly StoredMessage[], told: readonly StoredMessage[]): string {
  const named = [covers.map(({ id }) => id), told.map(({ text }) => text)];
  return `summary:${createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, 32)}`;
}
