import { type Intent, readIntent } from './intent.ts';
import type { Recalled } from './recall.ts';
import { stems } from './words.ts';

interface ChooseOptions {
  readonly intent: Intent;
  readonly text: string;
  readonly limit: number;
}

/** Share of the best score below which a message is a weak tail, there only because something had to be third. */
const tail = 0.6;
/** A neighbour of what was said of it has to say something itself, in stems. */
const leastContent = 3;
/** A message that asks for a memory seldom is one. */
const askingFactor = 0.5;

/** What recall found without repeats, without the question itself and without the weak tail; best first. */
export function chooseMessages(
  found: readonly Recalled[],
  { intent: { subject }, text, limit }: ChooseOptions,
): readonly (Recalled & { readonly reason: string })[] {
  const asked = new Set(subject);
  const seen = new Set([stems(text).join(' ')]);
  const distinct = found.flatMap(({ message, score, likeness }) => {
    const own = stems(message.text);
    const key = own.join(' ');
    if (seen.has(key)) return [];
    seen.add(key);
    const common = own.filter((stem) => asked.has(stem));
    if (common.length === 0 && likeness === undefined && own.length < leastContent) return [];
    const isAsking = message.speaker === 'user' && readIntent(message.text).asksAboutPast;
    const reason =
      common.length > 0
        ? `says ${common.join(', ')}`
        : likeness === undefined
          ? 'beside what was said of it'
          : `alike (${likeness.toFixed(2)})`;
    return [{ message, score: isAsking ? score * askingFactor : score, reason }];
  });
  const ranked = distinct.sort((one, other) => other.score - one.score).slice(0, Math.max(0, limit));
  const best = ranked[0]?.score ?? 0;
  return ranked.filter(({ score }) => score >= tail * best);
}
