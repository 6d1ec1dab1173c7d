// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of persona files.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderNamedTemplate } from '../../../src/core/personas/render-named-template.ts';
import { isValidTemplate, missingVariables, renderTemplate } from '../../../src/core/personas/templates.ts';
import { alicia } from './fixture.ts';

describe('a template', () => {
  it('is filled with multi-line text and multi-line values', () => {
    const text = "\n  Hello ${user_name}!\n  I'm ${bot_name}, ${role}.\n  ${custom_greeting}\n";
    const rendered = renderTemplate(text, {
      user_name: 'Alice',
      bot_name: 'TechBot',
      role: 'your technical advisor',
      custom_greeting: 'How can I help with your technical questions today?',
    });
    const lines = rendered
      .trim()
      .split('\n')
      .map((line) => line.trim());
    expect(lines).toEqual([
      'Hello Alice!',
      "I'm TechBot, your technical advisor.",
      'How can I help with your technical questions today?',
    ]);
    expect(renderTemplate('${a}', { a: 'one\ntwo' })).toBe('one\ntwo');
  });

  it.each([
    ['Hello ${name}, welcome to ${service}!', true],
    ['', true],
    ['Costs $5 {really}', true],
    ['a literal $${name', true],
    ['Hello ${name', false],
    ['${}', false],
    ['${a b}', false],
    ['${1}', false],
    ['${${x}}', false],
  ])('%j is valid: %s', (text, valid) => {
    expect(isValidTemplate(text)).toBe(valid);
  });

  it('is not anything but a text', () => {
    for (const value of [undefined, null, 1, {}, []]) expect(isValidTemplate(value)).toBe(false);
  });

  it('names every variable that has no value, and renders nothing', () => {
    expect(missingVariables('${a} ${b} ${a} ${c}', { b: '' })).toEqual(['a', 'c']);
    expect(() => renderTemplate('${a} ${b}', {})).toThrow(/a, b/);
    expect(() => renderTemplate('${constructor}', {})).toThrow(
      expect.objectContaining({ code: 'template.variable', details: { missing: ['constructor'] } }),
    );
  });

  it('does not expand a value that looks like a variable', () => {
    expect(renderTemplate('${a}', { a: '${b}', b: 'secret' })).toBe('${b}');
  });

  it('keeps an escaped ${ as it is', () => {
    expect(renderTemplate('$${HOME} is ${home}', { home: '/' })).toBe('${HOME} is /');
  });

  it('survives whatever is written in it', () => {
    const bits = fc.constantFrom(
      '$',
      '{',
      '}',
      '${',
      '$${',
      'name',
      '${name}',
      '\u0000',
      '\ud800',
      '‮',
      '😀',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        if (isValidTemplate(text)) {
          const variables = Object.fromEntries(missingVariables(text, {}).map((name) => [name, '${name}']));
          expect(typeof renderTemplate(text, variables)).toBe('string');
        } else expect(() => renderTemplate(text, { name: '' })).toThrow(/Invalid template syntax/);
      }),
    );
    for (const bit of ['${', '$', '$${', '${a'])
      expect(typeof isValidTemplate(bit.repeat(50_000))).toBe('boolean');
  });

  it('is found by name in its persona, or the names there are are told', () => {
    const persona = alicia({ templates: { welcome: 'Hello ${name}, welcome to ${service}!' } });
    expect(renderNamedTemplate(persona, 'welcome', { name: 'Ana', service: 'Kith' })).toBe(
      'Hello Ana, welcome to Kith!',
    );
    expect(() => renderNamedTemplate(persona, 'constructor', {})).toThrow(
      /no template named "constructor"; it has welcome/,
    );
  });
});
