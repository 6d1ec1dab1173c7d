import { describe, expect, it } from 'vitest';
import { personaName, personId, placeId, sessionId } from '../../../src/core/ids.ts';
import { createRecall, type RecallQuery } from '../../../src/core/retrieval/recall.ts';
import { stems } from '../../../src/core/retrieval/words.ts';
import { alicia, ana, keptMessages, said } from './kept-messages.ts';

const bruno = personId('bruno');

function ask(text: string, fields: Partial<RecallQuery> = {}): RecallQuery {
  return { person: ana, persona: alicia, stems: stems(text), limit: 3, ...fields };
}

// The same behaviour from the index in memory and from the store's search.
describe.each([
  ['in memory', 20_000],
  ['in the store', 0],
])('createRecall, words looked up %s', (_, maxInMemory) => {
  it("never finds another person's or another persona's words, even the same ones", async () => {
    const own = said('Mi perro Max murió ayer');
    const { messages } = keptMessages([
      said('Mi perro Max murió ayer', { person: bruno }),
      own,
      said('Mi perro Max murió ayer', { persona: personaName('mika') }),
    ]);
    const recall = createRecall({ store: { messages }, maxInMemory });
    expect((await recall.search(ask('Max'))).map(({ message }) => message)).toEqual([own]);
    expect(await recall.search(ask('Max', { person: personId('carla') }))).toEqual([]);
  });

  it('leaves out excluded and unheard messages before the limit', async () => {
    const secret = { place: placeId('terminal:direct:ana'), audience: 'one' } as const;
    const open = { place: placeId('discord:channel:1'), audience: 'everyone' } as const;
    const list = [
      said('Max is old', { venue: open, session: sessionId('a') }),
      ...Array.from({ length: 30 }, (_unused, at) =>
        said('Max', { venue: secret, session: sessionId(`p${at}`) }),
      ),
    ];
    const excluded = said('Max', { venue: open });
    const { messages } = keptMessages([...list, excluded]);
    const recall = createRecall({ store: { messages }, maxInMemory });
    const found = await recall.search(
      ask('Max', { canHear: ({ audience }) => audience === 'everyone', exclude: new Set([excluded.id]) }),
    );
    expect(found.map(({ message }) => message.text)).toEqual(['Max is old']);
  });

  it('finds what was written after the first search', async () => {
    const list = [said('hello')];
    const { messages } = keptMessages(list);
    const recall = createRecall({ store: { messages }, maxInMemory });
    expect(await recall.search(ask('guitar'))).toEqual([]);
    list.push(said('I bought a guitar'));
    expect((await recall.search(ask('guitar')))[0]?.message.text).toBe('I bought a guitar');
  });

  it('finds nothing that was erased, at once and afterwards', async () => {
    const list = [said('I bought a guitar')];
    const { messages } = keptMessages(list);
    const recall = createRecall({ store: { messages }, maxInMemory });
    expect(await recall.search(ask('guitar'))).toHaveLength(1);
    list.length = 0;
    expect(await recall.search(ask('guitar'))).toEqual([]);
    recall.forget(ana);
    expect(await recall.search(ask('guitar'))).toEqual([]);
  });

  it('prefers the messages of whom the question is about', async () => {
    const { messages } = keptMessages([
      said('The book was great', { session: sessionId('a') }),
      said('The book was great', { session: sessionId('b'), speaker: 'assistant' }),
    ]);
    const recall = createRecall({ store: { messages }, maxInMemory });
    expect((await recall.search(ask('book', { about: 'user' })))[0]?.message.speaker).toBe('user');
    expect((await recall.search(ask('book', { about: 'assistant' })))[0]?.message.speaker).toBe('assistant');
  });
});

describe('createRecall', () => {
  it('reads a long talk in pages and each message once', async () => {
    const list = Array.from({ length: 1203 }, (_, at) => said(`note ${at}`));
    const { messages, calls } = keptMessages(list);
    const recall = createRecall({ store: { messages } });
    await recall.search(ask('note'));
    expect(calls.ofPair).toBe(3);
    await Promise.all([recall.search(ask('note')), recall.search(ask('1202'))]);
    expect(calls.ofPair).toBe(5);
    expect((await recall.search(ask('1202')))[0]?.message.text).toBe('note 1202');
  });

  it('reads nothing for a question without words', async () => {
    const { messages, calls } = keptMessages([said('hello')]);
    expect(await createRecall({ store: { messages } }).search(ask('¿?'))).toEqual([]);
    expect(calls).toEqual({ ofPair: 0, count: 0, get: 0, search: 0 });
  });

  it('hands a talk that outgrows memory to the store', async () => {
    const list = Array.from({ length: 10 }, () => said('tea'));
    const { messages, calls } = keptMessages(list);
    const recall = createRecall({ store: { messages }, maxInMemory: 10 });
    await recall.search(ask('tea'));
    expect(calls.search).toBe(0);
    list.push(said('green tea'));
    expect((await recall.search(ask('green tea')))[0]?.message.text).toBe('green tea');
    await recall.search(ask('tea'));
    expect(calls.search).toBe(2);
  });

  it('builds a dropped partition again when it is asked for again', async () => {
    const { messages, calls } = keptMessages([said('tea'), said('tea', { person: bruno })]);
    const recall = createRecall({ store: { messages }, maxPartitions: 1 });
    for (const person of [ana, bruno, ana])
      expect(await recall.search(ask('tea', { person }))).toHaveLength(1);
    expect(calls.count).toBe(3);
  });

  it('answers again after the store failed once', async () => {
    const { messages } = keptMessages([said('tea')]);
    let fails = true;
    const recall = createRecall({
      store: {
        messages: {
          ...messages,
          ofPair: (...given) => (fails ? Promise.reject(new Error('gone')) : messages.ofPair(...given)),
        },
      },
    });
    await expect(recall.search(ask('tea'))).rejects.toThrow('gone');
    fails = false;
    expect(await recall.search(ask('tea'))).toHaveLength(1);
  });

  it('gives a search under way nothing once its person is forgotten', async () => {
    const { messages } = keptMessages([said('tea')]);
    const recall = createRecall({ store: { messages } });
    const underWay = recall.search(ask('tea'));
    recall.forget(ana);
    expect(await underWay).toEqual([]);
  });
});
