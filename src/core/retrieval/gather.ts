import type { MessageId, PersonaName, PersonId } from '../ids.ts';
import type { Language } from '../message.ts';
import type { Episode, Fact, StoredMessage, Tier, Venue } from '../ports/records.ts';
import type { Summary } from '../ports/summaries.ts';
import { chooseEpisodes } from './choose-episodes.ts';
import { chooseFacts } from './choose-facts.ts';
import { chooseMessages } from './choose-messages.ts';
import { type ChosenSummary, chooseSummaries } from './choose-summaries.ts';
import type { Intent } from './intent.ts';
import type { Recall } from './recall.ts';
import { relativeAge } from './relative-time.ts';

/** What is remembered for one reply, each with why it was chosen and how long ago it was. */
export interface Recollections {
  readonly facts: readonly { readonly fact: Fact; readonly reason: string }[];
  readonly episodes: readonly {
    readonly episode: Episode;
    readonly score: number;
    readonly reason: string;
    readonly age: string;
  }[];
  /** Of older exchanges. */
  readonly summaries: readonly (ChosenSummary & { readonly age: string })[];
  readonly messages: readonly {
    readonly message: StoredMessage;
    readonly score: number;
    readonly reason: string;
    readonly age: string;
  }[];
}

export interface GatherInput {
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly text: string;
  readonly intent: Intent;
  /** Everything that holds of the person. */
  readonly facts: readonly Fact[];
  /** Called only when the past is asked for. */
  readonly episodes: () => Promise<readonly Episode[]>;
  /** Every summary of the pair; none when absent. */
  readonly summaries?: readonly Summary[];
  readonly limits: {
    readonly facts: number;
    readonly episodes: number;
    readonly messages: number;
    /** 0 when absent. */
    readonly summaries?: number;
  };
  /** Where the reply will stand. */
  readonly place?: Venue['place'];
  /** How well a memory is remembered; fully when absent. Counts only where no word is asked for. */
  readonly retentionOf?: (memory: Episode | Summary) => { readonly strength: number; readonly tier: Tier };
  readonly language: Language;
  /** ms since the epoch. */
  readonly now: number;
  /** Messages the prompt holds already: the recent window and the one being answered. */
  readonly exclude: ReadonlySet<MessageId>;
  /** Whether what was said there may be heard here. Applied before every limit. */
  readonly canHear: (venue: Venue) => boolean;
}

/** Asked of recall above the limit, because repeats of the question fall away afterwards. */
const spare = 6;

/**
 * Brings together what a message calls for, the sources side by side. A source the intent does not call for is
 * not touched. Rejects when the store does.
 */
export async function gather(
  { recall }: { readonly recall: Pick<Recall, 'search'> },
  input: GatherInput,
): Promise<Recollections> {
  const { person, persona, text, intent, limits, language, now, exclude, canHear } = input;
  const { retentionOf = fresh } = input;
  const [episodes, found] = await Promise.all([
    intent.asksAboutPast && limits.episodes > 0 ? input.episodes() : [],
    intent.needsMessages && limits.messages > 0 && intent.subject.length > 0
      ? recall.search({
          person,
          persona,
          stems: intent.subject,
          text,
          limit: limits.messages + spare,
          about: intent.aboutSelf === 'bot' ? 'assistant' : intent.aboutSelf,
          exclude,
          canHear,
        })
      : [],
  ]);
  const audibleFacts = input.facts.filter(
    ({ venue, isShareable, persona: source }) => canHear(venue) && (isShareable || source === persona),
  );
  const audibleEpisodes = episodes.filter((episode) => canHear(episode.venue));
  const ageOf = (at: number): string => relativeAge(at, now, language);
  return {
    facts: chooseFacts(audibleFacts, { intent, text, limit: limits.facts }),
    episodes: chooseEpisodes(audibleEpisodes, {
      subject: intent.subject,
      text,
      limit: limits.episodes,
      strengthOf: (episode) => retentionOf(episode).strength,
    }).map((chosen) => ({ ...chosen, age: ageOf(chosen.episode.at) })),
    summaries: chooseSummaries(
      (input.summaries ?? []).filter(({ venue }) => canHear(venue)),
      {
        intent,
        place: input.place,
        limit: limits.summaries ?? 0,
        tierOf: (summary) => retentionOf(summary).tier,
      },
    ).map((chosen) => ({ ...chosen, age: ageOf(chosen.summary.at) })),
    messages: chooseMessages(found, { intent, text, limit: limits.messages }).map((chosen) => ({
      ...chosen,
      age: ageOf(chosen.message.at),
    })),
  };
}

const fresh = () => ({ strength: 1, tier: 'hot' }) as const;
