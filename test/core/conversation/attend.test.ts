import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attend, isOutOfCharacter, type Surroundings } from '../../../src/core/conversation/attend.ts';
import { personaName } from '../../../src/core/ids.ts';
import type { IncomingMessage } from '../../../src/core/message.ts';
import { message, type SayOptions } from './world.ts';

const callable = (name: string, displayName: string) => ({ name: personaName(name), displayName });
const around: Surroundings = {
  maxCharacters: 100,
  personas: [
    callable('alicia', 'Alicia'),
    callable('mika', 'Mika'),
    callable('begona', 'Begoña'),
    callable('customer_service', 'Customer Service'),
    callable('analytical-expert', 'Dr. X (AI)'),
  ],
  isJoined: false,
  isQuiet: false,
};
const lobby: SayOptions = { where: '#lobby', audience: 'everyone' };
const direct = (text: string, more: Partial<Surroundings> = {}) =>
  attend(message(text), { ...around, ...more });
const among = (text: string, more: Partial<Surroundings> = {}, own: Partial<IncomingMessage> = {}) =>
  attend({ ...message(text, lobby), isAddressed: false, ...own }, { ...around, ...more });

/** Said in a public place to nobody in particular as far as the platform knows; who is called, if anybody. */
const CALLS: readonly (readonly [text: string, called: string])[] = [
  // Spanish
  ['Alicia', 'alicia'],
  ['alicia?', 'alicia'],
  ['¿Alicia?', 'alicia'],
  ['ALICIA!!!', 'alicia'],
  ['Álicia, ¿qué tal?', 'alicia'],
  ['Alicia, ¿qué tal?', 'alicia'],
  ['alicia cuéntame algo', 'alicia'],
  ['alicia me ayudas con esto', 'alicia'],
  ['alicia no me ignores', 'alicia'],
  ['alicia te quiero', 'alicia'],
  ['alicia que hora es', 'alicia'],
  ['alicia es verdad que llueve?', 'alicia'],
  ['alicia hace frío hoy', 'alicia'],
  ['alicia, mi hermana está aquí', 'alicia'],
  ['hola Mika', 'mika'],
  ['¡Hola, Mika! ¿Qué haces?', 'mika'],
  ['holaaa mika', 'mika'],
  ['oye alicia una cosa', 'alicia'],
  ['buenas noches Alicia', 'alicia'],
  ['Muchas gracias, Alicia', 'alicia'],
  ['hola hola, alicia', 'alicia'],
  ['qué tal Mika', 'mika'],
  ['@Mika hola', 'mika'],
  ['hola a todos, @mika ¿vienes?', 'mika'],
  ['😀 Alicia, mira', 'alicia'],
  ['Begona, ¿estás?', 'begona'],
  ['begoña', 'begona'],
  ['Mika y Alicia, venid', 'mika alicia'],
  ['Alicia, Mika y Begoña: ¿quién gana?', 'alicia mika begona'],
  ['hola mika y alicia', 'mika alicia'],
  ['Alicia y Diego, venid', 'alicia'],
  ['Mika, Alicia dice que no vienes', 'mika'],
  ['Mika: hola\nAlicia: hola a ti también', 'mika alicia'],
  ['mira esto\nAlicia, ¿qué opinas?', 'alicia'],
  ['¿Qué opinas tú, Alicia?', 'alicia'],
  ['gracias por todo, alicia', 'alicia'],
  ['```\nx = 1\n```\nAlicia, ¿qué hace esto?', 'alicia'],
  ['dile a Alicia que venga', ''],
  ['Aliciante', ''],
  ['alicias del mundo', ''],
  ['Alicia es mi hermana', ''],
  ['Alicia está en casa', ''],
  ['Alicia no vino ayer', ''],
  ['Alicia me dijo que sí', ''],
  ['Alicia se fue', ''],
  ['Alicia y yo vamos al cine', ''],
  ['Alicia y Mika son hermanas', ''],
  ['Alicia de contabilidad ha llamado', ''],
  ['hoy he visto a Alicia', ''],
  ['vinieron Pedro, Juan, Alicia', ''],
  ['hola a todos', ''],
  ['yo Alicia no la soporto', ''],
  ['- Alicia\n- Pedro', ''],
  ['> Alicia, ¿qué tal?\nqué gracia', ''],
  ['*Alicia mira por la ventana*', ''],
  ['«Alicia» es un nombre bonito', ''],
  ['```\nAlicia, hola\n```', ''],
  ['`Alicia` es el nombre del campo', ''],
  ['alicia.com está caída', ''],
  ['escríbele a hola@alicia.com', ''],
  // English
  ['hey alicia what are you up to', 'alicia'],
  ['Hi Mika!', 'mika'],
  ['good morning, Alicia', 'alicia'],
  ['thanks alicia', 'alicia'],
  ['Alicia: one question', 'alicia'],
  ['alicia can you help me', 'alicia'],
  ['alicia is it raining?', 'alicia'],
  ['alicia what do you think', 'alicia'],
  ['alicia tell me a story', 'alicia'],
  ["alicia don't go", 'alicia'],
  ['Alicia and Mika, come here', 'alicia mika'],
  ['alicia, mika & begoña!', 'alicia mika begona'],
  ["I can't sleep, can you help me, Mika?", 'mika'],
  ['thank you so much, alicia <3', ''],
  ['customer service, are you there?', 'customer_service'],
  ['hello customer_service', 'customer_service'],
  ['hi analytical-expert', 'analytical-expert'],
  ['Dr. X (AI), what now?', 'analytical-expert'],
  ["Alicia's book is on the table", ''],
  ['Alicia’s here', ''],
  ['Alicia is nice', ''],
  ['hey, Alicia is here', ''],
  ['Alicia said no', ''],
  ['Alicia and I went home', ''],
  ['Alicia and Mika are sisters', ''],
  ['Alicia from work called', ''],
  ['Alicia-Maria, hello', ''],
  ['tell Alicia I said hi', ''],
  ['I like Alicia, Mika', ''],
  ['customer service is awful', ''],
  ['customer service hours', ''],
  ['"Alicia" has six letters', ''],
  ['@diego alicia is here', ''],
];

