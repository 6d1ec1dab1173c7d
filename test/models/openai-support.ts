import { setTimeout as sleep } from 'node:timers/promises';
import type { GenerateOptions, Spoken } from '../../src/core/llm/generate.ts';
import type { Limits } from '../../src/core/llm/limits.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { LanguageModel, ModelRequest } from '../../src/core/ports/language-model.ts';

/** Sleepers of the real clock that have neither woken nor been called off. */
export interface CountedClock extends Clock {
  sleeping(): number;
}

export function countedClock(): CountedClock {
  let count = 0;
  return {
    now: () => Date.now(),
    async sleep(ms, signal) {
      count += 1;
      try {
        await sleep(ms, undefined, signal ? { signal } : {});
      } finally {
        count -= 1;
      }
    },
    sleeping: () => count,
  };
}

/** Short, so that a hang shows; long enough for two busy cores. */
export const LIMITS: Limits = {
  firstTokenMs: 600,
  stallMs: 600,
  deadlineMs: 3_000,
  retries: 1,
  retryBaseMs: 10,
  retryMaxMs: 500,
  maxCharacters: 20_000,
};

export const hello: ModelRequest = {
  purpose: 'reply',
  messages: [
    { role: 'system', content: 'You are Alicia.' },
    { role: 'user', content: 'Hola' },
  ],
  maxTokens: 200,
  temperature: 0.7,
};

export interface Heard {
  readonly text: string;
  readonly end: Extract<Spoken, { kind: 'end' }> | undefined;
  readonly error: unknown;
}

export const optionsFor = (
  model: LanguageModel,
  clock: Clock,
  more: Partial<GenerateOptions> = {},
): GenerateOptions => ({
  model,
  clock,
  random: { next: () => 0.5, id: () => 'id' },
  limits: LIMITS,
  ...more,
});

/** Everything a stream says, and how it ended. */
export async function listen(stream: AsyncIterable<Spoken>): Promise<Heard> {
  let text = '';
  let end: Heard['end'];
  try {
    for await (const event of stream) {
      if (event.kind === 'text') text += event.text;
      else end = event;
    }
    return { text, end, error: undefined };
  } catch (error) {
    return { text, end, error };
  }
}
