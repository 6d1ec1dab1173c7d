import type { TokenCounter } from '../ports/tokens.ts';

/** Tokens a chat message costs besides its text: role and separators of the common chat templates. */
const PER_MESSAGE = 4;

/** A part of the prompt that may go, first to go first. */
export interface Trimmable<T> {
  readonly item: T;
  readonly text: string;
}

/**
 * Keeps as many `trimmable` parts, from the end of the list backwards, as fit beside `fixed` within `budget`
 * tokens. A text never has more tokens than UTF-8 bytes, so a prompt whose bytes fit is not counted at all.
 */
export function fitToBudget<T>(
  fixed: readonly string[],
  trimmable: readonly Trimmable<T>[],
  budget: number,
  tokens: TokenCounter,
): readonly T[] {
  const bytes = [...fixed, ...trimmable.map((part) => part.text)].reduce(
    (sum, text) => sum + bytesOf(text) + PER_MESSAGE,
    0,
  );
  if (bytes <= budget) return trimmable.map((part) => part.item);

  let left = budget - fixed.reduce((sum, text) => sum + tokens.count(text) + PER_MESSAGE, 0);
  const kept: T[] = [];
  for (const part of [...trimmable].reverse()) {
    left -= tokens.count(part.text) + PER_MESSAGE;
    if (left < 0) break;
    kept.unshift(part.item);
  }
  return kept;
}

const encoder = new TextEncoder();

const bytesOf = (text: string): number => encoder.encode(text).length;
