import { describe, expect, test } from 'vitest';
import { parseCommand, typed } from '../../../src/core/commands/parse.ts';
import { commands } from '../../../src/core/commands/table.ts';

/** What the strictest platform takes as the name of a command or an option. */
const NAME = /^[a-z0-9_]{1,32}$/;
const each = commands.map((command) => [command.name, command] as const);

describe('the table of commands', () => {
  test('has at most as many as a platform lists, each under words of its own', () => {
    expect(commands.length).toBeLessThanOrEqual(25);
    const words = commands.flatMap(({ name, localName, aliases = [] }) => [
      ...new Set([name, localName, ...aliases]),
    ]);
    expect(words).toEqual([...new Set(words)]);
  });

  test.each(each)('/%s keeps to the limits of every platform', (_, command) => {
    const { name, localName, aliases = [], summary, options } = command;
    for (const word of [name, localName, ...aliases]) expect(word).toMatch(NAME);
    expect(options.length).toBeLessThanOrEqual(25);
    const summaries = [summary, ...options.map((option) => option.summary)];
    for (const text of summaries.flatMap(({ en, es }) => [en, es])) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(100);
    }
  });

  test.each(each)('/%s has options a platform can ask for', (_, { options }) => {
    for (const names of [
      options.map(({ name }) => name),
      options.map((each) => each.localName ?? each.name),
    ]) {
      for (const name of names) expect(name).toMatch(NAME);
      expect(names).toEqual([...new Set(names)]);
    }
    for (const { kind, choices = [], suggests } of options) {
      expect(choices.length > 0).toBe(kind === 'choice');
      expect(choices.length).toBeLessThanOrEqual(25);
      expect(choices).toEqual([...new Set(choices)]);
      for (const choice of choices) expect(choice).toMatch(/^[a-z]{1,32}$/);
      if (suggests !== undefined) expect(kind).toBe('text');
    }
    // Whatever follows a text is part of it when it is typed.
    const free = options.findIndex(({ kind, suggests }) => kind === 'text' && suggests === undefined);
    expect([-1, options.length - 1]).toContain(free);
  });

  test.each(each)('/%s asks for what it needs in a form that fits', (_, { form, options }) => {
    if (form === undefined) return;
    for (const title of Object.values(form.title)) expect(title.length).toBeLessThanOrEqual(24);
    expect(form.fields.map(({ name }) => name)).toEqual(
      options.slice(0, form.fields.length).map(({ name }) => name),
    );
    for (const { label, maxLength } of form.fields) {
      for (const text of Object.values(label)) expect(text.length).toBeLessThanOrEqual(45);
      expect(maxLength).toBeGreaterThan(0);
      expect(maxLength).toBeLessThanOrEqual(3_000);
    }
  });

  test('gives every choice and option in its usage', () => {
    for (const { usage, options } of commands)
      for (const choice of options.flatMap(({ choices = [] }) => choices))
        if (choice !== 'me' && choice !== 'confirm') expect(usage).toContain(choice);
  });

  test('leaves the words of /kith free for a platform where every command is one of /kith', () => {
    const actions = commands.find(({ name }) => name === 'kith')?.options[0]?.choices ?? [];
    const words = commands.flatMap(({ name, localName, aliases = [] }) => [name, localName, ...aliases]);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => words.includes(action))).toEqual([]);
  });
});

describe('a command somebody typed', () => {
  test('is understood in either language, with or without accents, in whatever case', () => {
    for (const { name, localName, aliases = [] } of commands)
      for (const word of [name, localName, ...aliases, name.toUpperCase()])
        expect(parseCommand(`/${word} x`)).toEqual({ name, args: ['x'], rest: 'x' });
    expect(parseCommand('/ánimo')?.name).toBe('mood');
    expect(parseCommand('/Humor')?.name).toBe('mood');
    expect(parseCommand('/hechos')?.name).toBe('facts');
  });

  test('is any other word as it stands', () => {
    for (const word of ['constructor', 'tostring', 'hasownproperty', 'añejo'])
      expect(parseCommand(`/${word}`)?.name).toBe(word === 'añejo' ? 'anejo' : word);
    expect(parseCommand('and/or')).toBeUndefined();
    expect(parseCommand('/ me')).toBeUndefined();
  });

  test('is the same when its options were given one by one', () => {
    for (const text of ['/affinity history 2', '/remember my dog is called Max', '/persona use mika here'])
      expect(parseCommand(text)).toEqual(typed(text.slice(1).split(' ')[0]!, text.split(' ').slice(1)));
    expect(typed('remember', ['my dog is called Max'])).toEqual(
      parseCommand('/remember my dog is called Max'),
    );
    expect(typed('affinity', ['', '2'])).toEqual({ name: 'affinity', args: ['2'], rest: '2' });
  });
});
