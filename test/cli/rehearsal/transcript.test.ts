import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTranscript } from '../../../src/cli/rehearsal/transcript.ts';

const steps = (content: string) => {
  const { transcript, errors } = parseTranscript(content);
  expect(errors).toEqual([]);
  return transcript.steps;
};
const wrongLines = (content: string) => parseTranscript(content).errors.map(({ line }) => line);

describe('a transcript is read', () => {
  test('head lines say who, with what, on which model and from when', () => {
    const { transcript, errors } = parseTranscript(
      [
        '# a comment',
        'persona alicia',
        'set affinity.dailyCap 40',
        'set mood.resetOnNewSession = false  # explained',
        'model offline',
        'clock 2026-01-05T10:00:00Z',
      ].join('\n'),
    );
    expect(errors).toEqual([]);
    expect(transcript).toMatchObject({
      persona: { line: 2, name: 'alicia' },
      settings: [
        { line: 3, key: 'affinity.dailyCap', value: '40' },
        { line: 4, key: 'mood.resetOnNewSession', value: 'false' },
      ],
      model: { kind: 'offline' },
      startsAt: Date.UTC(2026, 0, 5, 10),
      steps: [],
    });
  });

  test.each([
    ['> Hola', 'user', '', 'Hola'],
    ['>Hola', 'user', '', 'Hola'],
    ['   >   Hola   ', 'user', '', 'Hola'],
    ['diego> Hola', 'diego', '', 'Hola'],
    ['diego > Hola', 'diego', '', 'Hola'],
    ['diego #lobby> Hola', 'diego', '#lobby', 'Hola'],
    ['diego\t#lobby  >\tHola', 'diego', '#lobby', 'Hola'],
    ['diego !backroom> …', 'diego', '!backroom', '…'],
    ['!backroom> Hola', 'user', '!backroom', 'Hola'],
    ['> a > b #c', 'user', '', 'a > b #c'],
    ['>', 'user', '', ''],
    ['año-2.0_x> ¿Qué?', 'año-2.0_x', '', '¿Qué?'],
    ['persona> I am an account', 'persona', '', 'I am an account'],
    ['> /facts', 'user', '', '/facts'],
  ])('%j is said by %s in "%s"', (line, account, place, text) => {
    expect(steps(line)).toMatchObject([{ kind: 'say', line: 1, account, place, text }]);
  });

  test.each([
    ['@ +1d', 86_400_000],
    ['@+1d', 86_400_000],
    ['@ +90m', 5_400_000],
    ['@ + 2h 30m', 9_000_000],
    ['@ +1.5h', 5_400_000],
    ['@ +2 weeks', 1_209_600_000],
    ['@ +45 min', undefined],
    ['@ +1d # next day', 86_400_000],
  ])('%j moves the clock on', (line, byMs) => {
    if (byMs === undefined) expect(wrongLines(line)).toEqual([]);
    else expect(steps(line)).toMatchObject([{ kind: 'jump', byMs }]);
  });

  test.each([
    ['@ 2026-01-06T10:00:00Z', Date.UTC(2026, 0, 6, 10)],
    ['@ 2026-01-06T10:00', Date.UTC(2026, 0, 6, 10)],
    ['@ 2026-01-06 10:00', Date.UTC(2026, 0, 6, 10)],
    ['@ 2026-01-06', Date.UTC(2026, 0, 6)],
    ['@ 2026-01-06T10:00:00+02:00', Date.UTC(2026, 0, 6, 8)],
    ['@ 2026-01-06T10:00:00.250Z', Date.UTC(2026, 0, 6, 10, 0, 0, 250)],
  ])('%j puts the clock', (line, to) => {
    expect(steps(line)).toMatchObject([{ kind: 'jump', to }]);
  });

  test.each([
    ['~ reply Claro que sí', 'reply', 'Claro que sí'],
    ['~reply a\\nb', 'reply', 'a\nb'],
    ['~ reply', 'reply', ''],
    ['~ mood shy 0.3', 'mood', '{"mood":"shy","intensity":0.3}'],
    ['~ mood shy .3', 'mood', '{"mood":"shy","intensity":0.3}'],
    ['~ mood shy', 'mood', '{"mood":"shy","intensity":null}'],
    ['~ mood very happy 1', 'mood', '{"mood":"very happy","intensity":1}'],
    ['~ mood none', 'mood', '{"mood":null,"intensity":null}'],
    ['~ mood raw {{nonsense', 'mood', '{{nonsense'],
    ['~ mood raw', 'mood', ''],
    ['~ summary They talked about Max', 'summary', '{"summary":"They talked about Max"}'],
    ['~ episode 9.5 Losing Max', 'episode', '{"episode":{"importance":9.5,"title":"Losing Max"}}'],
    ['~ episode none', 'episode', '{"episode":null}'],
    ['~ facts none', 'facts', '{"facts":[]}'],
  ])('%j is what the model answers', (line, purpose, text) => {
    expect(steps(line)).toMatchObject([{ kind: 'script', purpose, answer: { kind: 'text', text } }]);
  });

  test.each([
    ['~ reply error 429', 'reply', 429],
    ['~ facts error timeout', 'facts', 'timeout'],
    ['~ mood   error   cut', 'mood', 'cut'],
  ])('%j fails the call', (line, purpose, error) => {
    expect(steps(line)).toMatchObject([{ kind: 'script', purpose, answer: { kind: 'error', error } }]);
  });

  test('facts are added to the answer above, also over a comment and another answer', () => {
    const [facts, mood] = steps(
      '~ facts personal_info/name Diego 0.9\n# and\n~ mood shy 0.3\n+ facts preferences/anime One Piece 0.8\n+facts personal_info/age 30',
    );
    expect(mood).toMatchObject({ purpose: 'mood' });
    expect(facts).toMatchObject({
      answer: {
        text: JSON.stringify({
          facts: [
            { category: 'personal_info', key: 'name', value: 'Diego', confidence: 0.9 },
            { category: 'preferences', key: 'anime', value: 'One Piece', confidence: 0.8 },
            { category: 'personal_info', key: 'age', value: '30' },
          ],
        }),
      },
    });
  });

  test.each([
    ['= affinity 3 stranger', { about: 'affinity', points: 3, level: 'stranger' }],
    ['=affinity 3', { about: 'affinity', points: 3 }],
    ['= mood shy 0.30', { about: 'mood', label: 'shy', intensity: 0.3 }],
    ['= mood shy', { about: 'mood', label: 'shy' }],
    [
      '= fact pets/dog_name Max (deceased)',
      { about: 'fact', path: 'pets/dog_name', value: 'Max (deceased)' },
    ],
    ['= fact pets/dog_name', { about: 'fact', path: 'pets/dog_name' }],
    ['= no fact pets/dog_name', { about: 'no fact', path: 'pets/dog_name' }],
    ['=   facts   2   # both', { about: 'facts', count: 2 }],
    ['= calls mood 0', { about: 'calls', purpose: 'mood', count: 0 }],
  ])('%j is a state', (line, check) => {
    expect(steps(line)).toMatchObject([{ kind: 'state', check }]);
  });

  test.each([
    ['? has "9.5/10"', true, '9.5/10'],
    ['? lacks "a "quoted" word"', false, 'a "quoted" word'],
    ['?has 9.5/10', true, '9.5/10'],
    ['? has “curly”', true, 'curly'],
  ])('%j looks into the prompt', (line, isWanted, text) => {
    expect(steps(line)).toMatchObject([{ kind: 'prompt', isWanted, text }]);
  });

  test('reply lines that follow each other are one step, each with its line', () => {
    const [reply, said, next] = steps('< one\n<two\n\n# still\n< /three/i\n> so\n< -');
    expect(reply).toMatchObject({ kind: 'reply', lines: [{ line: 1 }, { line: 2 }, { line: 5 }] });
    expect(said).toMatchObject({ kind: 'say' });
    expect(next).toMatchObject({ kind: 'reply', lines: [{ pattern: { kind: 'silence' } }] });
  });

  test('a persona or a clock in the middle is a step', () => {
    expect(steps('persona alicia\n> Hola\npersona mika\nclock 2026-02-01')).toMatchObject([
      { kind: 'say' },
      { kind: 'persona', name: 'mika', line: 3 },
      { kind: 'jump', to: Date.UTC(2026, 1, 1) },
    ]);
  });

  test.each([
    'hello',
    'personaalicia',
    'persona',
    'set',
    'set key',
    'model gpt',
    'clock yesterday',
    '@',
    '@ 5',
    '@ soon',
    '@ +1x',
    '@ +',
    '@ -1d',
    '@ 2026-13-45',
    '~',
    '~ answer x',
    '~ mood',
    '~ mood 0.3',
    '~ facts Diego',
    '~ facts name Diego',
    '~ episode Losing Max',
    '+ facts personal_info/name Diego',
    '+ personal_info/name Diego',
    '<',
    '< /(/',
    '=',
    '= points 3',
    '= affinity',
    '= affinity three',
    '= mood',
    '= mood 0.3',
    '= fact name Diego',
    '= no fact name',
    '= facts',
    '= facts two',
    '= facts 2 3',
    '= calls 3',
    '= calls thoughts 3',
    '? has',
    '? has "',
    '? has "open',
    '? had "x"',
    'user #lobby Hola',
  ])('%j is not in the grammar, and is named with its line', (line) => {
    const { errors } = parseTranscript(`# first\n\n${line}\n> Hola`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ line: 3, source: line });
    expect(errors[0]!.expected).not.toBe('');
  });

  test('every wrong line is named, whatever the ends of lines are', () => {
    expect(wrongLines('\uFEFF> Hola\r\nwrong\r\n\r\n= nothing\rwrong too\n< -')).toEqual([2, 4, 5]);
  });

  test('any text is read without a throw and in reasonable time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { transcript, errors } = parseTranscript(text);
        expect(transcript.steps.length + errors.length).toBeLessThanOrEqual(text.length + 1);
      }),
    );
    for (const piece of ['a', ' ', '>', '#', '"', '= mood a ', '~ facts a/b ', '*', '/', '@ +1d', '\t'])
      for (const sigil of ['', '> ', '< ', '= mood ', '= fact ', '? has ', '~ facts a/b ', '~ mood ', '@ +'])
        parseTranscript(sigil + piece.repeat(100_000 / piece.length));
  });
});
