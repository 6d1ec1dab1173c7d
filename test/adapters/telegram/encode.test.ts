import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TEXT_LIMIT } from '../../../src/adapters/telegram/capabilities.ts';
import { encode, nameLineOf, paginate } from '../../../src/adapters/telegram/encode.ts';
import { encodeText } from '../../../src/adapters/telegram/encode-text.ts';
import type { Outgoing } from '../../../src/core/message.ts';
import { formatted } from '../../platforms/telegram/entities.ts';

const nobody = nameLineOf(undefined, undefined);
const reply = (text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'reply',
  text,
  visibleTo: 'place',
  ...more,
});
/** `bold:word` for every entity. */
const looks = (source: string) => {
  const { text, entities } = encodeText(source);
  return [
    text,
    ...entities.map(({ type, offset, length }) => `${type}:${text.slice(offset, offset + length)}`),
  ];
};

describe('Markdown becomes text and entities', () => {
  test.for<readonly [string, readonly string[]]>([
    ['plain, 2 * 3 * 4 and snake_case', ['plain, 2 * 3 * 4 and snake_case']],
    [
      '**bold** and *italic* and ~~gone~~',
      ['bold and italic and gone', 'bold:bold', 'italic:italic', 'strikethrough:gone'],
    ],
    ['# Title **one**\ntext', ['Title one\ntext', 'bold:Title one']],
    ['a `code` b', ['a code b', 'code:code']],
    ['**a `b` c**', ['a b c', 'bold:a', 'code:b', 'bold:c']],
    ['[**here**](https://a.example/x)', ['here', 'text_link:here', 'bold:here']],
    ['[`here`](https://a.example/x)', ['here', 'text_link:here']],
    ['[x](tg://user?id=1) [y](/docs)', ['x (tg://user?id=1) y (/docs)']],
    ['![cat](https://a.example/c.png)', ['cat', 'text_link:cat']],
    ['![](https://a.example/c.png)', ['https://a.example/c.png']],
    ['<https://a.example>', ['https://a.example']],
    ['> one\n> **two**\nthree', ['one\ntwo\nthree', 'blockquote:one\ntwo', 'bold:two']],
    ['> > deep', ['deep', 'blockquote:deep']],
    ['\\*as it is\\*', ['*as it is*']],
    ['🐈‍⬛ **né** 🐈‍⬛', ['🐈‍⬛ né 🐈‍⬛', 'bold:né']],
    ['\n\n **a** \n', [' a', 'bold:a']],
    ['**  **', ['**  **']],
  ])('%s', ([source, expected]) => {
    expect(looks(source)).toEqual(expected);
  });

  test('a fence keeps its language, its indentation and every sign in it', () => {
    expect(encodeText('Look:\n```ts\n  const a = "@ana" // *x*\n```\nDone')).toEqual({
      text: 'Look:\n  const a = "@ana" // *x*\nDone',
      entities: [{ type: 'pre', language: 'ts', offset: 8, length: 23 }],
    });
  });

  test('a table becomes a block with its columns aligned', () => {
    const { text, entities } = encodeText('| Name | N |\n|---|---|\n| **Ana** | 1 |\n| 小林 | 22 |');
    expect(text).toBe('Name  N\n----  --\nAna   1\n小林  22');
    expect(entities.map(({ type }) => type)).toEqual(['pre']);
  });

  test('a name the model wrote is no mention, whatever marks are in it', () => {
    for (const source of ['@ana_ruiz hi', '(@ana_ruiz)', '@**ana_ruiz**', '@\\_ana', '`@ana_ruiz` @ana_ruiz'])
      expect(seen(source).filter(({ type }) => type === 'mention' || type === 'text_mention')).toEqual([]);
    expect(encodeText('write to ana@example.org').text).toBe('write to ana@example.org');
  });

  test('half a surrogate pair never gets out', () => {
    expect(encodeText('a\ud83d **b**').text.isWellFormed()).toBe(true);
  });
});

