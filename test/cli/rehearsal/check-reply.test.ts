import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkReply } from '../../../src/cli/rehearsal/check-reply.ts';
import { readPattern } from '../../../src/cli/rehearsal/pattern.ts';
import type { Outgoing } from '../../../src/core/message.ts';

const reply = (text: string, notice?: string): Outgoing => ({
  kind: 'reply',
  text,
  visibleTo: 'place',
  ...(notice === undefined ? {} : { notice }),
});
const lines = (...patterns: string[]) =>
  patterns.map((text, index) => ({ line: index + 1, source: `< ${text}`, pattern: readPattern(text)! }));
/** Lines that failed. */
const failing = (patterns: readonly string[], heard: readonly Outgoing[]) =>
  checkReply(lines(...patterns), heard).flatMap(({ line, failed }) => (failed === undefined ? [] : [line]));

describe('a reply is checked', () => {
  test.each([
    ['Claro que sí', 'Claro que sí'],
    ['Claro que sí*', 'Claro que sí, Diego.'],
    ['*', ''],
    ['*sí*', 'Claro que sí'],
    ['Uno*tres', 'Uno\ndos\ntres'],
    ['a*b*c', 'a b b c'],
    ['\\*nods\\*', '*nods*'],
    ['*3 points*', '**Alicia** · stranger · 3 points'],
    ['one\\ntwo', 'one\ntwo'],
    ['/cl[aá]ro/i', 'Pues CLARO'],
    ['/^a$/m', 'b\na'],
    ['/a/g', 'a'],
    ['What? (really) [yes] $5 a+b ^|', 'What? (really) [yes] $5 a+b ^|'],
    ['¿Qué?', '¿Que\u0301?'],
    ['/kith/start', '/kith/start'],
  ])('%j fits %j', (pattern, text) => {
    expect(failing([pattern], [reply(text)])).toEqual([]);
  });

  test.each([
    ['Claro', 'Claro que sí'],
    ['*que', 'Claro que sí'],
    ['claro que sí', 'Claro que sí'],
    ['aa*aa', 'aaa'],
    ['a*b*a', 'aba aab'],
    ['/^sí/', 'Claro que sí'],
    ['-', 'anything'],
    ['a.c', 'abc'],
  ])('%j does not fit %j', (pattern, text) => {
    expect(failing([pattern], [reply(text)])).toEqual([1]);
  });

  test('silence is expected with a dash and with nothing else', () => {
    expect(failing(['-'], [])).toEqual([]);
    expect(failing(['*'], [])).toEqual([1]);
    expect(checkReply(lines('*'), [])[0]!.failed).toEqual({ expected: '*', actual: 'no reply' });
  });

  test('a line of our own may be expected or left out', () => {
    const heard = [reply('Hola.', '(Soy una IA)')];
    expect(failing(['Hola.'], heard)).toEqual([]);
    expect(failing(['Hola.', '(Soy*'], heard)).toEqual([]);
    expect(failing(['*(Soy una IA)'], heard)).toEqual([]);
    expect(failing(['Hola.', '(Otra*'], heard)).toEqual([2]);
  });

  test('several lines are the lines of one reply, or each fits it', () => {
    const heard = [reply('uno\n\ndos\ntres')];
    expect(failing(['uno', 'dos', 'tres'], heard)).toEqual([]);
    expect(failing(['*dos*', '/tres$/'], heard)).toEqual([]);
    expect(failing(['uno', 'DOS', 'tres'], heard)).toEqual([2]);
    expect(failing(['uno', 'dos'], heard)).toEqual([2]);
    expect(failing(['uno', 'dos', 'tres', 'cuatro'], heard)).toEqual([4]);
    expect(failing(['*dos*', '*cuatro*'], heard)).toEqual([2]);
  });

  test('a text fits itself, and itself with anything left out of it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(60), fc.nat(60), (text, from, length) => {
        const plain = text.replace(/[\\*\s/-]/g, 'x');
        fc.pre(plain !== '');
        expect(failing([plain], [reply(plain)])).toEqual([]);
        const at = Math.min(from, plain.length);
        expect(failing([`${plain.slice(0, at)}*${plain.slice(at + length)}`], [reply(plain)])).toEqual([]);
      }),
    );
  });

  test('many stars on a long text take no time', () => {
    expect(failing(['*a'.repeat(2_000)], [reply('b'.repeat(100_000))])).toEqual([1]);
  });
});
