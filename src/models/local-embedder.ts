import type { Embedder } from '../core/ports/embedder.ts';
import { wordForms } from '../core/retrieval/word-forms.ts';

const dimensions = 256;

/**
 * Likeness of spelling, without network, download or training: the three-letter pieces of words, but those every text has
 * in English or Spanish, hashed into 256 numbers. It finds slips of the pen and related word forms; it does not know what
 * words mean.
 */
export function createLocalEmbedder(): Embedder {
  return {
    name: 'kith-spelling-1',
    likeness: 'spelling',
    dimensions,
    embed: async (texts) => texts.map(vectorOf),
  };
}

function vectorOf(text: string): Float32Array {
  const times = new Map<string, number>();
  for (const word of wordForms(text)) times.set(word, (times.get(word) ?? 0) + 1);
  const vector = new Float32Array(dimensions);
  for (const [word, count] of times) {
    // Said twice is not twice as much about it.
    const weight = 1 + Math.log(count);
    for (const piece of piecesOf(word)) add(vector, piece, weight);
  }
  return normalised(vector);
}

function piecesOf(word: string): readonly string[] {
  const marked = `^${word}$`;
  return Array.from({ length: Math.max(0, marked.length - 2) }, (_, at) => marked.slice(at, at + 3));
}

/** The sign keeps what falls into the same place by chance from adding up. */
function add(vector: Float32Array, feature: string, weight: number): void {
  const hash = hashOf(feature);
  const at = hash % dimensions;
  vector[at] = vector[at]! + (hash & 0x8000_0000 ? -weight : weight);
}

/** FNV-1a with a last mix: its low bits alone are too regular for short texts. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

function normalised(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return vector;
  const length = Math.sqrt(sum);
  return vector.map((value) => value / length);
}
