import { describe, expect, it } from 'vitest';
import { placeId, sessionId } from '../../../src/core/ids.ts';
import type { Episode, Fact, Venue } from '../../../src/core/ports/records.ts';
import { type GatherInput, gather } from '../../../src/core/retrieval/gather.ts';
import { readIntent } from '../../../src/core/retrieval/intent.ts';
import { createRecall } from '../../../src/core/retrieval/recall.ts';
import { alicia, ana, keptMessages, said, start } from './kept-messages.ts';

const day = 86_400_000;
const direct: Venue = { place: placeId('terminal:direct:ana'), audience: 'one' };
const open: Venue = { place: placeId('discord:channel:1'), audience: 'everyone' };

function fact(key: string, value: string, fields: Partial<Fact> = {}): Fact {
  return {
    id: key,
    person: ana,
    category: 'personal_info',
    key,
    value,
    confidence: 0.9,
    firstMentioned: start,
    updatedAt: start,
    source: 'model',
    persona: alicia,
    isShareable: true,
    venue: direct,
    ...fields,
  };
}

function episode(
  title: string,
  importance: number,
  tags: readonly string[],
  fields: Partial<Episode> = {},
): Episode {
  return {
    id: title,
    person: ana,
    persona: alicia,
    session: sessionId('s1'),
    type: 'moment',
    title,
    summary: '',
    importance,
    sentiment: 0,
    tags,
    at: start,
    venue: direct,
    ...fields,
  };
}

function input(text: string, fields: Partial<GatherInput> = {}): GatherInput {
  return {
    person: ana,
    persona: alicia,
    text,
    intent: readIntent(text),
    facts: [],
    episodes: async () => [],
    limits: { facts: 10, episodes: 3, messages: 3 },
    language: 'es',
    now: start + 14 * day,
    exclude: new Set(),
    canHear: () => true,
    ...fields,
  };
}

const silent = { search: async () => [] };

