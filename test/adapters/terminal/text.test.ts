import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../src/adapters/terminal/commands.ts';
import { decode } from '../../../src/adapters/terminal/decode.ts';
import { createEmphasis } from '../../../src/adapters/terminal/emphasis.ts';
import { encodeForPipe, encodeForScreen, type Paint } from '../../../src/adapters/terminal/encode.ts';
import { accountOf, directPlaceOf } from '../../../src/adapters/terminal/ids.ts';
import { createWrap, widthOf, wrapped } from '../../../src/adapters/terminal/wrap.ts';
import type { Author, Place } from '../../../src/core/message.ts';

const account = accountOf('ana');
const author: Author = { account, name: 'ana', role: 'admin' };
const place: Place = { id: directPlaceOf(account), channel: 'terminal', audience: 'one' };
const read = (text: string) => decode({ text, id: 'id', at: 1 }, author, place).text;
const named: Paint = (style, text) => `<${String(style)}>${text}</>`;
const bare: Paint = (_, text) => text;

const HARD = [
  '',
  '\0',
  '\x1b[31mred\x1b[0m',
  '\x1b]0;title\x07',
  '\x1b[2J\x1b[H',
  '\ud83d',
  'a\udc00b',
  'שלום עולם',
  '\u202eevil\u202c',
  '🐈‍⬛👩‍👩‍👧',
  'e\u0301',
  '\u2028',
  '\r\n\r',
  '\x9b31m',
  '\x07\x08\x7f',
  '**',
  '``` ```',
];
const LONG = ['a', ' ', '\n', '\x1b[', '\x1b', '\x1b]', '**a', '`', '- ', '\t', '🐈', ' \n', '\u2028'].map(
  (piece) => piece.repeat(Math.ceil(100_000 / piece.length)),
);

describe('what is typed is decoded', () => {
  test.each([
    ['Hola', 'Hola'],
    ['  Hola  ', 'Hola'],
    ['\x1b[31mred\x1b[0m', 'red'],
    ['a\0b', 'a\ufffdb'],
    ['a\ud83db', 'a\ufffdb'],
    ['שלום', 'שלום'],
    ['🐈‍⬛', '🐈‍⬛'],
    ['tab\there', 'tab\there'],
    ['\x1b\x1b\x1b', ''],
    ['', ''],
  ])('%j is read as %j', (typed, text) => {
    expect(read(typed)).toBe(text);
  });

  test('any text becomes a message that can be stored, and the same twice', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...HARD));
    fc.assert(
      fc.property(text, (typed) => {
        const once = read(typed);
        expect(once.isWellFormed()).toBe(true);
        expect(once).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        expect(read(once)).toBe(once);
      }),
    );
    for (const long of LONG) expect(read(long).length).toBeLessThanOrEqual(100_020);
  });
});

describe('what is said is encoded', () => {
  test('for a screen: bold, code and bullets, and no other mark-up', () => {
    expect(encodeForScreen('**Alicia** says `/help`\n- one\n- two', named)).toBe(
      '<bold>Alicia</> says <cyan>/help</>\n• one\n• two',
    );
    expect(encodeForScreen('```json\n{"a": 1}\n```', bare)).toBe('{"a": 1}\n');
    expect(encodeForScreen('2 * 3 * 4 and **open', bare)).toBe('2 * 3 * 4 and **open');
  });

  test('for a pipe: one line, whatever it was', () => {
    expect(encodeForPipe({ kind: 'reply', text: 'Uno.\n\nDos.\nTres.' })).toBe('Uno. Dos. Tres.');
    expect(encodeForPipe({ kind: 'command', text: '**A**\n- `b`\n- c' })).toBe('A | - b | - c');
    expect(encodeForPipe({ kind: 'reply', text: 'Hola.', notice: '(una\nlínea)' })).toBe('Hola. (una línea)');
    expect(encodeForPipe({ kind: 'reply', text: 'a\u2028b\u2029c\r\nd' })).toBe('a b c d');
  });

  test('nothing anybody wrote moves the cursor, rings the bell or begins a line', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...HARD));
    fc.assert(
      fc.property(text, text, (said, notice) => {
        const screen = encodeForScreen(said, bare);
        expect(screen.isWellFormed()).toBe(true);
        expect(screen).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        const line = encodeForPipe({ kind: 'reply', text: said, notice });
        expect(line.isWellFormed()).toBe(true);
        expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
    for (const long of LONG) {
      encodeForScreen(long, bare);
      encodeForPipe({ kind: 'reply', text: long, notice: long });
    }
  });
});