describe('who is called by name', () => {
  test.each(CALLS)('%j calls %j', (text, called) => {
    expect(among(text)).toEqual(
      called === ''
        ? { kind: 'ignore', why: 'not addressed' }
        : { kind: 'answer', why: 'named', called: called.split(' ') },
    );
  });

  test('a name counts in a direct chat too, and before a reply', () => {
    expect(direct('Mika, ¿vienes?')).toEqual({ kind: 'answer', why: 'named', called: ['mika'] });
    expect(direct('Mika es tonta')).toEqual({ kind: 'answer', why: 'direct', called: [] });
    const repliedTo = personaName('alicia');
    expect(among('Mika, ¿y tú?', { repliedTo })).toMatchObject({ called: ['mika'] });
    expect(among('¿y tú?', { repliedTo })).toEqual({ kind: 'answer', why: 'reply', called: ['alicia'] });
  });

  test('nobody is called where there is nobody', () => {
    expect(among('Alicia, hola', { personas: [] }).kind).toBe('ignore');
  });

  test('a long line of names and commas is read in no time', () => {
    const begun = performance.now();
    for (const text of [', alicia'.repeat(600), `alicia${' '.repeat(4_000)}x`, 'hola '.repeat(800)])
      among(text);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

describe('what is answered', () => {
  test('whatever is said in a direct chat', () => {
    for (const text of [
      'Hola',
      '¿?',
      '😀',
      'مرحبا',
      '42',
      '…',
      '\\/help',
      ' /help',
      '((hola))',
      '~ignore me',
    ]) {
      expect(direct(text)).toEqual({ kind: 'answer', why: 'direct', called: [] });
    }
  });

  test('among others what the platform says is for us', () => {
    expect(among('Hola', {}, { isAddressed: true })).toEqual({
      kind: 'answer',
      why: 'addressed',
      called: [],
    });
    expect(among('Hola a todos')).toEqual({ kind: 'ignore', why: 'not addressed' });
  });

  test('in a thread somebody takes part in, what is not plainly for another', () => {
    const thread = (text: string) => among(text, { isJoined: true });
    for (const text of ['¿y ahora qué?', '@everyone mirad', 'dile a @diego', 'Alicia es mi hermana']) {
      expect(thread(text), text).toMatchObject({ kind: 'answer', why: 'thread' });
    }
    expect(thread('@Mika ¿y tú?')).toMatchObject({ why: 'named', called: ['mika'] });
    for (const text of ['@diego mira esto', ' @diego', 'hola @diego', '¡@diego!', 'oye, @diego, mira']) {
      expect(thread(text), text).toEqual({ kind: 'ignore', why: 'to another' });
    }
    expect(among('@diego mira', { isJoined: true }, { isAddressed: true }).kind).toBe('answer');
  });

  test('pictures without a word', () => {
    expect(among('', {}, { isAddressed: true, attachments: [{ kind: 'image' }] }).kind).toBe('answer');
    expect(among('', {}, { attachments: [{ kind: 'image' }] })).toEqual({
      kind: 'ignore',
      why: 'not addressed',
    });
  });
});

describe('what is not', () => {
  test('nothing at all, whatever nothing is made of', () => {
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
      expect(direct(text)).toEqual({ kind: 'ignore', why: 'empty' });
    }
  });

  test('what players say among themselves, even to us', () => {
    for (const text of ['~ignore alicia, brb', ' ~IGNORE', '\\hello', '((alicia, brb))', ' ((a\nb)) ']) {
      expect(among(text, { isJoined: true }, { isAddressed: true }), text).toEqual({
        kind: 'ignore',
        why: 'out of character',
      });
    }
    for (const text of ['~ignored', 'a ((b))', '((a)) b', '\\o/', '(a)']) {
      expect(isOutOfCharacter(text), text).toBe(false);
    }
  });

  test('anything but commands while it is quiet', () => {
    for (const text of ['Hola', 'a'.repeat(101)]) {
      expect(direct(text, { isQuiet: true })).toEqual({ kind: 'ignore', why: 'quiet' });
    }
    expect(direct('/quiet off', { isQuiet: true }).kind).toBe('command');
    expect(among('Hola', { isQuiet: true })).toEqual({ kind: 'ignore', why: 'not addressed' });
  });

  test('what is too long to be read: refused with both numbers, where it was for us', () => {
    expect(direct('a'.repeat(100)).kind).toBe('answer');
    expect(direct('a'.repeat(101))).toEqual({ kind: 'refuse', why: 'too long', length: 101, limit: 100 });
    expect(among('a'.repeat(101))).toEqual({ kind: 'ignore', why: 'not addressed' });
  });
});

test('a command is one also where nobody was addressed, and however long it is', () => {
  expect(direct('/forget name')).toMatchObject({
    kind: 'command',
    call: { name: 'forget', args: ['name'], rest: 'name' },
  });
  expect(among('/mood')).toMatchObject({ kind: 'command', call: { name: 'mood', args: [] } });
  expect(direct(`/remember ${'a'.repeat(1_000)}`)).toMatchObject({ kind: 'command' });
  for (const text of ['/', '//', '/ help', '/5', '/😀', 'see /help', `/${'a'.repeat(33)}`]) {
    expect(direct(text).kind).not.toBe('command');
  }
});

test('any text becomes exactly one of the four, and the same one again', () => {
  const parts = fc.constantFrom(
    'Alicia',
    ' y ',
    ', ',
    '@',
    'mika',
    ' es ',
    '?',
    '\n',
    '`',
    'hola ',
    '((',
    '> ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(parts).map((all) => all.join('')),
      ),
      (text) => {
        const first = among(text);
        expect(['answer', 'command', 'refuse', 'ignore']).toContain(first.kind);
        expect(among(text)).toEqual(first);
      },
    ),
  );
});
