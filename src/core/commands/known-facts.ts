import { renderFact } from '../memory/fact-label.ts';
import { canHear } from '../memory/visibility.ts';
import type { Fact } from '../ports/records.ts';
import type { CommandContext } from './command.ts';

/**
 * What is known of the person and may be told here: a list asked for in a public place may be shown there by mistake of
 * a platform, so private things stay out of it.
 */
export async function audibleFacts({ store, person, place }: CommandContext): Promise<readonly Fact[]> {
  return (await store.facts.ofPerson(person.id)).filter((fact) => canHear(fact.venue, place));
}

/** `Name: Diego`, in the reader's language. */
export function factLine(fact: Fact, { language }: CommandContext): string {
  const { label, text } = renderFact(fact, language);
  return `${label}: ${text}`;
}