describe('bold that comes piece by piece', () => {
  const painted = (...pieces: readonly string[]) => {
    const emphasis = createEmphasis((_, text) => `[${text}]`);
    return pieces.map((piece) => emphasis.push(piece)).join('') + emphasis.end();
  };

  test.each([
    [['**a** b'], '[a] b'],
    [['*', '*a', '*', '* b'], '[a] b'],
    [['a * b ** c'], 'a * b [ c]'],
    [['**a\nb** c'], '[a]\nb[ c]'],
    [['2 *'], '2 *'],
    [['a**'], 'a[]'],
    [['***a***'], '[*a]*'],
    [[], ''],
  ])('%j becomes %j', (pieces, text) => {
    expect(painted(...pieces)).toBe(text);
  });

  test('however it is cut, it reads the same, and every bold is closed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '*', '**', '\n', ' ', 'b c'), { maxLength: 40 }),
        (pieces) => {
          const whole = painted(pieces.join(''));
          expect(painted(...pieces)).toBe(whole);
          expect(whole.split('[').length).toBe(whole.split(']').length);
        },
      ),
    );
    for (const long of LONG) painted(long);
  });
});

describe('lines break between words', () => {
  test.each([
    ['uno dos tres', 8, 0, 'uno dos\ntres'],
    ['uno dos tres', 80, 0, 'uno dos tres'],
    ['uno dos', 8, 5, 'uno\ndos'],
    ['uno dos', 8, 6, '\nuno dos'],
    ['a verylongword b', 6, 0, 'a\nverylongword\nb'],
    ['a\n\nb  c', 80, 0, 'a\n\nb  c'],
    ['🐈 🐈 🐈', 5, 0, '🐈 🐈\n🐈'],
    ['', 10, 0, ''],
  ])('%j in %i columns, %i of them used', (text, columns, used, lines) => {
    expect(wrapped(text, columns, used)).toBe(lines);
  });

  test('piece by piece nothing is lost, and no line is too long unless a word is', () => {
    const pieces = fc.array(
      fc.constantFrom('uno', ' ', 'dos ', '\n', 'palabra larga ', '🐈', 'ñandú,', ' y '),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 20, max: 90 }), (texts, columns) => {
        const wrap = createWrap(columns);
        const printed = texts.map((text) => wrap.push(text)).join('') + wrap.end();
        expect(printed.replace(/\s/g, '')).toBe(texts.join('').replace(/\s/g, ''));
        for (const line of printed.split('\n'))
          if (line.trim().includes(' ')) expect(widthOf(line)).toBeLessThanOrEqual(columns + 24);
      }),
    );
  });

  test('the first word is shown at once while there is room', () => {
    const wrap = createWrap(80, 9);
    expect(wrap.push('Ho')).toBe('Ho');
    expect(wrap.push('la, ')).toBe('la,');
    expect(wrap.push('Diego')).toBe(' Diego');
    expect(wrap.end()).toBe('');
  });

  test('widths are those of a terminal', () => {
    expect(['ñandú', 'e\u0301', '漢字', '🐈‍⬛', '\x1b[1mab\x1b[0m', '\u200b'].map(widthOf)).toEqual([
      5, 1, 4, 2, 2, 0,
    ]);
  });

  test('a hundred thousand characters of anything take no time', () => {
    for (const long of LONG) wrapped(long, 80);
  });
});

describe('names and keys', () => {
  test('any name is an account, the same one every time, without spaces', () => {
    expect(accountOf('ana')).toBe('terminal:ana');
    expect(accountOf(' Ana  María ')).toBe('terminal:Ana_María');
    expect(accountOf('Ana Mari\u0301a')).toBe(accountOf('Ana María'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const account = accountOf(name);
        expect(account).toMatch(/^terminal:/);
        expect(account).not.toMatch(/[\s\p{Cc}]/u);
        expect(account.isWellFormed()).toBe(true);
        expect(directPlaceOf(account)).toBe(`terminal:direct:${account.slice('terminal:'.length)}`);
      }),
    );
  });

  test('the Tab key completes commands and nothing else', () => {
    expect(complete('/aff')).toEqual([['/affinity'], '/aff']);
    expect(complete('/p')[0]).toEqual(['/persona', '/preferences', '/privacy']);
    expect(complete('/zzz')[0]).toContain('/help');
    expect(complete('aff')).toEqual([[], 'aff']);
  });
});
