import { describe, expect, it } from 'vitest';
import { parseComponent } from '../../../src/core/personas/component.ts';
import { parsePersona } from '../../../src/core/personas/parse-persona.ts';
import { resolvePersonas } from '../../../src/core/personas/resolve.ts';

const define = (file: Record<string, unknown>) => {
  const { definition, errors } = parsePersona(file);
  if (definition === undefined) throw new Error(errors.map((each) => each.message).join(' '));
  return definition;
};
const component = (name: string, traits: Record<string, number>) =>
  parseComponent({ name, advanced_parameters: traits }).component!;
const resolve = (...files: Record<string, unknown>[]) => resolvePersonas({ definitions: files.map(define) });

const base = { name: 'base_assistant', prompt: 'You assist.', traits: { helpfulness: 0.8, formality: 0.5 } };

describe('a child', () => {
  it('has the traits of its parent and its own', () => {
    const [, support, service] = resolve(
      base,
      { name: 'tech_support', parent: 'base_assistant', traits: { technical_knowledge: 0.9, patience: 0.9 } },
      { name: 'customer_service', parent: 'base_assistant', traits: { empathy: 0.9, problem_solving: 0.8 } },
    );
    expect(support?.persona?.traits).toEqual({
      helpfulness: 0.8,
      formality: 0.5,
      technical_knowledge: 0.9,
      patience: 0.9,
    });
    expect(service?.persona?.traits).toEqual({
      helpfulness: 0.8,
      formality: 0.5,
      empathy: 0.9,
      problem_solving: 0.8,
    });
    expect(support?.persona?.systemPrompt).toBe('You assist.');
  });

  it('overrides through any number of generations, whatever the order of files', () => {
    const [c] = resolve(
      { name: 'c', parent: 'b', traits: { formality: 0.1 } },
      { name: 'b', parent: 'base_assistant', prompt: 'You are B.', personality: { helpfulness: 20 } },
      base,
    );
    expect(c?.persona).toMatchObject({
      systemPrompt: 'You are B.',
      traits: { helpfulness: 0.2, formality: 0.1 },
    });
  });

  it('meets its parent by name in levels, moods, templates, background and voice', () => {
    const [, child] = resolve(
      {
        ...base,
        levels: [
          { name: 'stranger', min: 0 },
          { name: 'friend', min: 41, modifiers: { warmth: 0.1 }, describe: 'Be kind.' },
        ],
        moods: { shy: { modifiers: { formality: 0.2 } }, sad: {} },
        templates: { a: 'A', b: 'B' },
        background: { skills: ['x', 'y'], home: { town: 'Quito', floor: 2 } },
        voice: { greet: { en: ['Hello.'], es: ['Hola.'] } },
        avatar: 'https://example.org/base.png',
        public: { isPublic: true },
        metadata: { category: 'template' },
      },
      {
        name: 'child',
        parent: 'base_assistant',
        levels: [
          { name: 'friend', min: 30, modifiers: { warmth: 0.3 } },
          { name: 'soulmate', min: 90 },
        ],
        moods: { shy: { modifiers: { empathy: 0.1 } } },
        mood_policy: { initial: 'sad' },
        templates: { b: 'BB' },
        background: { skills: ['z'], home: { floor: 3 } },
        voice: { greet: { en: ['Hey.'] } },
      },
    );
    const persona = child!.persona!;
    expect(persona.levels.map(({ name, min }) => [name, min])).toEqual([
      ['stranger', 0],
      ['friend', 30],
      ['soulmate', 90],
    ]);
    expect(persona.levels[1]).toMatchObject({ modifiers: { warmth: 0.3 }, describe: 'Be kind.' });
    expect(persona.moods.shy?.modifiers).toEqual({ formality: 0.2, empathy: 0.1 });
    expect(persona.moodPolicy.initial).toBe('sad');
    expect(persona.templates).toEqual({ a: 'A', b: 'BB' });
    expect(persona.background).toEqual({ skills: ['z'], home: { town: 'Quito', floor: 3 } });
    expect(persona.voice.greet).toEqual({ en: ['Hey.'], es: ['Hola.'] });
    expect(persona).not.toHaveProperty('avatar');
    expect(persona).not.toHaveProperty('public');
    expect(persona.metadata).toEqual({});
  });

  it('of an unknown parent is told so', () => {
    const [orphan] = resolve({ name: 'orphan', parent: 'nobody' });
    expect(orphan?.errors).toMatchObject([
      { path: 'parent', message: 'There is no persona named nobody (orphan → nobody).' },
    ]);
    expect(orphan?.persona).toBeUndefined();
  });

  it('in a circle of parents is told the whole circle', () => {
    const [a, b] = resolve({ name: 'a', parent: 'b' }, { name: 'b', parent: 'a' });
    expect(a?.errors[0]?.message).toBe('The parents go round in a circle: a → b → a.');
    expect(b?.errors[0]?.message).toBe('The parents go round in a circle: b → a → b.');
    expect(parsePersona({ name: 'me', parent: 'me' }).errors).toMatchObject([{ path: 'parent' }]);
  });

  it('whose levels collide with inherited ones is told so', () => {
    const [, child] = resolve(
      { ...base, levels: [{ name: 'stranger', min: 0 }] },
      { name: 'child', parent: 'base_assistant', levels: [{ name: 'new', min: 0 }] },
    );
    expect(child?.errors[0]?.message).toMatch(/stranger and new both begin at 0/);
  });
});

