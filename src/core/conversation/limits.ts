import type { GenerateOptions } from '../llm/generate.ts';
import type { UsageChange } from '../ports/changes.ts';
import type { Parts } from './parts.ts';

/** What every call to a model goes by: the configured limits, one breaker; what it cost is added to `spent`. */
export function sharedLimits(parts: Parts, spent: UsageChange[]): Omit<GenerateOptions, 'model'> {
  const { clock, random, log, metrics, breaker } = parts;
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
    onUsage({ purpose, model: name, failed, promptTokens, completionTokens }) {
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      spent.push({ kind: 'usage', day, purpose, model: name, failed, promptTokens, completionTokens });
      metrics.count('kith.model.calls', { purpose, model: name, outcome: failed ? 'failed' : 'ok' });
      metrics.count('kith.model.tokens', { purpose, model: name, kind: 'prompt' }, promptTokens);
      metrics.count('kith.model.tokens', { purpose, model: name, kind: 'completion' }, completionTokens);
    },
  };
}

/** The same for the light questions, which get less time. */
export function lightLimits(parts: Parts, spent: UsageChange[]): Omit<GenerateOptions, 'model'> {
  const shared = sharedLimits(parts, spent);
  const { lightDeadlineMs } = parts.rules.model;
  return {
    ...shared,
    breaker: parts.lightBreaker,
    limits: {
      ...shared.limits,
      deadlineMs: lightDeadlineMs,
      firstTokenMs: Math.min(shared.limits.firstTokenMs, lightDeadlineMs),
    },
  };
}
