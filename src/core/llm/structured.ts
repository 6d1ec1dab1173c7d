import { z } from 'zod';
import { KithError } from '../errors.ts';
import type { ChatMessage } from '../ports/language-model.ts';
import { type GenerateOptions, generate } from './generate.ts';
import { parseAnswer } from './parse-answer.ts';
import type { Question } from './question.ts';
import { strictSchema } from './strict-schema.ts';

/** How much of a wrong answer and of its faults the model is shown again, UTF-16 units. */
const SHOWN_ANSWER = 4_000;
const SHOWN_FAULTS = 1_000;

const schemas = new WeakMap<z.ZodType, Readonly<Record<string, unknown>>>();

/**
 * Asks a question that wants one JSON object and gives back the checked answer. An answer that does not fit
 * is shown to the model once more together with what is wrong with it.
 * @throws KithError `model.nonsense` when the second answer does not fit either; else as generate does.
 */
export async function askModel<Answer>(
  options: GenerateOptions,
  question: Question<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const first = await ask(options, question, question.messages, signal);
  const read = check(question.answer, first);
  if (read.isRight) return read.answer;
  const second = await ask(
    options,
    question,
    [
      ...question.messages,
      { role: 'assistant', content: first.slice(0, SHOWN_ANSWER).toWellFormed() },
      {
        role: 'user',
        content: `That answer cannot be used:\n${read.faults}\nAnswer again, with nothing but the corrected JSON object.`,
      },
    ],
    signal,
  );
  const again = check(question.answer, second);
  if (again.isRight) return again.answer;
  throw new KithError(
    'model.nonsense',
    `${options.model.name} did not answer the ${question.purpose} question in the shape asked for, twice.`,
    { details: { model: options.model.name, purpose: question.purpose } },
  );
}

async function ask<Answer>(
  options: GenerateOptions,
  question: Question<Answer>,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<string> {
  const request = {
    purpose: question.purpose,
    messages,
    answer: { name: question.name, schema: schemaOf(question.answer) },
    maxTokens: question.maxTokens,
    temperature: 0,
  };
  let text = '';
  for await (const event of generate(options, request, signal)) if (event.kind === 'text') text += event.text;
  return text;
}

function check<Answer>(
  answer: z.ZodType<Answer>,
  text: string,
):
  | { readonly isRight: true; readonly answer: Answer }
  | { readonly isRight: false; readonly faults: string } {
  const value = parseAnswer(text);
  if (value === undefined) return { isRight: false, faults: 'It holds no complete JSON object.' };
  const asIs = answer.safeParse(value);
  if (asIs.success) return { isRight: true, answer: asIs.data };
  // Strict servers make the model write null where the shape says a key may be missing.
  const bare = answer.safeParse(withoutNulls(value));
  if (bare.success) return { isRight: true, answer: bare.data };
  return { isRight: false, faults: z.prettifyError(asIs.error).slice(0, SHOWN_FAULTS).toWellFormed() };
}

/** Deeper than any answer we ask for; what lies below is left as it is. */
const MAX_DEPTH = 20;

function withoutNulls(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((child) => withoutNulls(child, depth + 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === null ? [] : [[key, withoutNulls(child, depth + 1)]],
    ),
  );
}

function schemaOf(answer: z.ZodType): Readonly<Record<string, unknown>> {
  const known = schemas.get(answer);
  if (known) return known;
  const schema = strictSchema(answer);
  schemas.set(answer, schema);
  return schema;
}
