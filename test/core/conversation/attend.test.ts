import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attend } from '../../../src/core/conversation/attend.ts';
import { message, type SayOptions } from './world.ts';

const limits = { maxCharacters: 100 };
const what = (text: string, options?: SayOptions) => attend(message(text, options), limits);
const lobby: SayOptions = { where: '#lobby', audience: 'everyone' };
const unaddressed = (text: string) => attend({ ...message(text, lobby), isAddressed: false }, limits);

test('what is said in a direct chat is answered', () => {
  for (const text of ['Hola', '¿?', '😀', 'مرحبا', '42', '…', '\\/help', ' /help']) {
    expect(what(text)).toEqual({ kind: 'answer', why: 'direct' });
  }
});

test('among others only what is meant for the persona is', () => {
  expect(what('Hola Alicia', lobby)).toEqual({ kind: 'answer', why: 'addressed' });
  expect(unaddressed('Hola a todos')).toEqual({ kind: 'ignore', why: 'not addressed' });
  expect(
    attend({ ...message('Hola', { where: '!club', audience: 'members' }), isAddressed: false }, limits),
  ).toEqual({
    kind: 'ignore',
    why: 'not addressed',
  });
});

test('nothing at all is no message, whatever nothing is made of', () => {
  for (const text of [
    '',
    ' ',
    '\n\t',
    '\u0000',
    '\u200b\u200d',
    '\ufeff',
    '\u202e\u202c',
    '\u0301\u0301',
    '\ud800',
  ]) {
    expect(what(text)).toEqual({ kind: 'ignore', why: 'empty' });
  }
});

test('a command is one also where nobody was addressed, and however long it is', () => {
  expect(what('/forget name')).toMatchObject({
    kind: 'command',
    call: { name: 'forget', args: ['name'], rest: 'name' },
  });
  expect(unaddressed('/mood')).toMatchObject({ kind: 'command', call: { name: 'mood', args: [] } });
  expect(what(`/remember ${'a'.repeat(1_000)}`)).toMatchObject({ kind: 'command' });
  for (const text of ['/', '//', '/ help', '/5', '/😀', 'see /help', `/${'a'.repeat(33)}`]) {
    expect(what(text).kind).not.toBe('command');
  }
});

test('what is too long to be read is refused with both numbers', () => {
  expect(what('a'.repeat(100))).toEqual({ kind: 'answer', why: 'direct' });
  expect(what('a'.repeat(101))).toEqual({ kind: 'refuse', why: 'too long', length: 101, limit: 100 });
  expect(unaddressed('a'.repeat(101))).toEqual({ kind: 'ignore', why: 'not addressed' });
});

test('any text becomes exactly one of the four, and the same one again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const first = what(text);
      expect(['answer', 'command', 'refuse', 'ignore']).toContain(first.kind);
      expect(what(text)).toEqual(first);
    }),
  );
});