describe('pages', () => {
  const pieces = fc.constantFrom(
    '```ts\nconst a = `b`;\n\nreturn "@everyone";\n```\n',
    '- one\n- **two**\n',
    '| a | b |\n|---|---|\n| 1 | *2* |\n',
    '[link](https://a.example/(x)) ',
    '👩‍👩‍👧‍👦🏳️‍🌈 ',
    'مرحبا بالعالم ',
    '你好，世界。',
    '@everyone @ana_ruiz <@123> ',
    'A sentence that is a little longer. ',
    '> quoted **text**\n',
    '**never closed ',
    '\n\n',
    '~~~\n',
    '`',
  );
  const texts = fc
    .tuple(fc.array(pieces, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 300 }))
    .map(([some, times]) => some.join('').repeat(times).slice(0, 50_000))
    .filter((text) => text.trim() !== '');
  const speaker = { persona: 'mika' as never, displayName: 'Mika @ana_ruiz', isDefault: false };

  test('each fits, pings nobody and is what Telegram takes; together they lose nothing', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const line = nameLineOf(speaker, 'Kith');
        const pages = paginate(reply(text, { speaker, notice: 'A **notice** for @ana_ruiz.' }), line);
        for (const page of pages) {
          const body = encode(page, line);
          expect(body.text.length).toBeLessThanOrEqual(TEXT_LIMIT);
          expect(page.text.length).toBeLessThanOrEqual(TEXT_LIMIT);
          expect(body.text.trim()).not.toBe('');
          expect(body.entities.length).toBeLessThanOrEqual(100);
          for (const { offset, length } of body.entities) {
            const inner = body.text.slice(offset, offset + length);
            expect(inner).toBe(inner.trim());
            expect(inner).not.toBe('');
          }
          const notes: string[] = [];
          const read = formatted(body, (note) => notes.push(note));
          expect(notes).toEqual([]);
          expect(read.text).toBe(body.text);
          expect(read.entities.filter(({ type }) => type === 'mention')).toEqual([]);
        }
        expect(pages.filter(({ notice }) => notice !== undefined)).toHaveLength(1);
        expect(letters(pages.map((page) => page.text).join('\n'))).toBe(letters(text));
      }),
      { numRuns: 25 },
    );
  });

  test('a name stands above the first page only, and not where it is the bot’s own', () => {
    const line = nameLineOf(speaker, 'Kith');
    const [first, second] = paginate(reply('word '.repeat(1_500), { speaker }), line);
    expect(encode(first!, line).text.split('\n')[0]).toBe('Mika @\u2060ana_ruiz');
    expect(encode(first!, line).entities[0]).toEqual({ type: 'bold', offset: 0, length: 15 });
    expect(encode(second!, line).text).not.toContain('Mika');
    expect(nameLineOf({ ...speaker, isDefault: true }, 'Kith').text).toBe('');
    expect(nameLineOf(speaker, 'Mika @ana_ruiz').text).toBe('');
  });

  test('buttons stand under the last page, and one that cannot be pressed is left out', () => {
    const actions = [
      { label: 'Why', command: '/affinity why' },
      { label: 'Forget', command: '/privacy forget', isDangerous: true },
      { label: 'Too long', command: `/x ${'ñ'.repeat(40)}` },
    ];
    const pages = paginate(reply('word '.repeat(1_500), { actions }), nobody);
    expect(encode(pages[0]!, nobody).reply_markup).toBeUndefined();
    const shown = (data: string) => ({
      inline_keyboard: [
        [
          { text: 'Why', callback_data: `${data}/affinity why` },
          { text: 'Forget', callback_data: `${data}/privacy forget` },
        ],
      ],
    });
    // Under what a persona said: the answer stands beside it.
    expect(encode(pages.at(-1)!, nobody).reply_markup).toEqual(shown('+'));
    const [answer] = paginate({ ...reply('Seen', { actions }), kind: 'command' }, nobody);
    expect(encode(answer!, nobody).reply_markup).toEqual(shown(''));
  });

  test('a text of marks alone is shown as it is', () => {
    expect(encode(paginate(reply('```\n```'), nobody)[0]!, nobody).text).toBe('```\n```');
  });
});

const seen = (source: string) => {
  const { text, entities } = encodeText(source);
  return formatted({ text, entities }, () => {}).entities;
};

/** Marks, those of links among them, white space and rulers of tables left out. */
const letters = (text: string) => text.replace(/`{3,}(?:ts)?|~~~|[\s\p{Cc}`|*\-~[\]]/gu, '').toWellFormed();
