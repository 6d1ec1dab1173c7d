import type { Fact, Json } from '../ports/records.ts';
import type { Intent } from './intent.ts';
import { stems } from './words.ts';

interface ChooseOptions {
  readonly intent: Intent;
  readonly text: string;
  readonly limit: number;
}

/**
 * The facts a message calls for: those of its categories and those it names by value, qualifier or key. When there
 * are more than `limit`, named ones stay before the rest; the result is in order of confidence, then newest first.
 */
export function chooseFacts(
  facts: readonly Fact[],
  { intent, text, limit }: ChooseOptions,
): readonly { readonly fact: Fact; readonly reason: string }[] {
  const asked = new Set(stems(text));
  const all = intent.categories.includes('*');
  const wanted = facts.flatMap((fact) => {
    const named = stemsOf(fact).filter((stem) => asked.has(stem));
    const inCategory = intent.categories.includes(fact.category);
    if (named.length === 0 && !inCategory && !all) return [];
    const reason =
      named.length > 0 ? `names ${named.join(', ')}` : inCategory ? `category ${fact.category}` : 'the past';
    return [{ fact, reason, isNamed: named.length > 0 }];
  });
  return wanted
    .sort((one, other) => Number(other.isNamed) - Number(one.isNamed) || bySureness(one.fact, other.fact))
    .slice(0, Math.max(0, limit))
    .sort((one, other) => bySureness(one.fact, other.fact))
    .map(({ fact, reason }) => ({ fact, reason }));
}

/** Facts live in the cache between two messages; what they are found by is worked out once. */
const known = new WeakMap<Fact, readonly string[]>();

function stemsOf(fact: Fact): readonly string[] {
  const held = known.get(fact);
  if (held !== undefined) return held;
  const made = stems(`${fact.key.replaceAll('_', ' ')} ${written(fact.value)} ${fact.qualifier ?? ''}`);
  known.set(fact, made);
  return made;
}

function bySureness(one: Fact, other: Fact): number {
  return other.confidence - one.confidence || other.updatedAt - one.updatedAt;
}

function written(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
