import { describe, expect, it } from 'vitest';
import { scoreInteraction } from '../../../src/core/affinity/rules.ts';

const rules = { message: 1, compliment: 2, insult: -2 };

describe('points for an interaction', () => {
  it('gives a message its point', () => {
    expect(scoreInteraction('message', rules)).toEqual({
      delta: 1,
      rule: 'affinity_rules.message',
      cause: 'message',
    });
  });

  it('lets a compliment replace the point of its message', () => {
    expect(scoreInteraction('compliment', rules)).toEqual({
      delta: 2,
      rule: 'affinity_rules.compliment',
      cause: 'compliment',
    });
  });

  it('takes points for an insult', () => {
    expect(scoreInteraction('insult', rules).delta).toBe(-2);
  });

  it('treats affection as a compliment, and thanks, apologies and greetings as messages, unless ruled otherwise', () => {
    expect(scoreInteraction('affection', rules)).toEqual({
      delta: 2,
      rule: 'affinity_rules.compliment',
      cause: 'affection',
    });
    for (const kind of ['thanks', 'apology', 'greeting'] as const) {
      expect(scoreInteraction(kind, rules)).toEqual({
        delta: 1,
        rule: 'affinity_rules.message',
        cause: kind,
      });
    }
    expect(scoreInteraction('apology', { ...rules, apology: 3 })).toEqual({
      delta: 3,
      rule: 'affinity_rules.apology',
      cause: 'apology',
    });
  });

  it('gives one point where a persona has no rules, and whole points always', () => {
    expect(scoreInteraction('compliment', {}).delta).toBe(1);
    expect(scoreInteraction('message', { message: Number.NaN }).delta).toBe(1);
    expect(scoreInteraction('message', { message: 1.6 }).delta).toBe(2);
    expect(scoreInteraction('message', { message: 0 }).delta).toBe(0);
  });
});
