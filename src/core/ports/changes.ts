import type { MessageId, PersonaName, PersonId, PlaceId, SessionId } from '../ids.ts';
import type { Language } from '../message.ts';
import type { MemoryChange } from './memory-changes.ts';
import type { Affinity, AffinityEvent, Episode, Fact, PastFact } from './records.ts';

/** A named band of affinity: holds from `min` points up to the next band's `min`. */
export interface Band {
  readonly name: string;
  readonly min: number;
}

export interface AffinityChange {
  readonly kind: 'affinity';
  readonly id: string;
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly cause: string;
  readonly rule: string;
  /** Asked for; the ledger records what clamping and the cap left of it. */
  readonly delta: number;
  /** The persona's bands, ascending, first `min` 0. */
  readonly bands: readonly Band[];
  /** Most points a person may gain from a persona in one UTC day; 0 = no cap. */
  readonly dailyCap: number;
  readonly message?: MessageId;
  readonly at: number;
}

export interface MoodChange {
  readonly kind: 'mood';
  readonly session: SessionId;
  readonly label: string;
  readonly intensity: number;
  readonly at: number;
}

/** Insert, restate or supersede by (person, category, key): memory/merge-fact says which. */
export interface FactChange {
  readonly kind: 'fact';
  readonly fact: Fact;
}

/** The fact no longer holds; it moves to the history. Unknown keys change nothing. */
export interface FactEndChange {
  readonly kind: 'fact.end';
  readonly person: PersonId;
  readonly category: string;
  readonly key: string;
  readonly because: PastFact['endedBecause'];
  readonly at: number;
}

export interface EpisodeChange {
  readonly kind: 'episode';
  readonly episode: Episode;
}

/** Fields present are set; `preferences` and `chosen` replace the entry of their key, null removes it. */
export interface PersonChange {
  readonly kind: 'person';
  readonly person: PersonId;
  readonly language?: Language;
  readonly isGreeted?: boolean;
  readonly isRemembered?: boolean;
  readonly preferences?: {
    readonly persona: PersonaName;
    readonly traits: Readonly<Record<string, number>> | null;
  };
  readonly chosen?: { readonly place: PlaceId; readonly persona: PersonaName | null };
  /** Name to be listed under in a community; null takes it off the list. */
  readonly listed?: { readonly community: string; readonly name: string | null };
}

/** Fields present are set; null removes. */
export interface PlaceChange {
  readonly kind: 'place';
  readonly place: PlaceId;
  readonly persona?: PersonaName | null;
  readonly isJoined?: boolean;
  readonly quietUntil?: number | null;
}

/**
 * Takes back what a message of the person taught: each of its ledger rows is answered by one of the opposite delta (rule
 * `message.<because>`), its facts end as `retracted` and what they superseded holds again, episodes and summaries read from
 * it go.
 * `deleted`: the message, and a reply of its turn nothing else asked for, leave every list and search; they are never
 * answered again. `edited`: the message reads `text` from now on. A second retraction of a deleted message changes nothing.
 */
export interface RetractChange {
  readonly kind: 'retract';
  readonly person: PersonId;
  readonly message: MessageId;
  readonly because: 'deleted' | 'edited';
  readonly text?: string;
  /** The persona's bands, for the levels of the opposite rows. */
  readonly bands: readonly Band[];
  readonly at: number;
}

/** What the person thought of a reply; 0 takes it back. The last one counts. */
export interface FeedbackChange {
  readonly kind: 'feedback';
  readonly person: PersonId;
  readonly persona: PersonaName;
  /** The stored reply. */
  readonly message: MessageId;
  readonly value: 1 | 0 | -1;
  readonly at: number;
}

/** What the person gives a persona as a whole. The last one counts. */
export interface RatingChange {
  readonly kind: 'rating';
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly stars: 1 | 2 | 3 | 4 | 5;
  readonly at: number;
}

/** The person has been told of this level. */
export interface ToldLevelChange {
  readonly kind: 'told-level';
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly level: string;
}

/** One call to a model, added to its day, purpose and model. */
export interface UsageChange {
  readonly kind: 'usage';
  /** UTC, `2026-01-05`. */
  readonly day: string;
  readonly purpose: string;
  readonly model: string;
  readonly failed: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A state change as a value: settled by pure code, applied once by the store. */
export type Change =
  | AffinityChange
  | MoodChange
  | FactChange
  | FactEndChange
  | EpisodeChange
  | PersonChange
  | ToldLevelChange
  | PlaceChange
  | RetractChange
  | FeedbackChange
  | MemoryChange
  | RatingChange
  | UsageChange;

/** What applying changed, for the caches and the log. */
export interface Applied {
  /** False: these changes had been applied before; nothing was touched. */
  readonly isNew: boolean;
  readonly affinity: readonly Affinity[];
  readonly events: readonly AffinityEvent[];
  /** Facts inserted, restated, superseded or ended. */
  readonly facts: number;
  readonly episodes: number;
}