describe('components', () => {
  const components = [
    component('base', { helpfulness: 0.8, formality: 0.5, empathy: 0.7 }),
    component('support', { patience: 0.9, technical_knowledge: 0.8 }),
    component('sales', { persuasiveness: 0.8, enthusiasm: 0.9 }),
    component('cold', { empathy: 0.1 }),
  ];
  const traitsOf = (names: string[], traits = {}) =>
    resolvePersonas({
      definitions: [define({ name: 'x', prompt: 'X', components: names, traits })],
      components,
    })[0]!;

  it('add up', () => {
    expect(traitsOf(['base', 'support']).persona?.traits).toEqual({
      helpfulness: 0.8,
      formality: 0.5,
      empathy: 0.7,
      patience: 0.9,
      technical_knowledge: 0.8,
    });
    expect(traitsOf(['base', 'sales']).persona?.traits).toEqual({
      helpfulness: 0.8,
      formality: 0.5,
      empathy: 0.7,
      persuasiveness: 0.8,
      enthusiasm: 0.9,
    });
  });

  it('give way to later ones, and all of them to the file itself', () => {
    expect(traitsOf(['base', 'cold']).persona?.traits.empathy).toBe(0.1);
    expect(traitsOf(['cold', 'base']).persona?.traits.empathy).toBe(0.7);
    expect(traitsOf(['cold', 'base'], { empathy: 0.4 }).persona?.traits.empathy).toBe(0.4);
  });

  it('that do not exist are named', () => {
    expect(traitsOf(['base', 'nope']).errors).toMatchObject([{ path: 'components[1]', found: '"nope"' }]);
  });
});

describe('the hash of a persona', () => {
  const hashOf = (file: Record<string, unknown>) => resolve(base, file)[1]!.persona!.hash;

  it('does not depend on the order of keys', () => {
    const left = hashOf({ name: 'a', prompt: 'A', traits: { x: 0.1, y: 0.2 } });
    expect(left).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf({ advanced_parameters: { y: 0.2, x: 0.1 }, system_prompt: 'A', name: 'a' })).toBe(left);
  });

  it('changes with the definition, the parent’s included', () => {
    const left = hashOf({ name: 'a', prompt: 'A' });
    expect(hashOf({ name: 'a', prompt: 'B' })).not.toBe(left);
    expect(hashOf({ name: 'a', prompt: 'A', parent: 'base_assistant' })).not.toBe(left);
  });
});
