import { setTimeout as delay } from 'node:timers/promises';
import type { LanguageModel, ModelEvent, Purpose } from '../../src/core/ports/language-model.ts';

export interface QuickModelOptions {
  /** What a reply says, piece by piece. */
  readonly reply?: readonly string[];
  /** Before the first piece of a reply, and before a light answer, ms; absent: at once, without a timer. */
  readonly thinkMs?: Partial<Readonly<Record<Purpose, number>>>;
  /** Between two pieces of a reply, ms. */
  readonly paceMs?: number;
  /** Whether it says what a call used, as servers do; default true. Otherwise we count ourselves. */
  readonly reportsUsage?: boolean;
  /** Called as a call begins, and as the first piece of a reply leaves. */
  readonly onCall?: (purpose: Purpose) => void;
  readonly onFirstPiece?: () => void;
}

/** Made and finding nothing, so that our own detectors work too: the dearest case. */
const NOTHING: Readonly<Record<Exclude<Purpose, 'reply'>, string>> = {
  mood: '{"mood":null,"intensity":null}',
  facts: '{"facts":[]}',
  episode: '{"episode":null}',
  summary: '{"summary":""}',
};
/** About 40 tokens in the pieces a server sends. */
const REPLY =
  'That sounds like a day worth telling about. Sit down, have some tea, and start with the part you liked best; I will ask about the rest when you are done with it.'.match(
    /\s*\S+/g,
  )!;

const USAGE = { promptTokens: 900, completionTokens: 40 };

/** A model that costs nothing itself, so that what is left is ours. */
export function createQuickModel(options: QuickModelOptions = {}): LanguageModel {
  const { reply = REPLY, thinkMs = {}, paceMs, reportsUsage = true, onCall, onFirstPiece } = options;
  return {
    name: 'quick',
    answersQuestions: true,
    async *generate({ purpose }): AsyncGenerator<ModelEvent, void, undefined> {
      onCall?.(purpose);
      const wait = thinkMs[purpose];
      if (wait !== undefined) await delay(wait);
      if (purpose !== 'reply') yield { kind: 'text', text: NOTHING[purpose] };
      else {
        onFirstPiece?.();
        for (const [index, text] of reply.entries()) {
          if (paceMs !== undefined && index > 0) await delay(paceMs);
          yield { kind: 'text', text };
        }
      }
      yield { kind: 'end', finish: 'stop', usage: reportsUsage ? USAGE : {} };
    },
  };
}
