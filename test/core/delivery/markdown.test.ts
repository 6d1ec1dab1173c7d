import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Mark, readMarkdown } from '../../../src/core/delivery/markdown.ts';

/** `kind:inner`, in reading order. */
const read = (text: string) =>
  readMarkdown(text).map(({ kind, innerFrom, innerTo }) => `${kind}:${text.slice(innerFrom, innerTo)}`);

describe('the marks of a Markdown text', () => {
  test.for<[string, readonly string[]]>([
    ['**a** and *b*, __c__ and _d_', ['bold:a', 'italic:b', 'bold:c', 'italic:d']],
    ['***both***', ['italic:**both**', 'bold:both']],
    ['**¡Hola!** dijo “**sí**”', ['bold:¡Hola!', 'bold:sí']],
    ['~~gone~~ but ~not~', ['strikethrough:gone']],
    ['`a *b*` ``c`d``', ['code:a *b*', 'code:c`d']],
    ['\\*no\\* \\_no\\_', ['escape:*', 'escape:*', 'escape:_', 'escape:_']],
    ['2 * 3 * 4, snake_case_name, a ** b', []],
    ['* one\n* two **b**\n- three', ['bold:b']],
    ['[a](http://x.y) ![b](z.png "t") <https://c.d>', ['link:a', 'image:b', 'link:https://c.d']],
    ['[a [b](u) c](v)', ['link:b']],
    ['[not] (a link) [nor this]', []],
    ['# Big\n### **Small** ##', ['heading:Big', 'heading:**Small**', 'bold:Small']],
    ['#hashtag', []],
    ['```ts\nlet a = **b**;\n```\n*c*', ['fence:let a = **b**;', 'italic:c']],
    ['```\nnever closed *x*', ['fence:never closed *x*']],
    ['````\n```\n````', ['fence:```']],
    ['> said *she*\n> twice\n\nno', ['quote:> said *she*\n> twice', 'italic:she']],
    ['| a | b |\n|---|:-:|\n| 1 | 2 |\n\nafter', ['table:| a | b |\n|---|:-:|\n| 1 | 2 |']],
    ['a | b is no table', []],
    ['**over\n\nparagraphs**', []],
    ['**over\nlines**', ['bold:over\nlines']],
    ['*open **and open', []],
  ])('%j', ([text, marks]) => {
    expect(read(text)).toEqual(marks);
  });

  test('a link has its address, a fence its language, a table its cells', () => {
    expect(readMarkdown('[a](<x y> "t")')[0]).toMatchObject({ url: 'x y' });
    expect(readMarkdown('[a](http://x/(1))')[0]).toMatchObject({ url: 'http://x/(1)' });
    expect(readMarkdown('```python title\nx\n```')[0]).toMatchObject({ language: 'python' });
    expect(readMarkdown('a|b\n-|-\n1|\\|')[0]?.rows).toEqual([
      ['a', 'b'],
      ['1', '\\|'],
    ]);
  });

  test('marks lie inside the text and inside each other, never across', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '_',
      '~~',
      '`',
      '```',
      '\n',
      '\n\n',
      '> ',
      '# ',
      '[',
      '](',
      ')',
      '!',
      '|',
      '-',
      '\\',
      'a',
      ' ',
      'é🐈',
      '<http://x>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const open: Mark[] = [];
        for (const mark of readMarkdown(text)) {
          expect(mark.from).toBeLessThanOrEqual(mark.innerFrom);
          expect(mark.innerFrom).toBeLessThanOrEqual(mark.innerTo);
          expect(mark.innerTo).toBeLessThanOrEqual(mark.to);
          expect(mark.to).toBeLessThanOrEqual(text.length);
          while (open.length > 0 && open.at(-1)!.to <= mark.from) open.pop();
          expect(mark.to).toBeLessThanOrEqual(open.at(-1)?.to ?? text.length);
          open.push(mark);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a text made to be slow is not', () => {
    for (const piece of ['[a](', '*a **b ', '> ', '`'.repeat(3), '`a``', '![', '| a |\n|-|\n', '<http://']) {
      expect(readMarkdown(piece.repeat(20_000 / piece.length))).toBeDefined();
    }
  });
});
