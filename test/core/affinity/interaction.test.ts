import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyInteraction, type InteractionKind } from '../../../src/core/affinity/interaction.ts';

const SAID: Readonly<Record<InteractionKind, readonly string[]>> = {
  compliment: [
    "You're pretty",
    'You are pretty',
    'Eres linda',
    'Eres un encanto',
    'eres una maravilla',
    "Hello Alicia, you're very pretty",
    'Hola Alicia, eres muy linda',
    'qué guapa eres',
    'I love your voice',
    'You’re so smart!!',
    'youre beautiful',
    'ur so cute',
    'YOU ARE AMAZING',
    'I think you are a really kind person',
    'You are pretty Alicia',
    'You are pretty and smart',
    "you're pretty smart",
    'wow, you look gorgeous today',
    'Your smile is beautiful',
    'you have a lovely voice',
    'what a beautiful voice',
    'why are you so cute?',
    'did you know you are adorable?',
    "has anyone told you that you're wonderful?",
    'I must say you are brilliant',
    "You're the best!",
    'hey gorgeous',
    'you always make me smile',
    'I love talking to you',
    "You're not bad at all",
    'Thank you, you are so sweet',
    'Sos re linda',
    'Eres la mejor',
    'eres una persona maravillosa',
    'Creo que eres muy inteligente',
    'tu voz es preciosa',
    'Me encanta tu voz',
    'me encanta hablar contigo',
    'te ves hermosa',
    'Tienes una sonrisa muy bonita',
    '¿Por qué eres tan linda?',
    'sabías que eres increíble?',
    'Eres lindísima',
    'hola guapa',
    'Me haces muy feliz',
    'sí, eres muy divertida',
    'Qué linda voz tienes',
    'Eres un sol',
    'your beautiful',
  ],
  insult: [
    "you're stupid",
    'You are so annoying',
    'you are pretty annoying',
    'eres tonta',
    'Cállate',
    'I hate you',
    'shut up',
    'you suck',
    'stupid bot',
    'you idiot',
    'fuck you',
    'why are you so dumb?',
    'You are pretty but you are stupid',
    'eres una idiota',
    'te odio',
    'Eres muy fea',
    'vete a la mierda',
    'me caes mal',
    'no sirves para nada',
    'imbécil',
    'tu voz es horrible',
    'qué tonta eres',
    '¿por qué eres tan tonta?',
  ],
  affection: ['I love you', 'te quiero mucho', 'Te amo', 'I miss you so much', 'te extraño', 'Me gustas'],
  apology: ["I'm sorry", 'Sorry, I was tired', 'Perdóname', 'lo siento', 'my bad', 'Te pido disculpas'],
  thanks: ['Thank you!', 'thanks a lot', 'Muchas gracias', 'Gracias por escucharme', 'gracias a ti'],
  greeting: ['Hello', 'Hola', 'hi there', 'Buenos días', 'Good morning Alicia', '¿Qué tal?', 'How are you?'],
  message: [
    "You're not pretty",
    'no eres linda',
    'My sister is pretty',
    'Mi hermana es linda',
    'Am I pretty?',
    '¿Soy linda?',
    "do you think she's beautiful?",
    'eres una persona',
    'He told me "you are pretty"',
    'Me dijo «eres linda»',
    "you said I'm smart",
    'you said you are smart',
    'Dijiste que eres lista',
    'Are you smart?',
    '¿Eres inteligente?',
    'Eres linda?',
    'you are pretty sure about that',
    "You're pretty... not!",
    "yeah right, you're so smart",
    'sí, claro, eres muy lista 🙄',
    'if you were pretty',
    'if you are smart you will know',
    'si eres inteligente lo sabrás',
    'Nunca eres amable',
    'my boss told me you are stupid',
    'I feel stupid',
    'this stupid exam',
    'me siento tonta',
    'qué tonta soy',
    'este examen estúpido',
    "I don't hate you",
    'no te odio',
    "you're not stupid",
    'no eres tonta',
    'am I ugly?',
    'not bad at all',
    'no, gracias a mi madre estoy bien',
    "I'd love your help",
    'I love your sister',
    'The weather is beautiful',
    'Max was my best friend',
    "You're pretty stupid, just kidding",
    'estás lista para salir?',
    'estás aburrida',
    'te quiero preguntar algo',
    'thanks to my mom I passed',
    'You are right',
    "You're welcome",
    'Just like you',
    'Me llamo Diego',
    'Message 7',
    'mensaje 3',
    '',
    '   ',
    '?!',
    '> you are pretty',
  ],
};

describe('what a person did by writing', () => {
  for (const [kind, texts] of Object.entries(SAID)) {
    it.each(texts)(`reads ${kind} in %j`, (text) => {
      expect(classifyInteraction(text).kind).toBe(kind);
    });
  }

  it('shows the words that decided as they were written', () => {
    expect(classifyInteraction('Hola Alicia, Eres muy LINDA!').evidence).toBe('Eres muy LINDA');
    expect(classifyInteraction('Qué tal. ¡Qué guapa eres!').evidence).toBe('Qué guapa eres');
    expect(classifyInteraction('Me llamo Diego')).toEqual({ kind: 'message' });
  });

  it('takes any text, and its evidence is part of that text', () => {
    const pieces = fc.constantFrom(
      'you are ',
      'eres ',
      'pretty ',
      'linda',
      '"',
      "'",
      ', ',
      '¿',
      '\u0000',
      '\ud800',
      'no ',
      '🙄',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { kind, evidence } = classifyInteraction(text);
        expect(Object.keys(SAID)).toContain(kind);
        expect(evidence === undefined).toBe(kind === 'message');
        if (evidence !== undefined) expect(text.normalize('NFC')).toContain(evidence);
      }),
    );
  });

  it.each([
    'you are very ',
    'eres muy la ',
    "'a ",
    '"',
    ' ',
    'a',
    'your a ',
    'i really ',
    '> ',
    '\u0301',
    'tienes a a ',
  ])('reads 100,000 characters of %j without choking', (piece) => {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    expect(classifyInteraction(text).kind).toBe('message');
  });
});
