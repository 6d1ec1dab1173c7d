import { findFacts } from '../memory/fact-patterns.ts';
import { looksLikeFact } from '../memory/looks-like-fact.ts';
import type { FactChange } from '../ports/changes.ts';
import type { Fact, Json, PastFact, StoredMessage } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { stems } from '../retrieval/words.ts';
import { isOutOfCharacter } from './attend.ts';
import { ownWords } from './heard.ts';
import type { Parts } from './parts.ts';

/** Latest messages of a pair, both sides, that are looked through for who else told a fact. */
const LOOKED_THROUGH = 500;

/** What a message had denied holds again, unless something newer does: telling a fact says which. */
export async function deniedBy(store: Store, message: StoredMessage): Promise<readonly FactChange[]> {
  const denials = findFacts(ownWords(message.text)).filter(({ ends }) => ends === true);
  if (denials.length === 0) return [];
  const past = await store.facts.past(message.person);
  return past
    .filter(({ endedBecause, endedAt }) => endedBecause === 'denied' && endedAt === message.at)
    .filter((fact) => denials.some((denial) => isSameKey(denial, fact)))
    .map((fact) => ({ kind: 'fact', fact }));
}

/**
 * A fact is kept with the message that told it first, and one that is older than what holds is not kept at all. When
 * facts are taken back, the last of the other messages that told one decides what holds.
 */
export async function toldAgain(
  parts: Parts,
  { person }: StoredMessage,
  gone: readonly Fact[],
  cause: string,
): Promise<readonly FactChange[]> {
  const { store, personas } = parts;
  const owner = gone.length === 0 ? undefined : await store.people.get(person);
  if (!owner?.isRemembered) return [];
  const [held, past, pairs] = await Promise.all([
    store.facts.ofPerson(person),
    store.facts.past(person),
    store.affinity.ofPerson(person),
  ]);
  const histories = await Promise.all(
    pairs.map(({ persona }) => store.messages.history(person, persona, LOOKED_THROUGH)),
  );
  const said = histories
    .flat()
    .filter(({ speaker }) => speaker === 'user')
    .toSorted((one, other) => one.at - other.at);
  return gone.flatMap((fact, index) => {
    const told = said.flatMap((message) => tellingOf(message, fact)).at(-1);
    if (told === undefined || isOutdated(told, fact, held, past)) return [];
    const { message, value } = told;
    const { at, venue, persona, id } = message;
    const isShareable = personas.find(persona)?.memory.shareable ?? fact.isShareable;
    const telling = { message: id, venue, persona, isShareable, firstMentioned: at, updatedAt: at };
    return [{ kind: 'fact', fact: { ...fact, ...telling, value, id: `${cause}:fact:${index}` } }];
  });
}

interface Telling {
  readonly message: StoredMessage;
  readonly value: Json;
}

function tellingOf(message: StoredMessage, fact: Fact): readonly Telling[] {
  const text = ownWords(message.text);
  if (message.venue.audience !== 'one' && isOutOfCharacter(text)) return [];
  const found = findFacts(text).findLast((each) => each.ends !== true && isSameKey(each, fact));
  if (found !== undefined) return [{ message, value: found.value }];
  if (fact.source !== 'model') return [];
  // Learned by a model: nobody is asked again, the words have to be there.
  const there = new Set(stems(text));
  const wanted = stems(textOf(fact.value));
  const isThere = wanted.length > 0 && wanted.every((stem) => there.has(stem)) && looksLikeFact(text);
  return isThere ? [{ message, value: fact.value }] : [];
}

/** Whether what holds is as new, or it ended after it was told. */
function isOutdated(
  { message, value }: Telling,
  fact: Fact,
  held: readonly Fact[],
  past: readonly PastFact[],
): boolean {
  const present = held.find((each) => isSameKey(each, fact));
  if (present !== undefined)
    return present.updatedAt >= message.at || textOf(present.value) === textOf(value);
  return past.some(
    (each) => isSameKey(each, fact) && each.endedBecause !== 'superseded' && each.endedAt >= message.at,
  );
}

const isSameKey = (one: Pick<Fact, 'category' | 'key'>, other: Pick<Fact, 'category' | 'key'>): boolean =>
  one.category === other.category && one.key === other.key;

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
