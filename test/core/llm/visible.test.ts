import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/core/llm/clean-text.ts';
import { visible } from '../../../src/core/llm/visible.ts';

const NAMES = ['Alicia', 'Diego', 'Mika-chan'];

function shown(...chunks: readonly string[]): string {
  const filter = visible({ names: NAMES });
  return chunks.map((chunk) => filter.push(chunk)).join('') + filter.end();
}

describe('what a person sees', () => {
  test.each([
    ['ordinary text', 'Hola, ¿qué tal? 1 < 2 [ok] a<b', 'Hola, ¿qué tal? 1 < 2 [ok] a<b'],
    ['thinking', '<think>a plan\nwith lines</think>\n\nHola', 'Hola'],
    [
      'thinking by other names',
      '<THINKING>x</THINKING>a<reasoning>y</reasoning>b<thought>z</thought>c',
      'abc',
    ],
    ['thinking in the middle', 'Hola <think>secret</think>Diego', 'Hola Diego'],
    ['thinking that never ends', 'Hola<think>and then', 'Hola'],
    ['a closing tag alone', 'Hola</think>', 'Hola'],
    ['a quoted tag', 'The `<think>` tag and `</s>`', 'The `<think>` tag and `</s>`'],
    [
      'Harmony channels',
      '<|channel|>analysis<|message|>They greet me.<|end|><|start|>assistant<|channel|>final<|message|>Hola<|return|>',
      'Hola',
    ],
    [
      'Harmony with a format',
      '<|start|>assistant<|channel|>commentary to=x <|constrain|>json<|message|>{}<|call|>Hola',
      'Hola',
    ],
    [
      'a chat template',
      '<|im_start|>assistant\nHola<|im_end|>\n<|im_start|>user\n¿Y tú?<|im_end|>',
      'Hola\n',
    ],
    ['a Llama header', '<|start_header_id|>assistant<|end_header_id|>\n\nHola<|eot_id|>', 'Hola'],
    ['a Gemma turn', '<start_of_turn>model\nHola<end_of_turn>', 'Hola'],
    ['end tokens', 'Hola</s><|endoftext|><｜end▁of▁sentence｜>[/INST]', 'Hola'],
    ['a label', 'Alicia: Hola', 'Hola'],
    ['a label in brackets', '[Alicia]: Hola', 'Hola'],
    ['a bold label', '**Alicia:** Hola', 'Hola'],
    ['another bold label', '**alicia**: Hola', 'Hola'],
    ['a role', 'assistant: Hola', 'Hola'],
    ['a user’s label', 'User says: Hola', 'Hola'],
    ['a Spanish label', 'Mika-chan dice: Hola', 'Hola'],
    ['labels after thinking', '<think>x</think> [Alicia]: Alicia: Hola', 'Hola'],
    ['a label that is not in front', 'Hola\nAlicia: sí', 'Hola\nAlicia: sí'],
    ['a name that is no label', 'Alicia es mi nombre: bonito', 'Alicia es mi nombre: bonito'],
    ['terminal codes', '\x1b[1;31mHola\x1b[0m \x1b]0;title\x07Diego\x9b2J', 'Hola Diego'],
    ['control characters', 'a\x00b\x07c\x7fd\te\nf\x85', 'a\ufffdbcd\te\nf'],
    ['half characters', 'a\ud83db\ude00', 'a\ufffdb\ufffd'],
    ['an emoji', '👩‍👩‍👧 ñ 日本', '👩‍👩‍👧 ñ 日本'],
    ['an unfinished tag at the end', 'Hola <thin', 'Hola <thin'],
    ['an unfinished label at the end', 'Alic', 'Alic'],
    ['nothing', '', ''],
  ])('of %s', (_, raw, expected) => {
    expect(shown(raw)).toBe(expected);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      '<think>',
      '</think>',
      '<|channel|>',
      'analysis',
      'final',
      '<|message|>',
      '<|end|>',
      '<|start|>',
      'assistant',
      '<|im_start|>',
      'user',
      '\n',
      '<|im_end|>',
      '</s>',
      '[INST]',
      'Alicia',
      ':',
      ' says',
      '**',
      '[',
      ']',
      '<',
      '|',
      '>',
      '`',
      '\x1b',
      '[31m',
      '\x9b',
      ']0;',
      '\x07',
      '\ud83d',
      '\ude00',
      '\0',
      ' ',
      'ñ',
      '😀',
      'İ',
      '<｜',
      '｜>',
      '/',
      'x'.repeat(70),
    ),
    fc.array(fc.nat({ max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  test('does not depend on how the text was cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 10 }), (raw, sizes) => {
        const chunks: string[] = [];
        for (let at = 0, turn = 0; at < raw.length; turn += 1) {
          const size = sizes[turn % sizes.length] || 1;
          chunks.push(raw.slice(at, at + size));
          at += size;
        }
        expect(shown(...chunks)).toBe(shown(raw));
        expect(shown(...raw.split(''))).toBe(shown(raw));
      }),
      { numRuns: 2_000 },
    );
  });

  test('is always well-formed and free of control characters', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const seen = shown(raw);
        expect(seen.isWellFormed()).toBe(true);
        expect(seen).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
      }),
    );
  });

  test('comes without delay where nothing is in doubt', () => {
    const filter = visible({ names: NAMES });
    expect(filter.push('H')).toBe('H');
    expect(filter.push('ola ')).toBe('ola ');
    expect(filter.push('a <')).toBe('a ');
    expect(filter.push('3')).toBe('<3');
    const other = visible({ names: NAMES });
    expect(other.push('Al')).toBe('');
    expect(other.push('go')).toBe('Algo');
  });

  test.each(['<', '[', '<|', '\x1b[', '\x1b]', '<think', '<|a', '<｜', 'Alicia', '\ud83d', '`<', ' '])(
    'of 100,000 times %j takes no more than a moment',
    (unit) => {
      const raw = unit.repeat(100_000);
      expect(shown(raw).isWellFormed()).toBe(true);
      expect(cleanText(raw).isWellFormed()).toBe(true);
    },
  );
});

describe('a clean text', () => {
  test('keeps line feeds and tabs, replaces what is broken, and is trimmed', () => {
    expect(cleanText('  a\r\nb\rc\td\0\ud83d \x1b[31mrojo\x1b[0m\u0007 \n')).toBe(
      'a\nb\nc\td\ufffd\ufffd rojo',
    );
  });

  test('keeps markup that people write', () => {
    expect(cleanText('<think> [INST] `</s>` Alicia: hi')).toBe('<think> [INST] `</s>` Alicia: hi');
  });

  test('is not changed by cleaning it again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 0x2ff })).map((units) => String.fromCharCode(...units)),
        (raw) => {
          const once = cleanText(raw);
          expect(cleanText(once)).toBe(once);
          expect(once.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
