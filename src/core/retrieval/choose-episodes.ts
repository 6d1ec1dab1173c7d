import type { Episode } from '../ports/records.ts';
import { factCategories } from './fact-categories.ts';
import { stems } from './words.ts';

interface ChooseOptions {
  /** Stems of what is asked for; none for the past in general. */
  readonly subject: readonly string[];
  readonly text: string;
  readonly limit: number;
  /** How well an episode is remembered, 0–1; counts only where the past in general is asked for. Default 1. */
  readonly strengthOf?: (episode: Episode) => number;
}

/** What a word of the question is worth by where the episode has it. */
const inHeading = 1;
const inSummary = 0.5;
/** The same topic without a common word: "perro" asked, tagged "pet". */
const sameTopic = 0.25;

/**
 * The episodes a question is about: the share of its words they have × importance, best first. A question about
 * the past in general ("do you remember what we talked about?") brings the most important that have not faded; one about something no
 * episode knows brings none.
 */
export function chooseEpisodes(
  episodes: readonly Episode[],
  { subject, text, limit, strengthOf = () => 1 }: ChooseOptions,
): readonly { readonly episode: Episode; readonly score: number; readonly reason: string }[] {
  const topics = new Set(factCategories(text));
  return episodes
    .map((episode) => {
      const { match, reason } =
        subject.length === 0
          ? { match: strengthOf(episode), reason: 'important' }
          : matchOf(episode, subject, topics);
      return { episode, score: (match * episode.importance) / 10, reason };
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || other.episode.at - one.episode.at)
    .slice(0, Math.max(0, limit));
}

interface EpisodeWords {
  readonly heading: ReadonlySet<string>;
  readonly summary: ReadonlySet<string>;
  readonly topics: readonly string[];
}

/** Episodes live in the cache between two questions; what they are found by is worked out once. */
const known = new WeakMap<Episode, EpisodeWords>();

function wordsOf(episode: Episode): EpisodeWords {
  const held = known.get(episode);
  if (held !== undefined) return held;
  const heading = `${episode.title} ${episode.tags.join(' ')}`;
  const made: EpisodeWords = {
    heading: new Set(stems(heading)),
    summary: new Set(stems(episode.summary)),
    topics: factCategories(`${heading} ${episode.summary}`),
  };
  known.set(episode, made);
  return made;
}

function matchOf(
  episode: Episode,
  subject: readonly string[],
  topics: ReadonlySet<string>,
): { readonly match: number; readonly reason: string } {
  const { heading: headingStems, summary: summaryStems, topics: own } = wordsOf(episode);
  const common = subject.filter((stem) => headingStems.has(stem) || summaryStems.has(stem));
  if (common.length > 0) {
    const worth = common.reduce((sum, stem) => sum + (headingStems.has(stem) ? inHeading : inSummary), 0);
    return { match: worth / subject.length, reason: `about ${common.join(', ')}` };
  }
  const shared = own.find((topic) => topics.has(topic));
  return shared === undefined ? { match: 0, reason: '' } : { match: sameTopic, reason: `topic ${shared}` };
}
