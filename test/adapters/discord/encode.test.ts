import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, paginate } from '../../../src/adapters/discord/encode.ts';
import { encodeText } from '../../../src/adapters/discord/encode-text.ts';
import { webhookName } from '../../../src/adapters/discord/face.ts';
import { checkMessage } from '../../platforms/discord/check.ts';
import { reply } from './discord.ts';

const cases: readonly (readonly [string, string, string])[] = [
  ['plain text stays', 'Hola, ¿qué tal? 2 * 3 * 4', 'Hola, ¿qué tal? 2 * 3 * 4'],
  ['emphasis stays', '**b** *i* ~~s~~ `c`', '**b** *i* ~~s~~ `c`'],
  ['two low lines would underline', '__bold__ and snake_case', '**bold** and snake_case'],
  ['small headings stay', '# One\n### Three ###', '# One\n### Three'],
  ['deeper ones become bold', '#### Four', '**Four**'],
  ['pictures become links', '![a cat](https://x.org/c.png)', '[a cat](https://x.org/c.png)'],
  ['a picture without words is its address', '![](https://x.org/c.png)', 'https://x.org/c.png'],
  [
    'only web links can be masked',
    '[mail](mailto:a@b.c) [web](https://x.org)',
    'mail (mailto:a@b.c) [web](https://x.org)',
  ],
  ['other fences are back-ticks', '~~~js\na\n~~~', '```js\na\n```'],
  ['what nobody closed is closed', '```js\nlet a', '```js\nlet a\n```'],
  ['mentions stay as they are written', '@everyone <@12> <@&12> <#12>', '@everyone <@12> <@&12> <#12>'],
  ['code is left alone', '`__a__` \n```\n__b__\n```', '`__a__` \n```\n__b__\n```'],
  ['three would quote all that follows', '>>> a\nb', '> a\nb'],
  [
    'a table is a block of code',
    'Look:\n| Name | Age |\n|---|---|\n| **Ana** | 30 |\n| 美咲 | 7 |',
    'Look:\n```\nName  Age\n----  ---\nAna   30\n美咲  7\n```',
  ],
];

describe('encoding', () => {
  for (const [title, source, encoded] of cases)
    test(title, () => {
      expect(encodeText(source)).toBe(encoded);
    });

  test('half a character never gets through', () => {
    expect(encodeText('a\ud83d **b**').isWellFormed()).toBe(true);
  });
});

const fragments = fc.oneof(
  fc.constantFrom(
    '```ts\nconst a = 1;\n```\n',
    '~~~\nopen',
    '- one\n- two\n',
    '| a | b |\n|---|---|\n| 1 | 2 |\n',
    '| a wide column of words | b |\n|---|---|\n',
    '[text](https://example.org/a_b) ',
    '![x](https://example.org/x.png)',
    '@everyone ',
    '@here<@1>',
    '<@&123><#4>',
    '👩‍👩‍👧‍👦',
    '🇪🇸',
    'السلام عليكم ',
    '你好世界',
    '**bold __and** more__ ',
    '##### deep\n',
    '>>> quote\n',
    '\\*',
    '\ud83d',
    '||spoiler|| ',
    '\n\n',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
);
const texts = fc
  .tuple(fc.array(fragments, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 60 }))
  .map(([pieces, times]) => pieces.join('').repeat(times).slice(0, 50_000))
  .filter((text) => text.trim() !== '');

/** Letters and digits only: what must neither be lost nor doubled. */
const letters = (text: string) => text.toWellFormed().replace(/[^\p{L}\p{N}]/gu, '');
const NAME_LINE = '**Mika**\n';

describe('pages', () => {
  test('each is what Discord takes, together they are the text', () => {
    fc.assert(
      fc.property(
        texts,
        fc.option(fc.constant('You and Mika are now: friends'), { nil: undefined }),
        (text, notice) => {
          const actions = [{ label: 'More', command: '/affinity history 2' }];
          const message = reply(text, { actions, ...(notice === undefined ? {} : { notice }) });
          const pages = paginate(message, NAME_LINE);
          const bodies = pages.map((page) => encode(page, NAME_LINE));
          for (const body of bodies) {
            expect(body.content.length).toBeLessThanOrEqual(2000);
            expect(body.content.isWellFormed()).toBe(true);
            expect(checkMessage(body as never)).toEqual([]);
            expect(body.allowed_mentions).toEqual({ parse: [], replied_user: false });
          }
          expect(bodies[0]?.content.startsWith(NAME_LINE)).toBe(true);
          expect(bodies.slice(1).every(({ content }) => !content.startsWith(NAME_LINE))).toBe(true);
          expect(pages.map((page) => page.actions)).toEqual(
            pages.map((_, at) => (at === pages.length - 1 ? actions : undefined)),
          );
          expect(pages.at(-1)?.notice).toBe(notice);
          if (notice !== undefined) expect(bodies.at(-1)?.content.endsWith(`\n\n${notice}`)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('no word is lost or said twice', () => {
    const plain = fc
      .array(fc.constantFrom('uno ', 'dos\n', '**tres** ', '你好 ', 'cuatro.\n\n', '`x` ', '- cinco\n'), {
        minLength: 1,
        maxLength: 40,
      })
      .chain((pieces) => fc.integer({ min: 1, max: 300 }).map((times) => pieces.join('').repeat(times)));
    fc.assert(
      fc.property(plain, (text) => {
        const joined = paginate(reply(text), '').map((page) => encode(page, '').content);
        expect(letters(joined.join(''))).toBe(letters(text));
      }),
      { numRuns: 60 },
    );
  });
});

test('whatever a persona is called, a webhook may show it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom('', 'Discord', 'CLYDE', 'dIsCoRd'),
      (name, word) => {
        const shown = webhookName({ persona: 'mika' as never, displayName: name + word + name });
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.length).toBeLessThanOrEqual(80);
        expect(shown).not.toMatch(/discord|clyde/i);
      },
    ),
  );
});
