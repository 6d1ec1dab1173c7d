import { KithError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel, ModelEvent, ModelRequest } from '../ports/language-model.ts';
import type { Limits } from './limits.ts';

export interface AttemptOptions {
  readonly model: LanguageModel;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'firstTokenMs' | 'stallMs'>;
  /** Epoch ms at which the whole call is over. */
  readonly deadlineAt: number;
}

/** Reason of aborts nobody sees. Without one, each abort would make an exception with a stack of its own. */
const OVER = new Error('The attempt is over.');

/**
 * One attempt under watch: the model's events, `end` last, or a KithError. It never waits longer than the
 * limits allow, even for a model that ignores its signal, and leaves no timer behind however it ends.
 * Time the consumer takes between two events does not count as a stall.
 */
export async function* attempt(
  { model, clock, limits, deadlineAt }: AttemptOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, undefined> {
  if (signal.aborted) throw aborted(signal);
  const work = new AbortController();
  const watch = new AbortController();
  let pulledAt: number | undefined;
  let isFirst = true;
  let interrupt: ((reason: KithError) => void) | undefined;

  const stop = (reason: KithError) => {
    work.abort(reason);
    interrupt?.(reason);
  };
  const onAbort = () => stop(aborted(signal));
  signal.addEventListener('abort', onAbort, { once: true });

  // One sleeping timer for the whole attempt; events only move `pulledAt`. It never sleeps past the shorter
  // limit, so a pull begun during a sleep is still looked at in time.
  const watchdog = async () => {
    for (;;) {
      const now = clock.now();
      let wait = Math.min(limits.firstTokenMs, limits.stallMs);
      if (deadlineAt > now) wait = Math.min(wait, deadlineAt - now);
      if (pulledAt !== undefined) {
        const limitAt = pulledAt + (isFirst ? limits.firstTokenMs : limits.stallMs);
        const left = Math.min(limitAt, deadlineAt) - now;
        if (left <= 0) return stop(tooSlow(model.name, limitAt, deadlineAt, isFirst));
        wait = Math.min(wait, left);
      }
      await clock.sleep(Math.max(1, wait), watch.signal);
    }
  };

  let iterator: AsyncIterator<ModelEvent> | undefined;
  const pull = (events: AsyncIterator<ModelEvent>) =>
    new Promise<IteratorResult<ModelEvent>>((resolve, reject) => {
      if (work.signal.aborted) return reject(work.signal.reason);
      const now = clock.now();
      if (now >= deadlineAt)
        return reject(tooSlow(model.name, Number.POSITIVE_INFINITY, deadlineAt, isFirst));
      pulledAt = now;
      interrupt = reject;
      events.next().then(resolve, reject);
    }).finally(() => {
      pulledAt = undefined;
      interrupt = undefined;
    });

  try {
    iterator = model.generate(request, work.signal)[Symbol.asyncIterator]();
    watchdog().catch(() => {});
    for (;;) {
      const step = await pull(iterator);
      isFirst = false;
      if (step.done) throw endless(model.name);
      yield step.value;
      if (step.value.kind === 'end') return;
    }
  } catch (error) {
    throw signal.aborted ? aborted(signal) : asKithError(error, model.name);
  } finally {
    signal.removeEventListener('abort', onAbort);
    watch.abort(OVER);
    work.abort(OVER);
    // Not awaited: a model stuck in its own await would answer `return` only when that ends.
    void (async () => iterator?.return?.())().catch(() => {});
  }
}

const aborted = (signal: AbortSignal): KithError =>
  new KithError('aborted', 'The call was called off before the model had answered.', {
    cause: signal.reason,
  });

function tooSlow(model: string, limitAt: number, deadlineAt: number, isFirst: boolean): KithError {
  const options = { retryable: true, details: { model } };
  if (deadlineAt <= limitAt) {
    return new KithError(
      'model.timeout',
      `${model} did not finish before the deadline of the call.`,
      options,
    );
  }
  return isFirst
    ? new KithError('model.timeout', `${model} did not begin to answer in time.`, options)
    : new KithError('model.stalled', `${model} fell silent in the middle of its answer.`, options);
}

const endless = (model: string): KithError =>
  new KithError('model.cut', `${model} stopped without ending its answer.`, {
    retryable: true,
    details: { model },
  });

const asKithError = (error: unknown, model: string): KithError =>
  error instanceof KithError
    ? error
    : new KithError('model.nonsense', `The driver of ${model} failed in an unforeseen way; this is a bug.`, {
        details: { model },
        cause: error,
      });
