import type { GenerateOptions } from '../llm/generate.ts';
import type { Parts } from './parts.ts';

/** What every call to a model goes by: the configured limits, one breaker, one book of usage. */
export function sharedLimits(parts: Parts): Omit<GenerateOptions, 'model'> {
  const { clock, random, log, breaker, store, tokens } = parts;
  const { model } = parts.rules;
  return {
    clock,
    random,
    log,
    breaker,
    limits: {
      firstTokenMs: model.firstTokenMs,
      stallMs: model.stallMs,
      deadlineMs: model.deadlineMs,
      retries: model.retries,
      retryBaseMs: model.retryBaseMs,
      retryMaxMs: model.retryMaxMs,
      maxCharacters: model.maxReplyCharacters,
    },
    ...(parts.model.answersQuestions ? { tokens } : {}),
    onUsage(report) {
      if (!parts.model.answersQuestions) return;
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      store.usage
        .record({
          day,
          purpose: report.purpose,
          model: report.model,
          failed: report.failed,
          promptTokens: report.promptTokens,
          completionTokens: report.completionTokens,
        })
        .catch((error: unknown) => log.warn('Usage could not be recorded', { error }));
    },
  };
}

/** The same for the light questions, which get less time. */
export function lightLimits(parts: Parts): Omit<GenerateOptions, 'model'> {
  const shared = sharedLimits(parts);
  const { lightDeadlineMs } = parts.rules.model;
  return {
    ...shared,
    limits: {
      ...shared.limits,
      deadlineMs: lightDeadlineMs,
      firstTokenMs: Math.min(shared.limits.firstTokenMs, lightDeadlineMs),
    },
  };
}
