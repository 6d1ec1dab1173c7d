import { describe, expect, it } from 'vitest';
import { isValidMemoryContent } from '../../../src/core/personas/memory-content.ts';

describe('the content of a memory', () => {
  it('is what its type needs', () => {
    expect(isValidMemoryContent({ user: 'Hola', response: '¡Hola!' })).toBe(true);
    expect(isValidMemoryContent({ user: 'Hi', response: 'Hello', context: { previous_topics: [] } })).toBe(
      true,
    );
    expect(isValidMemoryContent({ event: 'Knowledge Base Update', details: 'New data' }, 'event')).toBe(true);
    expect(isValidMemoryContent({ announcement: 'New Feature Release', details: 'Code' }, 'broadcast')).toBe(
      true,
    );
    expect(isValidMemoryContent({ summary: 'They spoke of Max.' }, 'summary')).toBe(true);
  });

  it('is refused without it', () => {
    for (const content of [
      {},
      { user: 'Hi' },
      { user: 'Hi', response: ' ' },
      { user: 1, response: 2 },
      null,
      [],
      'x',
    ]) {
      expect(isValidMemoryContent(content)).toBe(false);
    }
    expect(isValidMemoryContent({ user: 'Hi', response: 'Hello' }, 'event')).toBe(false);
    expect(isValidMemoryContent({ user: 'Hi', response: 'Hello' }, 'constructor' as 'event')).toBe(false);
  });
});
