import type { PersonaName, PersonId } from '../ids.ts';
import type { Episode, Venue } from '../ports/records.ts';
import { chooseEpisodes } from './choose-episodes.ts';
import type { Recollections } from './gather.ts';
import type { Recall, Recalled } from './recall.ts';
import { stems } from './words.ts';

export interface MemorySearch {
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly query: string;
  /** Of episodes and of messages each. */
  readonly limit?: number;
  readonly episodes: () => Promise<readonly Episode[]>;
  /** Applied before the limit. */
  readonly canHear: (venue: Venue) => boolean;
}

/** What a person finds when they search their memories by words: every word counts, nothing is read into them. */
export async function searchMemories(
  { recall }: { readonly recall: Pick<Recall, 'search'> },
  { person, persona, query, limit = 3, episodes, canHear }: MemorySearch,
): Promise<{
  readonly episodes: readonly Omit<Recollections['episodes'][number], 'age'>[];
  readonly messages: readonly Recalled[];
}> {
  const subject = stems(query);
  if (subject.length === 0) return { episodes: [], messages: [] };
  const [stored, messages] = await Promise.all([
    episodes(),
    recall.search({ person, persona, stems: subject, limit, canHear }),
  ]);
  const audible = stored.filter(({ venue }) => canHear(venue));
  return { episodes: chooseEpisodes(audible, { subject, text: query, limit }), messages };
}
