import type { MessageId, PersonaName, PersonId, PlaceId, TurnId } from '../ids.ts';
import type { Retention, StoredMessage, Venue } from './records.ts';

/** What two say to each other in one place, whatever the session. */
export interface Conversation {
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly place: PlaceId;
}

/** Old exchanges of one conversation in a few sentences. The messages themselves stay. */
export interface Summary {
  /** Derived from what it covers: whoever writes it again writes the same one. */
  readonly id: string;
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly text: string;
  /** Exchanges it covers, each a reply with what it answers. */
  readonly interactions: number;
  /** 0–10. */
  readonly importance: number;
  /** When the first and the last message it covers were said. */
  readonly beganAt: number;
  readonly at: number;
  /** Where it was said; of several audiences the smallest. */
  readonly venue: Venue;
  /** The messages of both sides it covers, oldest first: it goes when one of them is taken back. */
  readonly sources: readonly MessageId[];
  /** Absent: never recalled, never reckoned. */
  readonly retention?: Retention;
}

/** A conversation with enough to summarise. */
export interface WaitingConversation extends Conversation {
  /** Times a summary failed since the last that did not. */
  readonly failures: number;
}

export interface SummaryRepository {
  /** Newest first. */
  ofPair(person: PersonId, persona: PersonaName): Promise<readonly Summary[]>;
  /**
   * Conversations with a persona that hold at least that many replies no summary covers and are not postponed beyond
   * `at`, at most `limit`. Found by an index, without counting messages: one may hold fewer after all.
   */
  waiting(
    persona: PersonaName,
    options: { readonly atLeast: number; readonly at: number; readonly limit: number },
  ): Promise<readonly WaitingConversation[]>;
  /** The first messages of a conversation no summary covers, both sides, oldest first. */
  unsummarised(conversation: Conversation, limit: number): Promise<readonly StoredMessage[]>;
  /** Leaves a conversation out of `waiting` until then, and counts it anew; a summary ends that. */
  postpone(
    conversation: Conversation,
    options: { readonly failures: number; readonly until: number },
  ): Promise<void>;
}

/** Episodes and summaries as they fade. */
export interface FadingRepository {
  /** People with an episode or a summary of a persona, in order of their ids, those after `after` first. */
  people(
    persona: PersonaName,
    options: { readonly after: string; readonly limit: number },
  ): Promise<readonly PersonId[]>;
  /** When a persona's memories were last reckoned, or undefined. */
  lastRun(persona: PersonaName): Promise<number | undefined>;
  /** Replies no summary covers, summaries and episodes of a pair. */
  count(person: PersonId, persona: PersonaName): Promise<number>;
}

/** A look for an episode that could not be had. */
export interface MissedLook {
  readonly turn: TurnId;
  readonly person: PersonId;
  readonly persona: PersonaName;
  /** Tries made since. */
  readonly failures: number;
}

export interface LookRepository {
  /** Those whose next try has come, longest waiting first. */
  missed(at: number, limit: number): Promise<readonly MissedLook[]>;
  postpone(turn: TurnId, options: { readonly failures: number; readonly until: number }): Promise<void>;
}
