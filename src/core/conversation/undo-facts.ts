import { findFacts } from '../memory/fact-patterns.ts';
import { looksLikeFact } from '../memory/looks-like-fact.ts';
import type { FactChange } from '../ports/changes.ts';
import type { Fact, Json, StoredMessage } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { stems } from '../retrieval/words.ts';
import type { Parts } from './parts.ts';

/** Messages of a pair that are looked at for a fact that was told more than once. */
const HITS = 30;

/** What a message had denied holds again, unless something newer does: telling a fact says which. */
export async function deniedBy(store: Store, message: StoredMessage): Promise<readonly FactChange[]> {
  const denials = findFacts(message.text).filter(({ ends }) => ends === true);
  if (denials.length === 0) return [];
  const past = await store.facts.past(message.person);
  return past
    .filter(({ endedBecause, endedAt }) => endedBecause === 'denied' && endedAt === message.at)
    .filter((fact) => denials.some(({ category, key }) => fact.category === category && fact.key === key))
    .map((fact) => ({ kind: 'fact', fact }));
}

/**
 * A fact is kept with the message that told it first. When that one is taken back, others may have told the same: the
 * first of them is its message then.
 */
export async function toldAgain(
  parts: Parts,
  { person }: StoredMessage,
  facts: readonly Fact[],
  cause: string,
): Promise<readonly FactChange[]> {
  const { store } = parts;
  const owner = facts.length === 0 ? undefined : await store.people.get(person);
  if (!owner?.isRemembered) return [];
  const pairs = await store.affinity.ofPerson(person);
  const changes: FactChange[] = [];
  for (const [index, fact] of facts.entries()) {
    const wanted = stems(textOf(fact.value));
    const hits = await Promise.all(
      pairs.map(({ persona }) => store.messages.search(person, persona, wanted, HITS)),
    );
    const first = hits
      .flat()
      .map(({ message }) => message)
      .filter((message) => message.speaker === 'user' && tells(message, fact, wanted))
      .toSorted((one, other) => one.at - other.at)[0];
    if (first === undefined) continue;
    const { at, venue, persona, id } = first;
    const isShareable = parts.personas.find(persona)?.memory.shareable ?? fact.isShareable;
    const told = { message: id, venue, persona, isShareable, firstMentioned: at, updatedAt: at };
    changes.push({ kind: 'fact', fact: { ...fact, ...told, id: `${cause}:fact:${index}` } });
  }
  return changes;
}

function tells({ text }: StoredMessage, fact: Fact, wanted: readonly string[]): boolean {
  const isFound = findFacts(text).some(
    ({ category, key, value, ends }) =>
      ends !== true && category === fact.category && key === fact.key && isSame(stems(textOf(value)), wanted),
  );
  if (isFound || fact.source !== 'model') return isFound;
  // Learned by a model: nobody is asked again, the words have to be there.
  const there = new Set(stems(text));
  return looksLikeFact(text) && wanted.length > 0 && wanted.every((stem) => there.has(stem));
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((stem, index) => stem === other[index]);

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
