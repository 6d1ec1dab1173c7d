import type { Tier, Venue } from '../ports/records.ts';
import type { Summary } from '../ports/summaries.ts';
import type { Intent } from './intent.ts';
import { stems } from './words.ts';

interface ChooseOptions {
  readonly intent: Pick<Intent, 'asksAboutPast' | 'subject'>;
  /** Where the reply will stand. */
  readonly place: Venue['place'] | undefined;
  readonly limit: number;
  readonly tierOf: (summary: Summary) => Tier;
}

export interface ChosenSummary {
  readonly summary: Summary;
  readonly score: number;
  readonly reason: string;
  /** The past was asked for. */
  readonly isAsked: boolean;
}

/**
 * The summaries a message calls for. One about something brings those with its words, best first, however faded they are;
 * one about the past in general the latest. Unasked only the latest hot one of this place comes along: what was said before
 * the recent messages.
 */
export function chooseSummaries(
  summaries: readonly Summary[],
  { intent: { asksAboutPast, subject }, place, limit, tierOf }: ChooseOptions,
): readonly ChosenSummary[] {
  if (limit < 1) return [];
  const newest = summaries.toSorted((one, other) => other.at - one.at);
  if (!asksAboutPast) {
    const latest = newest.find((summary) => summary.venue.place === place && tierOf(summary) === 'hot');
    return latest === undefined
      ? []
      : [{ summary: latest, score: 0, reason: 'before the recent messages', isAsked: false }];
  }
  if (subject.length === 0)
    return newest.slice(0, limit).map((summary) => ({ summary, score: 1, reason: 'latest', isAsked: true }));
  return newest
    .flatMap((summary): readonly ChosenSummary[] => {
      const there = wordsOf(summary);
      const common = subject.filter((stem) => there.has(stem));
      if (common.length === 0) return [];
      const reason = `about ${common.join(', ')}`;
      return [{ summary, score: common.length / subject.length, reason, isAsked: true }];
    })
    .toSorted((one, other) => other.score - one.score)
    .slice(0, limit);
}

/** Summaries live in the cache between two questions; their words are worked out once. */
const known = new WeakMap<Summary, ReadonlySet<string>>();

function wordsOf(summary: Summary): ReadonlySet<string> {
  const held = known.get(summary);
  if (held !== undefined) return held;
  const made = new Set(stems(summary.text));
  known.set(summary, made);
  return made;
}