describe('gather', () => {
  it('remembers Max five hundred messages later', async () => {
    const list = [
      said('Mi perro Max murió ayer', { at: start }),
      said('Lo siento mucho', { speaker: 'assistant', at: start + 1000 }),
      said('Max era mi mejor amigo', { at: start + 2000 }),
      ...Array.from({ length: 500 }, (_, at) =>
        said(at % 2 === 0 ? `Hoy comí pasta número ${at}` : 'Qué rico', {
          speaker: at % 2 === 0 ? 'user' : 'assistant',
          session: sessionId(`later-${at % 7}`),
          at: start + day + at * 1000,
        }),
      ),
    ];
    const { messages } = keptMessages(list);
    const found = await gather(
      { recall: createRecall({ store: { messages } }) },
      input('Recuerdas cuando te conté de Max?', {
        facts: [fact('dog_name', 'Max', { category: 'pets', qualifier: 'deceased' }), fact('name', 'Diego')],
        episodes: async () => [
          episode('Pelea con hermana', 7, ['family']),
          episode('Pérdida de Max', 9.5, ['pet', 'Max']),
        ],
      }),
    );
    expect(found.messages.slice(0, 2).map(({ message, age }) => [message.text, age])).toEqual(
      expect.arrayContaining([
        ['Mi perro Max murió ayer', 'hace 2 semanas'],
        ['Max era mi mejor amigo', expect.stringContaining('hace')],
      ]),
    );
    expect(found.episodes).toMatchObject([{ episode: { title: 'Pérdida de Max' }, age: 'hace 2 semanas' }]);
    expect(found.facts.map(({ fact: { key } }) => key)).toEqual(expect.arrayContaining(['dog_name', 'name']));
    for (const { reason } of [...found.facts, ...found.episodes, ...found.messages])
      expect(reason).not.toBe('');
  });

  it.each(['Hola', 'Hello', '¿Qué tal?'])('touches neither episodes nor messages for "%s"', async (text) => {
    const touched: string[] = [];
    const touch = async (source: string) => {
      touched.push(source);
      return [];
    };
    const found = await gather(
      { recall: { search: () => touch('messages') } },
      input(text, { facts: [fact('name', 'Diego')], episodes: () => touch('episodes') }),
    );
    expect(touched).toEqual([]);
    expect(found).toMatchObject({ facts: [{ fact: { key: 'name' } }], episodes: [], messages: [] });
  });

  it('searches once each, side by side, with the limit of the answer in mind', async () => {
    const order: string[] = [];
    const found = await gather(
      {
        recall: {
          search: async () => {
            order.push('messages asked');
            await Promise.resolve();
            order.push('messages told');
            return [];
          },
        },
      },
      input('Do you remember Max?', {
        episodes: async () => {
          order.push('episodes asked');
          await Promise.resolve();
          order.push('episodes told');
          return [];
        },
      }),
    );
    expect(found.messages).toEqual([]);
    expect(order).toEqual(['episodes asked', 'messages asked', 'episodes told', 'messages told']);
  });

  it('drops what may not be heard before it limits', async () => {
    const list = [
      said('Max is a poodle', { venue: open, session: sessionId('o') }),
      ...Array.from({ length: 20 }, (_, at) => said(`Max secret ${at}`, { session: sessionId(`d${at}`) })),
    ];
    const { messages } = keptMessages(list);
    const found = await gather(
      { recall: createRecall({ store: { messages } }) },
      input('Do you remember Max?', {
        canHear: ({ audience }) => audience === 'everyone',
        facts: [
          ...Array.from({ length: 12 }, (_, at) => fact(`secret_${at}`, 'x', { confidence: 1 })),
          fact('dog_name', 'Max', { venue: open, confidence: 0.5 }),
        ],
        episodes: async () => [
          ...Array.from({ length: 5 }, (_, at) => episode(`Max ${at}`, 10, ['max'])),
          episode('Max won a prize', 3, ['max'], { venue: open }),
        ],
      }),
    );
    expect(found.facts.map(({ fact: { key } }) => key)).toEqual(['dog_name']);
    expect(found.episodes.map(({ episode: { title } }) => title)).toEqual(['Max won a prize']);
    expect(found.messages.map(({ message }) => message.text)).toEqual(['Max is a poodle']);
  });

  it('brings at most ten facts, of the categories touched, the surest first', async () => {
    const facts = [
      ...Array.from({ length: 12 }, (_, at) =>
        fact(`detail_${at}`, `x${at}`, { confidence: 0.5 + at / 100 }),
      ),
      fact('boss', 'Ruth', { category: 'work', confidence: 0.99 }),
    ];
    const greeting = await gather({ recall: silent }, input('Hello', { facts }));
    expect(greeting.facts).toHaveLength(10);
    expect(greeting.facts[0]?.fact.key).toBe('detail_11');
    expect(greeting.facts.some(({ fact: { category } }) => category === 'work')).toBe(false);
    const atWork = await gather({ recall: silent }, input('mi trabajo me cansa', { facts }));
    expect(atWork.facts[0]?.fact.key).toBe('boss');
    const named = await gather({ recall: silent }, input('Ruth is nice', { facts }));
    expect(named.facts[0]).toMatchObject({ fact: { key: 'boss' }, reason: 'names ruth' });
  });

  it('keeps a fact told in confidence from other personas', async () => {
    const { facts } = await gather(
      { recall: silent },
      input('Hola', {
        facts: [
          fact('name', 'Diego', { isShareable: false }),
          fact('age', '30', { isShareable: false, persona: 'mika' as Fact['persona'] }),
        ],
      }),
    );
    expect(facts.map(({ fact: { key } }) => key)).toEqual(['name']);
  });

  it('puts the more important of two equally matching episodes first, three at most', async () => {
    const stored = [2, 9.5, 5, 3].map((importance) => episode(`Max ${importance}`, importance, ['max']));
    const { episodes } = await gather(
      { recall: silent },
      input('Do you remember Max?', { episodes: async () => stored }),
    );
    expect(episodes.map(({ episode: { importance } }) => importance)).toEqual([9.5, 5, 3]);
  });

  it('brings the most important episodes when the past is asked for in general, and none for what nobody knows', async () => {
    const stored = [
      episode('Pelea con hermana', 7, ['family']),
      episode('Pérdida de Max', 9.5, ['pet', 'Max']),
    ];
    const episodes = async () => stored;
    for (const text of ['Do you remember what we talked about?', '¿Recuerdas de qué hablamos?']) {
      const found = await gather({ recall: silent }, input(text, { episodes }));
      expect(found.episodes.map(({ episode: { importance } }) => importance)).toEqual([9.5, 7]);
    }
    const unknown = await gather({ recall: silent }, input('Do you remember the submarine?', { episodes }));
    expect(unknown.episodes).toEqual([]);
    const byTopic = await gather({ recall: silent }, input('¿Te acuerdas de mi perro?', { episodes }));
    expect(byTopic.episodes.map(({ episode: { title } }) => title)).toEqual(['Pérdida de Max']);
  });

  it('does not take an earlier asking, a repeat or the weak tail for a memory', async () => {
    const list = [
      said('Mi perro Max murió ayer', { session: sessionId('a') }),
      said('Mi perro Max murió ayer', { session: sessionId('b') }),
      said('Recuerdas cuando te conté de Max?', { session: sessionId('c') }),
      said('¿Te acuerdas de Max?', { session: sessionId('d') }),
      ...Array.from({ length: 30 }, (_, at) => said(`pasta ${at}`, { session: sessionId('e') })),
    ];
    const { messages } = keptMessages(list);
    const found = await gather(
      { recall: createRecall({ store: { messages } }) },
      input('Recuerdas cuando te conté de Max?'),
    );
    expect(found.messages[0]?.message.text).toBe('Mi perro Max murió ayer');
    expect(found.messages.filter(({ message }) => message.text === 'Mi perro Max murió ayer')).toHaveLength(
      1,
    );
    expect(found.messages.some(({ message }) => /pasta|cuando te conté/.test(message.text))).toBe(false);
  });

  it('leaves out what the prompt holds already', async () => {
    const recentMessage = said('Max', { session: sessionId('now') });
    const { messages } = keptMessages([said('Max barks', { session: sessionId('then') }), recentMessage]);
    const found = await gather(
      { recall: createRecall({ store: { messages } }) },
      input('Do you remember Max?', { exclude: new Set([recentMessage.id]) }),
    );
    expect(found.messages.map(({ message }) => message.text)).toEqual(['Max barks']);
  });
});
