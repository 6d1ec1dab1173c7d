import { fold } from '../affinity/fold.ts';
import type { Language } from '../message.ts';
import { isPoisoned } from './poison-words.ts';

export interface SummarisedMessage {
  readonly speaker: 'user' | 'assistant';
  readonly text: string;
  readonly at: number;
}

/** Lines of the person that are quoted at most, and how long each may be. */
const MOST_LINES = 6;
const LONGEST_LINE = 160;

const HEADS: Readonly<Record<Language, string>> = { en: 'The user said:', es: 'La persona dijo:' };
const NOTHING: Readonly<Record<Language, string>> = { en: 'Only small talk.', es: 'Solo charla.' };

const ABOUT_SELF =
  /\b(?:i|i'm|i've|i'll|my|me|mine|we|our|yo|mi|mis|me|soy|estoy|tengo|voy|quiero|fui|nosotros|nuestr[oa])\b/;
const WHEN =
  /\b(?:today|yesterday|tomorrow|tonight|week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|hoy|ayer|manana|semana|mes|ano|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b|\d/;

/**
 * A summary without a model: the person's own lines that say most, quoted in order with their day. Nothing is said that
 * they did not say; a stretch without such a line is called small talk.
 */
export function summariseByRule(messages: readonly SummarisedMessage[], language: Language): string {
  const lines = messages
    .filter(({ speaker }) => speaker === 'user')
    .map(({ text, at }) => ({ text: clipped(text), at }))
    .filter(({ text }) => !isPoisoned(text, LONGEST_LINE + 1));
  const known = countWords(lines.map(({ text }) => text));
  const seen = new Set<string>();
  const weighed = lines.flatMap((line, index) => {
    const { folded } = fold(line.text);
    const words = wordsOf(folded);
    const key = words.join(' ');
    if (words.length < 2 || seen.has(key)) return [];
    seen.add(key);
    return [{ line, index, weight: weightOf(folded, words, known) }];
  });
  const best = weighed
    .toSorted((one, other) => other.weight - one.weight || one.index - other.index)
    .slice(0, MOST_LINES)
    .toSorted((one, other) => one.index - other.index);
  if (best.length === 0) return NOTHING[language];
  const quotes = best.map(({ line }) => `"${line.text}" (${new Date(line.at).toISOString().slice(0, 10)})`);
  return `${HEADS[language]} ${quotes.join('; ')}.`;
}

/** Rare words count, of oneself and of a time more, questions less. */
function weightOf(folded: string, words: readonly string[], known: ReadonlyMap<string, number>): number {
  const novelty = [...new Set(words)].reduce((sum, word) => sum + 1 / (known.get(word) ?? 1), 0);
  const about = (ABOUT_SELF.test(folded) ? 2 : 0) + (WHEN.test(folded) ? 1 : 0);
  return Math.min(novelty, 12) + about - (/[?¿]/.test(folded) ? 3 : 0);
}

function countWords(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(wordsOf(fold(text).folded))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Three letters or more: shorter ones are grammar in both languages. */
function wordsOf(folded: string): readonly string[] {
  return folded.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('"', '”').trim();
  if (line.length <= LONGEST_LINE) return line;
  const cut = line.slice(0, LONGEST_LINE - 1).toWellFormed();
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST_LINE / 2)).trimEnd()}…`;
}
