import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, paginate, streamed } from '../../../src/adapters/slack/encode.ts';
import { encodeText } from '../../../src/adapters/slack/encode-text.ts';
import { faceOf, nameLineOf } from '../../../src/adapters/slack/face.ts';
import type { Speaker } from '../../../src/core/message.ts';
import { reply } from './scene.ts';

const bytes = (text: string) => Buffer.byteLength(text);
const read = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe('marks', () => {
  test.for([
    ['**bold** and *thin* and ***both***', '*bold* and _thin_ and _*both*_'],
    ['~~gone~~ `a < b` \\*not\\*', '~gone~ `a &lt; b` *not*'],
    ['# A **big** title\ntext', '*A big title*\ntext'],
    ['[a **page**](https://x.y/a|b>c)', '<https://x.y/a%7Cb%3Ec|a page>'],
    ['<https://x.y> ![cat](https://x.y/cat.png)', '<https://x.y> <https://x.y/cat.png|cat>'],
    ['[x](javascript:alert)', 'x (javascript:alert)'],
    ['> quoted **b**\n> > deeper', '> quoted *b*\n> deeper'],
    ['```ts\nif (a < b) {}\n```', '```\nif (a &lt; b) {}\n```'],
    ['~~~\n```\n~~~', '```\n`\u200b`\u200b`\n```'],
    ['| a | **b** |\n|---|---|\n| 1 | long cell |', '```\na  b\n-  ---------\n1  long cell\n```'],
    ['un**believ**able 这是**重点**吗', 'unbelievable 这是重点吗'],
    ['2 * 3 * 4, snake_case, - item\n* item', '2 * 3 * 4, snake_case, - item\n* item'],
    ['*she smiles*', '_she smiles_'],
    ['AT&T <3', 'AT&amp;T &lt;3'],
    ['![]() []()', '![]() []()'],
  ])('%s', ([markdown = '', mrkdwn]) => {
    expect(encodeText(markdown)).toBe(mrkdwn);
  });

  test.for([
    '<!channel>',
    '<!here|here>',
    '<@U0ANA>',
    '<#C1>',
    '[x](<!channel>)',
    '`<!channel>`',
    '<https://a|<!here>>',
  ])('%s pings nobody', (hostile) => {
    expect(encodeText(hostile)).not.toMatch(/<[!@#]/);
    expect(streamed({ text: hostile })).not.toMatch(/<[!@#]/);
  });
});

const PIECES = [
  [
    'palabra ',
    '**b** ',
    '*i* ',
    '<!channel>',
    '<@U1>',
    '&',
    '<',
    '👩‍👩‍👧‍👦',
    'مرحبا ',
    '你好',
    '\n\n',
    '\n- item',
    '# ',
  ],
  ['```\n', '`', '[a](https://b.c)', '| a | b |\n|---|---|\n| 1 | 2 |\n', '> q\n', '\ud83d', '~~', '\\'],
].flat();
const piece = fc.constantFrom(...PIECES);
const prose = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 60 }).chain((pieces) =>
    fc.nat(50_000).map((size) => {
      const once = pieces.join('');
      return once.repeat(Math.ceil((size + 1) / once.length)).slice(0, 50_000);
    }),
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }),
);

test('whatever a model writes fits, is whole and pings nobody', () => {
  const letters = (text: string) => text.toWellFormed().replace(/[^\p{L}\p{N}<>&]/gu, '');
  fc.assert(
    fc.property(prose, (text) => {
      fc.pre(text.trim() !== '');
      const pages = paginate(reply(text), '*Mika*\n');
      for (const page of pages) {
        const { text: body } = encode(page, '*Mika*\n');
        expect(bytes(body)).toBeLessThanOrEqual(4_000);
        expect(body.isWellFormed()).toBe(true);
        expect(body).not.toMatch(/<[!@#]/);
      }
      // Tables lose their rules and nothing else.
      const joined = letters(pages.map((page) => page.text).join('\n'));
      expect(joined).toBe(letters(text));
    }),
    { numRuns: 40 },
  );
});

test('plain words come out as they went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abc ñ&<>.,:;(){}\n'.split('')) }), (text) => {
      fc.pre(!/^\s*>/m.test(text) && !/^ {4}/m.test(text));
      expect(read(encodeText(text))).toBe(text);
    }),
  );
});

describe('a page', () => {
  const actions = [{ label: 'Why', command: '/affinity why' }];

  test('has its notice and its buttons at the end of the last one only', () => {
    const pages = paginate(reply('word '.repeat(2_000), { notice: 'A new level', actions }), '');
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages.slice(0, -1)) expect(encode(page, '').blocks).toEqual([]);
    const last = encode(pages.at(-1)!, '');
    expect(last.text).toMatch(/word \n\nA new level$/);
    expect(last.blocks.at(-1)).toMatchObject({ type: 'actions', elements: [{ value: '/affinity why' }] });
  });

  test('with buttons keeps every section within 3000 characters', () => {
    const [page] = paginate(reply('<'.repeat(990), { actions }), '');
    const sections = encode(page!, '').blocks.filter(
      ({ type }) => type === 'section',
    ) as unknown as readonly {
      text: { text: string };
    }[];
    expect(sections.length).toBe(2);
    for (const { text } of sections) expect(text.text.length).toBeLessThanOrEqual(3_000);
  });

  test('makes room for the notice', () => {
    const pages = paginate(reply('w '.repeat(1_995), { notice: 'n'.repeat(200) }), '');
    for (const page of pages) expect(bytes(encode(page, '').text)).toBeLessThanOrEqual(4_000);
    expect(pages.at(-1)?.notice).toHaveLength(200);
  });

  test('names commands as they are typed in Slack, in Kith’s own words only', () => {
    const notice = '/privacy deletes it, /help lists more';
    const [said] = paginate(reply('try /help or and/or', { notice }), '');
    expect(said).toMatchObject({
      text: 'try /help or and/or',
      notice: '/privacy deletes it, /kith-help lists more',
    });
    const [told] = paginate({ kind: 'command', visibleTo: 'author', text: '- /help: this, /who/am' }, '');
    expect(told?.text).toBe('- /kith-help: this, /who/am');
  });

  test('says who speaks above the first one only', () => {
    const [first, second] = paginate(reply('word '.repeat(1_000)), '*Mika*\n');
    expect(encode(first!, '*Mika*\n').text).toMatch(/^\*Mika\*\nword/);
    expect(encode(second!, '*Mika*\n').text).toMatch(/^word/);
  });
});

test('a face is a name and a picture from the web; the bot’s own needs none', () => {
  const mika: Speaker = { persona: 'mika' as never, displayName: 'Mika <*>', avatar: './mika.png' };
  expect(faceOf(mika, 'Kith')).toEqual({ username: 'Mika <*>' });
  expect(faceOf({ ...mika, displayName: 'Kith' }, 'Kith')).toBeUndefined();
  expect(nameLineOf(mika, 'Kith')).toBe('*Mika &lt;*&gt;*\n');
  expect(nameLineOf({ ...mika, isDefault: true }, 'Kith')).toBe('');
});
