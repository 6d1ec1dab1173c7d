import { describe, expect, test } from 'vitest';
import { classifyInteraction } from '../../../src/core/affinity/interaction.ts';
import type { Context } from '../../../src/core/conversation/context.ts';
import type { LearnedFact, Reflection } from '../../../src/core/conversation/reflect.ts';
import { type SettleInput, settle } from '../../../src/core/conversation/settle.ts';
import type { Fact, Person } from '../../../src/core/ports/records.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { factOf, meet, messageIn, monday, turnIn } from '../../store/samples.ts';
import { alicia as persona } from '../personas/fixture.ts';

type Found = Partial<Omit<Reflection, 'facts'>> & {
  readonly facts?: readonly Omit<LearnedFact, 'message'>[];
};

async function inputFor(
  texts: readonly string[],
  { facts: learned = [], ...more }: Found = {},
  facts: readonly Fact[] = [],
) {
  const store = await openSqliteStore({ path: ':memory:' });
  const { person: id, session } = await meet(store);
  const person = (await store.people.get(id)) as Person;
  const turn = turnIn(session);
  const said = texts.map((text) => messageIn(turn, text));
  await store.turns.open(turn, said);
  const alicia = persona();
  const context: Context = {
    persona: alicia,
    affinity: {
      person: id,
      persona: alicia.name,
      points: 0,
      level: 'stranger',
      toldLevel: 'stranger',
      updatedAt: monday,
    },
    mood: { session: session.id, label: 'neutral', intensity: 1, startedAt: monday },
    recent: [],
    forgotten: [],
    summaries: [],
    facts,
    held: facts,
  };
  const input: SettleInput = {
    turn,
    person: { ...person, language: 'en' },
    context,
    said,
    language: 'en',
    dailyCap: 0,
    now: monday + 1_000,
    reflection: {
      interactions: said.map((message) => ({ message, interaction: classifyInteraction(message.text) })),
      facts: learned.map((fact) => ({ ...fact, message: said.at(-1)! })),
      ...more,
    },
  };
  return { store, input };
}

describe('settling a turn', () => {
  test('is the same every time, ids included', async () => {
    const { input } = await inputFor(['Hello', 'You are very pretty'], {
      mood: { label: 'shy', intensity: 0.3 },
      facts: [
        {
          found: { category: 'personal_info', key: 'name', value: 'Diego', confidence: 0.9 },
          source: 'pattern',
        },
      ],
    });
    expect(settle(input)).toEqual(settle(structuredClone(input)));
  });

  test('moves the points message by message, each under an id of its own', async () => {
    const { input } = await inputFor(['Hello', 'You are very pretty', 'The train was late']);
    const moves = settle(input).filter((change) => change.kind === 'affinity');
    expect(moves.map(({ delta }) => delta)).toEqual([1, 2, 1]);
    expect(new Set(moves.map(({ id }) => id)).size).toBe(3);
  });

  test('twice applied is once applied', async () => {
    const { store, input } = await inputFor(['Hello'], { mood: { label: 'shy', intensity: 0.3 } });
    const changes = settle(input);
    expect((await store.apply(input.turn.id, changes)).isNew).toBe(true);
    expect((await store.apply(input.turn.id, changes)).isNew).toBe(false);
    expect(await store.affinity.get(input.turn.person, input.turn.persona)).toMatchObject({ points: 1 });
    expect(await store.turns.get(input.turn.id)).toMatchObject({ state: 'settled' });
  });

  test('of a mood that is there already changes no mood', async () => {
    const { input } = await inputFor(['Hello'], { mood: { label: 'neutral', intensity: 1 } });
    expect(settle(input).filter(({ kind }) => kind === 'mood')).toEqual([]);
  });

  test('remembers the language somebody has turned to', async () => {
    const { input } = await inputFor(['Hola']);
    expect(settle({ ...input, language: 'es' })).toContainEqual({
      kind: 'person',
      person: input.turn.person,
      language: 'es',
    });
    expect(settle(input).filter(({ kind }) => kind === 'person')).toEqual([]);
  });

  test('learns nothing from what failed', async () => {
    const { input } = await inputFor(['Hello']);
    expect(settle({ ...input, reflection: { interactions: [], facts: [] } })).toEqual([]);
  });

  test('ends a fact only where the one that is known is meant', async () => {
    const end = (value: string) => ({
      facts: [
        {
          found: { category: 'personal_info', key: 'city', value, confidence: 0.9, ends: true },
          source: 'pattern' as const,
        },
      ],
    });
    const known = factOf('p' as never, { category: 'personal_info', key: 'city', value: 'Lisbon' });
    for (const [value, count] of [
      ['Lisbon', 1],
      ['Madrid', 0],
    ] as const) {
      const { input } = await inputFor([`I no longer live in ${value}`], end(value), [known]);
      expect(settle(input).filter(({ kind }) => kind === 'fact.end')).toHaveLength(count);
    }
  });
});
