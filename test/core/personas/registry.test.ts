import { describe, expect, it } from 'vitest';
import { createPersona } from '../../../src/core/personas/create-persona.ts';
import { parsePersona } from '../../../src/core/personas/parse-persona.ts';
import { createRegistry } from '../../../src/core/personas/registry.ts';
import { traitTemplates } from '../../../src/core/personas/trait-templates.ts';

const ana = createPersona({ name: 'ana', prompt: 'You are Ana.', display_name: 'Ana Lucía' });
const bot = createPersona({ name: 'BasicAssistant', prompt: 'You help.' });

describe('the registry', () => {
  const registry = createRegistry({ personas: [ana, bot], problems: [], fallback: 'ana' });

  it('finds by name and display name in whatever case', () => {
    expect(registry.get('BasicAssistant')).toBe(bot);
    expect(registry.find('basicassistant')).toBe(bot);
    expect(registry.find(' ANA LUCÍA ')).toBe(ana);
    expect(registry.find('constructor')).toBeUndefined();
    expect(registry.default).toBe(ana);
    expect(registry.list()).toEqual([ana, bot]);
  });

  it('lists the names there are when one is unknown', () => {
    expect(() => registry.get('nope')).toThrow(
      expect.objectContaining({
        code: 'persona.unknown',
        message: 'There is no persona named "nope"; known are ana, BasicAssistant.',
      }),
    );
    expect(() => createRegistry({ personas: [], problems: [], fallback: 'ana' }).default).toThrow(
      /none were loaded/,
    );
  });
});

describe('a persona made while running', () => {
  const among = {
    definitions: [parsePersona({ name: 'ana', prompt: 'x', traits: { warmth: 0.9 } }).definition!],
  };

  it('may inherit from the others', () => {
    expect(createPersona({ name: 'eva', parent: 'ana' }, among).traits).toEqual({ warmth: 0.9 });
  });

  it('may not take a name that is taken', () => {
    expect(() => createPersona({ name: 'Ana', prompt: 'x' }, among)).toThrow(/a persona named ana already/);
  });

  it('is refused with every problem', () => {
    expect(() => createPersona({ name: 'a b' })).toThrow(/name is "a b".*system_prompt is missing/);
  });
});

describe('trait templates', () => {
  const friendly = createPersona({
    name: 'friendly-assistant',
    display_name: 'Friendly Assistant',
    description: 'Helpful, patient, and empathetic',
    prompt: 'You are a friendly assistant.',
    metadata: { category: 'template' },
    personality: {
      openness: 75,
      conscientiousness: 85,
      extraversion: 70,
      agreeableness: 90,
      neuroticism: 20,
      empathy: 85,
      humor: 60,
      adaptability: 80,
    },
  });
  const templates = traitTemplates([ana, friendly]);

  it('give the traits as declared, 0 to 100', () => {
    expect(templates.get('friendly-assistant')).toEqual({
      openness: 75,
      conscientiousness: 85,
      extraversion: 70,
      agreeableness: 90,
      neuroticism: 20,
      empathy: 85,
      humor: 60,
      adaptability: 80,
    });
    expect(friendly.traits.empathy).toBe(0.85);
    expect(templates.list()).toMatchObject([
      {
        id: 'friendly-assistant',
        name: 'Friendly Assistant',
        description: 'Helpful, patient, and empathetic',
      },
    ]);
  });

  it('throw for one that is not there', () => {
    expect(() => templates.get('nope')).toThrow(new Error('Template nope not found'));
  });
});
