import { describe, expect, it } from 'vitest';
import { isValidMemoryConfig } from '../../../src/core/personas/memory-config.ts';

describe('a memory configuration', () => {
  const valid = { max_memories: 1000, summary_threshold: 10, auto_summarize: true };

  it.each([
    [500, 50],
    [2000, 100],
    [1000, 10],
    [10, 10],
  ])('may keep %d and summarise at %d', (max_memories, summary_threshold) => {
    expect(isValidMemoryConfig({ max_memories, summary_threshold, auto_summarize: true })).toBe(true);
  });

  it.each([
    ['no configuration', undefined],
    ['null', null],
    ['a list', []],
    ['a missing field', { max_memories: 1000, summary_threshold: 10 }],
    ['a negative number', { ...valid, max_memories: -1 }],
    ['a text for a number', { ...valid, summary_threshold: '10' }],
    ['a number for a truth', { ...valid, auto_summarize: 1 }],
    ['a threshold above the maximum', { ...valid, summary_threshold: 1001 }],
    ['half a memory', { ...valid, max_memories: 10.5 }],
    ['no number', { ...valid, max_memories: Number.NaN }],
  ])('is not valid with %s', (_, config) => {
    expect(isValidMemoryConfig(config)).toBe(false);
  });
});
