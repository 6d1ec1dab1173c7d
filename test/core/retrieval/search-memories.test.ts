import { describe, expect, it } from 'vitest';
import { placeId, sessionId } from '../../../src/core/ids.ts';
import type { Episode } from '../../../src/core/ports/records.ts';
import { createRecall } from '../../../src/core/retrieval/recall.ts';
import { searchMemories } from '../../../src/core/retrieval/search-memories.ts';
import { alicia, ana, keptMessages, said, start } from './kept-messages.ts';

function loss(title: string, audience: 'one' | 'everyone', importance = 9.5): Episode {
  return {
    id: title,
    person: ana,
    persona: alicia,
    session: sessionId('s1'),
    type: 'loss',
    title,
    summary: '',
    importance,
    sentiment: -0.8,
    tags: ['pet', 'Max'],
    at: start,
    venue: { place: placeId('p'), audience },
  };
}

describe('searchMemories', () => {
  it('finds the episodes and messages of a word, three of each at most, only what may be heard', async () => {
    const open = { place: placeId('p'), audience: 'everyone' } as const;
    const { messages } = keptMessages([
      said('Mi perro Max murió ayer', { venue: open }),
      said('Max, a secret'),
      ...Array.from({ length: 6 }, (_, at) => said(`Max ${at}`, { venue: open })),
    ]);
    const found = await searchMemories(
      { recall: createRecall({ store: { messages } }) },
      {
        person: ana,
        persona: alicia,
        query: 'max',
        canHear: ({ audience }) => audience === 'everyone',
        episodes: async () => [
          loss('Small', 'everyone', 2),
          loss('Pérdida de Max', 'everyone'),
          loss('Hidden', 'one'),
          loss('A', 'everyone', 3),
          loss('B', 'everyone', 4),
        ],
      },
    );
    expect(found.episodes.map(({ episode }) => episode.title)).toEqual(['Pérdida de Max', 'B', 'A']);
    expect(found.messages).toHaveLength(3);
    expect(found.messages.some(({ message }) => message.text.includes('secret'))).toBe(false);
  });

  it('finds nothing for a query without words', async () => {
    const { messages } = keptMessages([said('Max')]);
    const recall = createRecall({ store: { messages } });
    for (const query of ['', '¿?', 'the']) {
      const found = await searchMemories(
        { recall },
        {
          person: ana,
          persona: alicia,
          query,
          canHear: () => true,
          episodes: async () => [loss('Max', 'one')],
        },
      );
      expect(found).toEqual({ episodes: [], messages: [] });
    }
  });
});
