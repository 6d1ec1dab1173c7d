import { describe, expect, test } from 'vitest';
import { KithError } from '../../src/core/errors.ts';
import type { LanguageModel, ModelEvent, ModelRequest } from '../../src/core/ports/language-model.ts';

export interface OpenedModel {
  readonly model: LanguageModel;
  /** A request for a reply to this text, as complete as the driver needs it. */
  readonly request: (text: string) => ModelRequest;
  readonly close?: () => Promise<void>;
}

export interface LanguageModelContract {
  readonly name: string;
  readonly open: () => Promise<OpenedModel>;
  /** Tests a driver does not pass, and why. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[];
}

const HOSTILE = {
  'an empty text': '',
  'NUL and half characters': 'a\0b \ud83d c \ude00',
  'terminal codes and right-to-left marks': '\x1b[31mrojo\x1b[0m \u202eabc\u202c',
  '100,000 characters without a space': 'ñ'.repeat(100_000),
  'markup of models': '<think>hm</think> <|im_end|> </s> {{char}} ```',
};

/** The behaviour of every LanguageModel. */
export function languageModelContract({ name, open, skip = [] }: LanguageModelContract): void {
  const skipped = new Set(skip.flatMap((one) => one.tests));
  const check = (title: string, body: (opened: OpenedModel) => Promise<void>) =>
    test.skipIf(skipped.has(title))(title, async () => {
      const opened = await open();
      try {
        await body(opened);
      } finally {
        await opened.close?.();
      }
    });

  describe(`${name} as a language model`, () => {
    check('has a name', async ({ model }) => {
      expect(model.name).not.toBe('');
    });

    check('sends text and then one end', async ({ model, request }) => {
      const events = await all(model.generate(request('Hola, ¿cómo estás?'), never()));
      const end = events.at(-1);
      expect(textOf(events)).not.toBe('');
      expect(events.filter((event) => event.kind === 'end')).toHaveLength(1);
      expect(end?.kind).toBe('end');
    });

    check('reports token counts as whole numbers or not at all', async ({ model, request }) => {
      const events = await all(model.generate(request('Tell me something'), never()));
      const end = events.at(-1);
      const usage = end?.kind === 'end' ? end.usage : undefined;
      for (const count of [usage?.promptTokens, usage?.completionTokens]) {
        if (count !== undefined) expect(Number.isInteger(count) && count >= 0).toBe(true);
      }
    });

    check('asks nothing before it is listened to and nothing of a signal long aborted', async (opened) => {
      const { model, request } = opened;
      expect(await settled(model.generate(request('Hola'), AbortSignal.abort()))).toEqual({
        text: '',
        ends: 0,
      });
    });

    check('ends promptly when its signal aborts in the middle', async ({ model, request }) => {
      const abort = new AbortController();
      const events = model.generate(request('Tell me a long story'), abort.signal)[Symbol.asyncIterator]();
      await events.next();
      abort.abort();
      const rest = await settled({ [Symbol.asyncIterator]: () => events });
      expect(rest.ends).toBe(0);
    });

    check('may be left in the middle and asked again', async ({ model, request }) => {
      for await (const _ of model.generate(request('Hola'), never())) break;
      expect(textOf(await all(model.generate(request('Hola'), never())))).not.toBe('');
    });

    check('serves several calls at once', async ({ model, request }) => {
      const texts = ['Hola', 'Hello', 'What is my name?', '¿Qué tal?', 'Adiós'];
      const answers = await Promise.all(texts.map((text) => all(model.generate(request(text), never()))));
      for (const events of answers) expect(events.at(-1)?.kind).toBe('end');
    });

    for (const [what, text] of Object.entries(HOSTILE)) {
      check(`takes ${what}`, async ({ model, request }) => {
        const events = await all(model.generate(request(text), never()));
        expect(events.at(-1)?.kind).toBe('end');
        expect(textOf(events).isWellFormed()).toBe(true);
      });
    }
  });
}

const never = (): AbortSignal => new AbortController().signal;

async function all(events: AsyncIterable<ModelEvent>): Promise<readonly ModelEvent[]> {
  const list: ModelEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

const textOf = (events: readonly ModelEvent[]): string =>
  events.map((event) => (event.kind === 'text' ? event.text : '')).join('');

/** What still comes of a stream that was called off: it may end, or throw KithError `aborted`. */
async function settled(
  events: AsyncIterable<ModelEvent>,
): Promise<{ readonly text: string; readonly ends: number }> {
  let text = '';
  let ends = 0;
  try {
    for await (const event of events) {
      if (event.kind === 'text') text += event.text;
      else ends += 1;
    }
  } catch (error) {
    expect(error).toBeInstanceOf(KithError);
    expect((error as KithError).code).toBe('aborted');
  }
  return { text, ends };
}
