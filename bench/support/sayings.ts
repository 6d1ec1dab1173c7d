import { chance } from './chance.ts';

/** What people say, without end and the same for the same seed. */
export interface Sayings {
  /** A line of a long history: everyday words, and rarer ones as seldom as they are in real talk. */
  history(): string;
  /** A turn of small talk: greetings, moods, facts, one in forty a long story. */
  plain(): string;
  /** A question that needs the history. */
  question(): string;
}

/** Different topics; each rank is about as frequent as Zipf's law says. */
const TOPICS = 8_000;
const SYLLABLES = 'ka mi ro ten sal vu pre lin go dar bes tu nor fa cle ix mon ra pi zel'.split(' ');

const PLAIN = [
  'Hi! How are you today?',
  '¡Hola! ¿Cómo estás hoy?',
  'I just got home, it was a long day at work.',
  'Acabo de llegar a casa, ha sido un día muy largo.',
  'That made me laugh, thank you for being here.',
  'Eres muy amable, gracias por escucharme.',
  'My favorite food is ramen and I could eat it every day.',
  'Mi color favorito es el verde oscuro.',
  'I am a bit worried about the exam tomorrow.',
  'Estoy un poco triste, la verdad.',
  'ok',
  'jajaja sí',
  'What would you cook with rice, eggs and two onions?',
  '¿Qué película me recomiendas para esta noche?',
  'My sister Laura works as a nurse in Sevilla.',
  'Trabajo como programador en una empresa pequeña.',
  'I live in Lisbon now, we moved here in spring.',
  'Mañana tengo una entrevista y no sé qué ponerme.',
  'You are boring me a little today.',
  'Me encanta cómo explicas las cosas.',
];
const FRAMES = [
  'I was thinking about the TOPIC again, and then TOPIC came up at dinner.',
  'Ayer estuve con mi hermana y hablamos de TOPIC toda la tarde.',
  'We finally fixed the TOPIC, it only took three weekends and a lot of coffee.',
  'No sé si te lo conté, pero el TOPIC me trae buenos recuerdos.',
  'The weather is nice today. Do you like the rain?',
  'Sí, claro, eso suena muy bien.',
  'My neighbour says that TOPIC is better than TOPIC, but I do not believe it.',
  'Esta semana hay mucho trabajo y poco TOPIC.',
  'Good night, talk to you tomorrow.',
  'I read that TOPIC and TOPIC are going to close, which is a pity for the whole street.',
];
const QUESTIONS = [
  'Do you remember what I told you about the TOPIC?',
  '¿Te acuerdas de lo que te conté de TOPIC?',
  'What did I say about TOPIC and my neighbour?',
  '¿Qué te dije de TOPIC la otra vez?',
  'When did we talk about TOPIC at dinner?',
];

export function sayings(seed: number): Sayings {
  const next = chance(seed);
  const pick = (lines: readonly string[]) => lines[Math.floor(next() * lines.length)]!;
  // Rank r with a probability near 1/r: a uniform exponent spreads evenly over the orders of magnitude.
  const topic = () => topicOf(Math.floor(TOPICS ** next()));
  const filled = (frame: string) => frame.replaceAll('TOPIC', topic);
  return {
    history: () => filled(pick(FRAMES)),
    plain() {
      if (next() >= 1 / 40) return pick(PLAIN);
      return Array.from({ length: 30 }, () => filled(pick(FRAMES))).join(' ');
    },
    question: () => filled(pick(QUESTIONS)),
  };
}

/** A word of its own for every rank; no two alike. */
function topicOf(rank: number): string {
  let word = '';
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length];
  }
  return word;
}
