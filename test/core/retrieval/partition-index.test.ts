import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPartitionIndex,
  type IndexedMessage,
  type PartitionIndex,
} from '../../../src/core/retrieval/partition-index.ts';
import { stems } from '../../../src/core/retrieval/words.ts';

const start = Date.UTC(2026, 0, 5);

function message(position: number, text: string, fields: Partial<IndexedMessage> = {}): IndexedMessage {
  return {
    id: `m${position}`,
    session: 's',
    speaker: 'user',
    text,
    at: start + position * 60_000,
    ...fields,
  };
}

function indexOf(messages: readonly IndexedMessage[]): PartitionIndex {
  const index = createPartitionIndex();
  for (const each of messages) index.add(each);
  return index;
}

function best(index: PartitionIndex, text: string, about?: 'user' | 'assistant'): number | undefined {
  return index.search(stems(text), { limit: 1, about })[0]?.position;
}

describe('createPartitionIndex', () => {
  it('finds nothing in an empty talk, for no words and for unknown words', () => {
    expect(createPartitionIndex().search(['max'], { limit: 5 })).toEqual([]);
    const index = indexOf([message(0, 'Mi perro Max murió ayer')]);
    expect(index.search([], { limit: 5 })).toEqual([]);
    expect(index.search(stems('submarine'), { limit: 5 })).toEqual([]);
    expect(index.search(stems('Max'), { limit: 0 })).toEqual([]);
  });

  it('finds other forms of the words that were said', () => {
    const index = indexOf([
      message(0, 'I went hiking with Clara', { session: 'a' }),
      message(1, 'Ayer murió mi perrito', { session: 'b' }),
      message(2, 'We adopted a cat', { session: 'c' }),
    ]);
    expect(best(index, 'who goes on hikes')).toBe(0);
    expect(best(index, '¿cuándo se murieron los perros?')).toBe(1);
    expect(best(index, 'the adoption')).toBe(2);
  });

  it('finds an answer by the question before it', () => {
    const index = indexOf([
      message(0, '¿Qué instrumento tocas?', { speaker: 'assistant', session: 'a' }),
      message(1, 'La guitarra', { session: 'a' }),
      message(2, 'Hace calor', { session: 'b' }),
    ]);
    const found = index
      .search(stems('qué instrumento'), { limit: 3, about: 'user' })
      .map(({ position }) => position);
    expect(found.slice(0, 2)).toContain(1);
    expect(found).not.toContain(2);
  });

  it('prefers the messages of whom the question is about', () => {
    const index = indexOf([
      message(0, 'The book was great', { session: 'a' }),
      message(1, 'The book was great', { session: 'b', speaker: 'assistant' }),
    ]);
    expect(best(index, 'book', 'user')).toBe(0);
    expect(best(index, 'book', 'assistant')).toBe(1);
  });

  it('lets age decide only between equals', () => {
    const year = 365 * 86_400_000;
    const index = indexOf([
      message(0, 'Max my dog died', { session: 'a', at: start - 5 * year }),
      message(1, 'a dog', { session: 'b' }),
      message(2, 'green tea', { session: 'c' }),
      message(3, 'green tea', { session: 'd' }),
    ]);
    expect(best(index, 'when did my dog Max die')).toBe(0);
    expect(best(index, 'green tea')).toBe(3);
  });

  it('finds a message by the date it was written on, in either language', () => {
    const index = indexOf([
      message(0, 'Estuve en el dentista', { session: 'a', at: Date.UTC(2025, 4, 8) }),
      message(1, 'Fui al dentista', { session: 'b', at: Date.UTC(2025, 10, 20) }),
    ]);
    expect(best(index, '¿qué dije del dentista en mayo?')).toBe(0);
    expect(best(index, 'dentista in November')).toBe(1);
  });

  it('finds a passage deep in a long message', () => {
    const filler = Array.from({ length: 400 }, (_, at) => `word${at}`).join(' ');
    const index = indexOf([message(0, `${filler} submarine ${filler}`), message(1, 'hello there')]);
    expect(best(index, 'submarine')).toBe(0);
  });

  it('leaves out before it limits', () => {
    const index = indexOf(Array.from({ length: 20 }, (_, at) => message(at, 'Max', { session: `s${at}` })));
    const found = index.search(['max'], { limit: 3, accepts: (position) => position < 4 });
    expect(found.map(({ position }) => position)).toEqual([3, 2, 1]);
  });

  const anyMessage = fc.record({
    text: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(fc.constantFrom('max', 'perro', 'dog', 'tea', 'murió', 'guitar'), { maxLength: 80 })
        .map((list) => list.join(' ')),
    ),
    session: fc.constantFrom('a', 'b', 'c'),
    speaker: fc.constantFrom('user' as const, 'assistant' as const),
  });

  it('answers the same whether it was searched while it grew or built at once', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 40 }), fc.string(), (fields, question) => {
        const messages = fields.map((each, at) => message(at, each.text, each));
        const asked = [...stems(question), ...stems('dog max murió')];
        const growing = createPartitionIndex();
        for (const each of messages) {
          growing.add(each);
          growing.search(asked, { limit: 3 });
        }
        expect(growing.search(asked, { limit: 10 })).toEqual(indexOf(messages).search(asked, { limit: 10 }));
      }),
    );
  });

  it('gives finite scores, best first, each message once, within the limit', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 40 }), fc.nat(12), (fields, limit) => {
        const index = indexOf(fields.map((each, at) => message(at, each.text, each)));
        const found = index.search(stems('max dog tea'), { limit, about: 'user' });
        expect(found.length).toBeLessThanOrEqual(limit);
        expect(new Set(found.map(({ position }) => position)).size).toBe(found.length);
        for (const [at, { score }] of found.entries()) {
          expect(Number.isFinite(score) && score > 0).toBe(true);
          if (at > 0) expect(score).toBeLessThanOrEqual(found[at - 1]!.score);
        }
      }),
    );
  });
});
