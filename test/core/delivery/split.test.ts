import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Measure, measures, splitText } from '../../../src/core/delivery/split.ts';

const units = Object.entries(measures) as [keyof typeof measures, Measure][];

/** Words, lines, fences, emoji and half characters, in any order. */
const anyText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
      fc.constantFrom('\n', '\n\n', ' ', '. ', '```', '```ts\n', '\n```\n', '`', '~~~'),
      fc.constantFrom('👩‍👩‍👧‍👦', '🇲🇽', 'é', 'مرحبا ', 'a'.repeat(70), '\ud83d', '\udc00', '\u0000'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

const squeezed = (text: string) => text.replace(/\s+/g, '');

/** Whether every character of `inner` comes in `outer` in the same order. */
function isWithin(inner: string, outer: string): boolean {
  let at = 0;
  for (const unit of outer) if (unit === inner.slice(at, at + unit.length)) at += unit.length;
  return at >= inner.length;
}

describe.each(units)('counted in %s', (_, measure) => {
  test('every part is within the limit, and none is empty of a text that is not', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 16, max: 300 }), (text, limit) => {
        const parts = splitText(text, limit, measure);
        for (const part of parts) expect(measure(part)).toBeLessThanOrEqual(limit);
        if (text.trim() !== '') expect(parts.every((part) => part !== '')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('nothing but white space is lost, whatever the text holds', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 16, max: 300 }), (text, limit) => {
        const joined = squeezed(splitText(text, limit, measure).join(''));
        expect(isWithin(squeezed(text), joined)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('no part begins or ends with half of a pair the text holds whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (text) => {
        const whole = text.toWellFormed();
        for (const part of splitText(whole, 16, measure)) expect(part.isWellFormed()).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('a text without fences comes back whole but for the white space at the cuts', () => {
    const plain = anyText.map((text) => text.replaceAll('`', ''));
    fc.assert(
      fc.property(plain, fc.integer({ min: 16, max: 300 }), (text, limit) => {
        expect(squeezed(splitText(text, limit, measure).join(''))).toBe(squeezed(text));
      }),
      { numRuns: 400 },
    );
  });
});

describe('where a text is cut', () => {
  test('at a paragraph before a line, a line before a sentence, a sentence before a space', () => {
    expect(splitText('One two three.\n\nFour five six seven.', 24)).toEqual([
      'One two three.',
      'Four five six seven.',
    ]);
    expect(splitText('One two three\nfour five six seven', 24)).toEqual([
      'One two three',
      'four five six seven',
    ]);
    expect(splitText('One two. Three four five six', 20)).toEqual(['One two.', 'Three four five six']);
    expect(splitText('Uno dos tres cuatro cinco', 16)).toEqual(['Uno dos tres', 'cuatro cinco']);
  });

  test('a text that fits stays as it is, white space and all', () => {
    expect(splitText('  Hola \n', 16)).toEqual(['  Hola \n']);
    expect(splitText('', 16)).toEqual(['']);
  });

  test('a family of emoji is not torn apart where it fits', () => {
    const family = '👩‍👩‍👧‍👦';
    for (const part of splitText(`${'a'.repeat(20)}${family}${'b'.repeat(20)}`, 32)) {
      expect(part.includes('👩') ? part.includes(family) : true).toBe(true);
    }
  });

  test('a run of back-ticks stays together, so that no fence is missed', () => {
    const parts = splitText(`${'a'.repeat(25)}\n\`\`\`js\n${'b'.repeat(30)}\n\`\`\``, 32);
    expect(parts.flatMap((part) => part.split('\n')).filter((line) => /^`{1,2}(?!`)/.test(line))).toEqual([]);
  });
});

describe('code fences', () => {
  const code = Array.from({ length: 40 }, (_, line) => `line ${line} of the code`).join('\n');

  test('a fence that is cut is closed, and opened again with its language', () => {
    const parts = splitText(`Mira:\n\`\`\`python\n${code}\n\`\`\`\nEso es todo.`, 200);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts.slice(0, -1)) expect(part).toMatch(/\n```$/);
    for (const part of parts.slice(1)) expect(part).toMatch(/^```python\n/);
    for (const part of parts) expect(part.match(/^```/gm)!.length % 2).toBe(0);
    const lines = parts.flatMap((part) => part.split('\n')).filter((line) => !line.startsWith('```'));
    expect(lines.join('\n')).toBe(`Mira:\n${code}\nEso es todo.`);
  });

  test('a fence longer than three is closed by one as long', () => {
    const parts = splitText(`\`\`\`\`md\n${code}\n\`\`\`\``, 200);
    for (const part of parts) {
      expect(part.startsWith('````md\n')).toBe(true);
      expect(part.endsWith('\n````')).toBe(true);
    }
  });

  test('the line that opens a fence may be longer than a part', () => {
    for (const length of [10, 16, 40, 4_000]) {
      for (const limit of [16, 32, 64, 2_000]) {
        const text = `\`\`\`${'x'.repeat(length)}\n${code}`;
        const parts = splitText(text, limit);
        expect(parts.every((part) => part.length <= limit)).toBe(true);
        expect(parts.length).toBeLessThan((text.length / limit) * 8 + 8);
      }
    }
    expect(splitText('`'.repeat(5_000), 16).every((part) => part.length <= 16)).toBe(true);
  });
});

test('a hundred thousand characters are cut without delay, whatever they are', () => {
  for (const unit of ['a', '\n', ' \n', '. ', '`', '```\n', '👩‍👩‍👧‍👦', '.)"', '\u0301']) {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    for (const [, measure] of units) {
      const parts = splitText(text, 2_000, measure);
      expect(parts.every((part) => measure(part) <= 2_000)).toBe(true);
    }
  }
});

test('words behind an opening fence are not said again in the next part', () => {
  for (const words of ['some words of a sentence', '你好，世界。']) {
    const parts = splitText(`\`\`\`${words}\n${'line\n'.repeat(60)}`, 120);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.filter((part) => part.includes(words))).toHaveLength(1);
  }
  expect(splitText(`\`\`\`ts\n${'line\n'.repeat(60)}`, 120)[1]).toMatch(/^```ts\n/);
});
