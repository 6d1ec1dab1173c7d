import type { PersonId } from '../ids.ts';
import type { SummaryEndChange } from '../ports/memory-changes.ts';
import type { Fact } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { forgottenOf, mentionsForgotten } from './forgotten.ts';

/** Summaries that speak of facts being forgotten go with them; what they covered is summarised again without. */
export async function forgetSummaries(
  { affinity, summaries }: Pick<Store, 'affinity' | 'summaries'>,
  person: PersonId,
  facts: readonly Fact[],
  at: number,
): Promise<readonly SummaryEndChange[]> {
  const forgotten = forgottenOf(
    facts.map((fact) => ({ ...fact, endedAt: at, endedBecause: 'forgotten' })),
    [],
  );
  const pairs = await affinity.ofPerson(person);
  const written = await Promise.all(pairs.map(({ persona }) => summaries.ofPair(person, persona)));
  return written
    .flat()
    .filter(({ text, at: until }) => mentionsForgotten(text, until, forgotten))
    .map(({ id }) => ({ kind: 'summary.end', person, id }));
}
