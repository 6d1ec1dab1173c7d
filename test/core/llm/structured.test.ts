import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseAnswer } from '../../../src/core/llm/parse-answer.ts';
import type { Question } from '../../../src/core/llm/question.ts';
import { strictSchema } from '../../../src/core/llm/strict-schema.ts';
import { askModel } from '../../../src/core/llm/structured.ts';
import { checkChat } from '../../platforms/openai/check.ts';
import { handClock } from './hand-clock.ts';
import { type Script, scriptedModel } from './scripted-model.ts';

const answer = z.object({
  mood: z.enum(['happy', 'shy']).describe('the mood now'),
  intensity: z.number().min(0).max(1).default(0.5),
  why: z.string().max(200).optional(),
  facts: z
    .array(z.object({ key: z.string().regex(/^\w+$/), value: z.union([z.string(), z.number()]) }))
    .catch([]),
});
const question: Question<z.output<typeof answer>> = {
  purpose: 'mood',
  name: 'mood',
  messages: [{ role: 'user', content: '¿Qué ánimo tiene?' }],
  answer,
  maxTokens: 100,
};

function ask(...scripts: readonly Script[]) {
  const model = scriptedModel(...scripts);
  const limits = {
    firstTokenMs: 1e3,
    stallMs: 1e3,
    deadlineMs: 5e3,
    retries: 0,
    retryBaseMs: 1,
    retryMaxMs: 1,
    maxCharacters: 1e4,
  };
  const random = { next: () => 0, id: () => '' };
  const options = { model, clock: handClock(), random, limits };
  return { model, result: askModel(options, question, new AbortController().signal) };
}

const right = { mood: 'shy', intensity: 0.4, facts: [] };

describe('a question', () => {
  test.each([
    ['plain', JSON.stringify(right)],
    ['fenced', `\`\`\`json\n${JSON.stringify(right, undefined, 2)}\n\`\`\``],
    ['in prose', `Claro {sí}: ${JSON.stringify(right)}\nEspero que sirva :}`],
    ['after thinking', `<think>{"mood":"happy"}</think>${JSON.stringify(right)}`],
    ['with trailing commas and comments', '{"mood": "shy", // tímida\n "intensity": 0.4, "facts": [],}'],
    ['with null for what may be missing', JSON.stringify({ ...right, why: null })],
    ['without what has a default', '{"mood":"shy","intensity":0.4}'],
  ])('takes an answer that comes %s', async (_, text) => {
    const { model, result } = ask([text]);
    expect(await result).toEqual(right);
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]).toMatchObject({ purpose: 'mood', temperature: 0, maxTokens: 100 });
  });

  test('shows the model a wrong answer and its faults once', async () => {
    const { model, result } = ask(['{"mood":"furious"}'], [JSON.stringify(right)]);
    expect(await result).toEqual(right);
    const [, shown, faults] = model.requests[1]?.messages ?? [];
    expect(shown).toEqual({ role: 'assistant', content: '{"mood":"furious"}' });
    expect(faults?.content).toContain('mood');
  });

  test('is given up after a second wrong answer', async () => {
    const { model, result } = ask(['{{nonsense'], ['still nonsense'], [JSON.stringify(right)]);
    await expect(result).rejects.toMatchObject({ code: 'model.nonsense', retryable: false });
    expect(model.requests).toHaveLength(2);
  });

  test('is asked in a shape that strict servers take', async () => {
    const schema = strictSchema(answer);
    const format = { type: 'json_schema', json_schema: { name: 'mood', schema, strict: true } };
    const messages = [{ role: 'user', content: 'x' }];
    expect(checkChat({ model: 'm', messages, response_format: format })).toEqual([]);
    expect(schema).toMatchObject({
      required: ['mood', 'intensity', 'why', 'facts'],
      properties: {
        mood: { type: 'string', enum: ['happy', 'shy'], description: 'the mood now' },
        intensity: { type: 'number', description: '(at least 0, at most 1)' },
        why: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    });
  });

  test('publishes intersections, literals, tuples and nullables too', () => {
    const odd = z.intersection(
      z.object({ a: z.literal('x'), b: z.string().nullable().optional() }),
      z.object({ c: z.tuple([z.string(), z.number()]), d: z.coerce.number().int() }),
    );
    const format = {
      type: 'json_schema',
      json_schema: { name: 'odd', schema: strictSchema(odd), strict: true },
    };
    const messages = [{ role: 'user', content: 'x' }];
    expect(checkChat({ model: 'm', messages, response_format: format })).toEqual([]);
  });
});

describe('an answer is read', () => {
  test('whatever is around it', () => {
    const around = fc.string().filter((text) => !/["{}\\]/.test(text));
    const record = fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((one) => JSON.parse(JSON.stringify(one)) as object);
    fc.assert(
      fc.property(around, record, around, (before, value, after) => {
        expect(parseAnswer(before + JSON.stringify(value) + after)).toEqual(value);
      }),
    );
  });

  test('without ever throwing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', ',', '[', ']', ' ', 'a', ':', '/') }),
        (text) => {
          expect(() => parseAnswer(text)).not.toThrow();
        },
      ),
    );
  });

  test.each(['{', '{"', '{,', '{"a":', '[', '{"a":[', ', ', '//'])(
    'in bounded time from 100,000 times %j',
    (unit) => {
      expect(parseAnswer(unit.repeat(100_000))).toBeUndefined();
    },
  );
});
