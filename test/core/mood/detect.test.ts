import { describe, expect, it } from 'vitest';
import { classifyInteraction } from '../../../src/core/affinity/interaction.ts';
import { detectMood, type MoodsOf } from '../../../src/core/mood/detect.ts';

const moods: MoodsOf = {
  neutral: {},
  shy: {},
  happy: {},
  triste: {},
  stormy: { emotion: 'anger' },
  worried: {},
  sorpresa: { emotion: null },
};
const mood = (text: string, of: MoodsOf = moods) =>
  detectMood(text, of, { interaction: classifyInteraction(text).kind });

describe('the mood a message puts a persona in', () => {
  it.each([
    ['Eres linda', 'shy'],
    ["You're pretty", 'shy'],
    ['Hola Alicia, eres muy linda', 'shy'],
    ["Hello Alicia, you're very pretty", 'shy'],
    ['I passed, I am so happy!', 'happy'],
    ['¡Estoy feliz!', 'happy'],
    ['So excited, I cannot wait', 'happy'],
    ['My dog died yesterday', 'triste'],
    ['Mi perro Max murió ayer', 'triste'],
    ["You're stupid", 'stormy'],
    ['Eres una idiota', 'stormy'],
    ['this is so frustrating', 'stormy'],
    ["I'm scared", 'worried'],
    ['tengo miedo', 'worried'],
  ])('takes %j to %s', (text, label) => {
    expect(mood(text)?.label).toBe(label);
  });

  it('is shy at 0.3 after a compliment, exactly', () => {
    expect(mood('Eres linda')).toEqual({ label: 'shy', intensity: 0.3 });
    expect(mood("You're pretty")).toEqual({ label: 'shy', intensity: 0.3 });
  });

  it.each([
    'Hola',
    'Hello',
    '¿Qué tal?',
    'How are you?',
    'Me llamo Diego',
    'My name is Diego',
    'Message 7',
    'mensaje 12',
    'ok',
    'no eres linda',
    '¿eres linda?',
    'wow, what a surprise',
    'Voy al cine',
    'What time is it?',
    '',
  ])('leaves it as it is after %j', (text) => {
    expect(mood(text)).toBeUndefined();
  });

  it('only ever names moods the persona has', () => {
    expect(mood('Eres linda', { neutral: {} })).toBeUndefined();
    expect(mood('Eres linda', { neutral: {}, happy: {} })?.label).toBe('happy');
    expect(mood('I am furious', { neutral: {}, shy: {} })).toBeUndefined();
    expect(mood('wow, what a surprise')).toBeUndefined();
  });

  it('follows the persona’s own rules alone where it has some, interactions before emotions', () => {
    const own: MoodsOf = {
      neutral: { on: { message: 0.1 } },
      proud: { on: { compliment: 0.8 } },
      tender: { on: { sadness: 0.6, joy: 0.2 } },
      happy: {},
    };
    expect(mood('Eres linda', own)).toEqual({ label: 'proud', intensity: 0.8 });
    expect(mood('I am so sad', own)).toEqual({ label: 'tender', intensity: 0.6 });
    expect(mood('estoy feliz', own)).toEqual({ label: 'tender', intensity: 0.2 });
    expect(mood('voy al cine', own)).toEqual({ label: 'neutral', intensity: 0.1 });
    expect(mood('voy al cine', { proud: { on: { compliment: 0.8 } } })).toBeUndefined();
    expect(mood('Eres linda', { a: { on: { compliment: 0.2 } }, b: { on: { compliment: 7 } } })).toEqual({
      label: 'b',
      intensity: 1,
    });
  });
});
