import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectEmotion } from '../../../src/core/mood/emotion.ts';

describe('the emotion a message shows', () => {
  it.each([
    ['I am so happy today', 'joy'],
    ['estoy muy feliz', 'joy'],
    ['jajaja qué risa', 'joy'],
    ['😂😂😂', 'joy'],
    ['My dog died yesterday', 'sadness'],
    ['Mi perro murió ayer', 'sadness'],
    ['I feel so sad and lonely', 'sadness'],
    ['me siento muy triste', 'sadness'],
    ['😭', 'sadness'],
    ['this makes me furious', 'anger'],
    ['qué rabia, estoy enojado', 'anger'],
    ["I'm scared of the dark", 'fear'],
    ['tengo mucho miedo', 'fear'],
    ['wow, I did not expect that, what a surprise', 'surprise'],
    ['no lo puedo creer, qué sorpresa', 'surprise'],
    ['that is disgusting, yuck', 'disgust'],
    ['puaj, qué asco', 'disgust'],
    ['thank you so much', 'trust'],
    ['muchas gracias', 'trust'],
    ["I can't wait, so excited", 'excitement'],
    ['estoy emocionada', 'excitement'],
    ['I wonder why', 'curiosity'],
    ['qué frustración', 'frustration'],
  ])('reads %j as %s', (text, emotion) => {
    expect(detectEmotion(text)?.emotion).toBe(emotion);
  });

  it.each([
    'Hola',
    'Hello',
    '¿Qué tal?',
    'How are you?',
    'Me llamo Diego',
    'My name is Diego',
    'Message 7',
    'mensaje 3',
    'ok',
    '',
    '12345',
    "I'm fine",
    'voy al trabajo',
  ])('reads none in %j', (text) => {
    expect(detectEmotion(text)).toBeUndefined();
  });

  it('is moved by degree words and denied by denials', () => {
    const plain = detectEmotion('I am sad')!.intensity;
    expect(plain).toBe(0.5);
    expect(detectEmotion('I am very sad')!.intensity).toBeGreaterThan(plain);
    expect(detectEmotion('I am not sad')).toBeUndefined();
    expect(detectEmotion('no estoy triste')).toBeUndefined();
    expect(detectEmotion('no, estoy triste')?.emotion).toBe('sadness');
  });

  it('shows the words it went by', () => {
    expect(detectEmotion('Estoy MUY Feliz')?.evidence).toEqual(['Feliz']);
  });

  it('takes any text and keeps intensity within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', 'happy ', 'triste 😭 '),
        (text, more) => {
          const found = detectEmotion(more.repeat(30) + text);
          if (found !== undefined) expect(found.intensity).toBeGreaterThan(0);
          if (found !== undefined) expect(found.intensity).toBeLessThanOrEqual(1);
        },
      ),
    );
    expect(() => detectEmotion('a'.repeat(100_000))).not.toThrow();
    expect(() => detectEmotion('😭'.repeat(50_000))).not.toThrow();
  });
});
