import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';
import type { TokenCounter } from '../core/ports/tokens.ts';

type Count = (text: string, options: { readonly disallowedSpecial: Set<string> }) => number;

/** Byte-pair merging takes quadratic time in a word: 20,000 letters without a space took 0.5 s, 500 take 2 ms. */
const PIECE = 500;
/** Longer texts are counted in samples spread over them, and the rest is inferred. */
const EXACT = 20_000;
/** Where the tokenizer cannot be loaded: characters per token in mixed English and Spanish prose. */
const CHARACTERS_PER_TOKEN = 3.6;
/** Units of text the memory of counts may hold; system prompts repeat from turn to turn. */
const REMEMBERED = 2_000_000;
/** What people write may contain the names of special tokens; they are text like any other. */
const OPTIONS = { disallowedSpecial: new Set<string>() };

/**
 * Counts in o200k_base, the encoding of current OpenAI models and close enough for others. The table (some
 * 200 ms to load) is read on the first count, or ahead of it by counting anything. Exact up to 20,000
 * characters but for words above 500 letters, an estimate beyond.
 */
export function createTokenCounter(): TokenCounter {
  const known = new LRUCache<string, number>({
    maxSize: REMEMBERED,
    sizeCalculation: (_, text) => text.length,
  });
  let tokenizer: Count | undefined;

  const exact = (text: string): number => {
    tokenizer ??= load();
    let tokens = 0;
    for (const piece of pieces(text)) tokens += tokenizer(piece, OPTIONS);
    return tokens;
  };
  return {
    count(text) {
      if (text === '') return 0;
      const before = known.get(text);
      if (before !== undefined) return before;
      const tokens = text.length <= EXACT ? exact(text) : sampled(text, exact);
      known.set(text, tokens);
      return tokens;
    },
  };
}

function load(): Count {
  try {
    const require = createRequire(import.meta.url);
    return (require('gpt-tokenizer/encoding/o200k_base') as { readonly countTokens: Count }).countTokens;
  } catch {
    return (text) => Math.ceil(text.length / CHARACTERS_PER_TOKEN);
  }
}

/** Cuts only inside words longer than a piece; else in front of a space, where no token crosses. */
function* pieces(text: string): Generator<string> {
  let at = 0;
  while (at < text.length) {
    let end = Math.min(at + PIECE, text.length);
    if (end < text.length) {
      const space = text.lastIndexOf(' ', end);
      if (space > at) end = space;
      else if (isLow(text.charCodeAt(end))) end -= 1;
    }
    yield text.slice(at, end);
    at = end;
  }
}

function sampled(text: string, exact: (text: string) => number): number {
  const samples = EXACT / PIECE;
  let tokens = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const at = Math.floor((sample * (text.length - PIECE)) / (samples - 1));
    tokens += exact(text.slice(at, at + PIECE).toWellFormed());
  }
  return Math.ceil((tokens * text.length) / EXACT);
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
