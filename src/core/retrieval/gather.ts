import type { MessageId, PersonaName, PersonId } from '../ids.ts';
import type { Language } from '../message.ts';
import type { Episode, Fact, StoredMessage, Venue } from '../ports/records.ts';
import { chooseEpisodes } from './choose-episodes.ts';
import { chooseFacts } from './choose-facts.ts';
import { chooseMessages } from './choose-messages.ts';
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
  readonly limits: { readonly facts: number; readonly episodes: number; readonly messages: number };
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
  const [episodes, found] = await Promise.all([
    intent.asksAboutPast && limits.episodes > 0 ? input.episodes() : [],
    intent.needsMessages && limits.messages > 0 && intent.subject.length > 0
      ? recall.search({
          person,
          persona,
          stems: intent.subject,
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
    episodes: chooseEpisodes(audibleEpisodes, { subject: intent.subject, text, limit: limits.episodes }).map(
      (chosen) => ({
        ...chosen,
        age: ageOf(chosen.episode.at),
      }),
    ),
    messages: chooseMessages(found, { intent, text, limit: limits.messages }).map((chosen) => ({
      ...chosen,
      age: ageOf(chosen.message.at),
    })),
  };
}
