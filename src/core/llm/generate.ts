import { KithError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel, ModelRequest, Purpose, Usage } from '../ports/language-model.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import { attempt } from './attempt.ts';
import type { Breaker, Outcome } from './breaker.ts';
import type { Limits } from './limits.ts';
import { retryDelay } from './retry-delay.ts';
import { visible } from './visible.ts';

/** What one attempt at the model cost. */
export interface UsageReport {
  readonly purpose: Purpose;
  readonly model: string;
  readonly failed: boolean;
  /** As the server counted; estimated from the length where it did not say and something was said; else 0. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly ms: number;
}

export interface GenerateOptions {
  readonly model: LanguageModel;
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Log;
  readonly limits: Limits;
  /** Shared by all calls to the same model. */
  readonly breaker?: Breaker;
  /** Called once per attempt, also for failed and abandoned ones. Must not throw. */
  readonly onUsage?: (report: UsageReport) => void;
  /** Who takes part: labels like `Alicia:` are taken off the front of the answer. */
  readonly names?: readonly string[];
  /** A shorter request when the model's window is too small, or undefined to give up. Asked 3 times at most. */
  readonly onContextExceeded?: () => ModelRequest | undefined;
}

export type Spoken =
  | { readonly kind: 'text'; readonly text: string }
  /** Always last. `cutShort`: the model broke off after it had begun; what was said stands. */
  | {
      readonly kind: 'end';
      readonly finish: 'stop' | 'length';
      readonly usage: Usage;
      readonly cutShort?: boolean;
    };

/** Hidden thinking may be this many times longer than the visible answer before we stop listening. */
const THINKING_FACTOR = 16;
const MAX_TRIMS = 3;
/** Of English and Spanish prose with the usual tokenizers; near enough for a book of costs. */
const CHARACTERS_A_TOKEN = 4;

/**
 * Asks the model and passes on what a person may see, as it comes: clean of thinking, labels and control
 * tokens. Retries only while nothing has been seen; after that a failure ends the stream with `cutShort`.
 * At least one text comes before `end`.
 * @throws KithError `model.*`, or `aborted` when `signal` was.
 */
export async function* generate(
  options: GenerateOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<Spoken, void, undefined> {
  const { clock, limits, log } = options;
  const deadlineAt = clock.now() + limits.deadlineMs;
  let current = request;
  let trims = 0;
  let last: KithError | undefined;
  for (let tries = 0; ; ) {
    try {
      yield* speak(options, current, deadlineAt, signal);
      return;
    } catch (error) {
      const failure = error as KithError;
      if (failure.code === 'model.resting') throw last ?? failure;
      if (failure.code === 'model.context' && trims < MAX_TRIMS) {
        const shorter = options.onContextExceeded?.();
        if (shorter) {
          trims += 1;
          current = shorter;
          log?.info('prompt shortened for the model', { model: options.model.name, trims });
          continue;
        }
      }
      if (!failure.retryable || tries >= limits.retries) throw failure;
      const wait = retryDelay(failure, tries, limits, options.random);
      if (wait === undefined || clock.now() + wait >= deadlineAt) throw failure;
      last = failure;
      tries += 1;
      log?.info('model call retried', { model: options.model.name, code: failure.code, tries, wait });
      await pause(clock, wait, signal);
    }
  }
}

/** One attempt, from raw events to visible text. Throws only while nothing was visible, or when aborted. */
async function* speak(
  options: GenerateOptions,
  request: ModelRequest,
  deadlineAt: number,
  signal: AbortSignal,
): AsyncGenerator<Spoken, void, undefined> {
  const { model, clock, limits } = options;
  const tell = options.breaker?.admit();
  const begunAt = clock.now();
  const filter = visible({ names: options.names ?? [] });
  let outcome: Outcome = 'unknown';
  let usage: Usage = {};
  let heardLength = 0;
  let shown = 0;

  const show = function* (text: string): Generator<Spoken, void, undefined> {
    const kept = prefix(text, limits.maxCharacters - shown);
    shown += kept.length;
    if (kept !== '') yield { kind: 'text', text: kept };
  };
  try {
    for await (const event of attempt({ model, clock, limits, deadlineAt }, request, signal)) {
      if (event.kind === 'end') {
        usage = event.usage;
        yield* show(filter.end());
        if (shown === 0) throw silent(model.name, event.finish);
        outcome = 'worked';
        yield { kind: 'end', finish: event.finish, usage };
        return;
      }
      const text = event.text.slice(0, limits.maxCharacters * THINKING_FACTOR - heardLength);
      heardLength += text.length;
      const seen = filter.push(text);
      const isFull = seen.length > limits.maxCharacters - shown;
      if (seen !== '') yield* show(seen);
      if (isFull || heardLength >= limits.maxCharacters * THINKING_FACTOR) {
        if (shown === 0) throw silent(model.name, 'length');
        outcome = 'worked';
        yield { kind: 'end', finish: 'length', usage };
        return;
      }
    }
  } catch (error) {
    const failure = error as KithError;
    if (failure.retryable) outcome = 'failed';
    if (shown === 0 || failure.code === 'aborted') throw failure;
    options.log?.warn('model reply cut short', { model: model.name, code: failure.code, shown });
    yield* show(filter.end());
    yield { kind: 'end', finish: 'length', usage, cutShort: true };
  } finally {
    // A consumer that stops listening has still seen the server work.
    if (outcome === 'unknown' && shown > 0) outcome = 'worked';
    tell?.(outcome);
    const asked = request.messages.reduce((sum, message) => sum + message.content.length, 0);
    const estimate = (characters: number) =>
      heardLength > 0 ? Math.ceil(characters / CHARACTERS_A_TOKEN) : 0;
    options.onUsage?.({
      purpose: request.purpose,
      model: model.name,
      failed: outcome !== 'worked',
      promptTokens: usage.promptTokens ?? estimate(asked),
      completionTokens: usage.completionTokens ?? estimate(heardLength),
      ms: clock.now() - begunAt,
    });
  }
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (cause) {
    throw new KithError('aborted', 'The call was called off between two attempts.', { cause });
  }
}

const silent = (model: string, finish: 'stop' | 'length'): KithError =>
  new KithError(
    'model.nonsense',
    finish === 'length'
      ? `${model} used up its answer before it said anything; allow it more tokens or less thinking.`
      : `${model} ended its answer without a word.`,
    { retryable: finish === 'stop', details: { model, finish } },
  );

/** The first `length` units of a text, never ending in half a character. */
function prefix(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
