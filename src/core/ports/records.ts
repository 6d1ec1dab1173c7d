import type { AccountId, MessageId, PersonaName, PersonId, PlaceId, SessionId, TurnId } from '../ids.ts';
import type { Audience, Author, Language, Place } from '../message.ts';

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where something was said, as far as deciding who may hear it again needs. */
export interface Venue {
  readonly place: PlaceId;
  readonly audience: Audience;
  readonly community?: string;
}

export interface Person {
  readonly id: PersonId;
  readonly accounts: readonly AccountId[];
  /** Language they were last heard in. */
  readonly language?: Language;
  /** Whether the one-line first-contact notice has been given. */
  readonly isGreeted: boolean;
  /** Whether what they say is remembered (facts, episodes). History is kept either way. */
  readonly isRemembered: boolean;
  /** Trait values they prefer, 0–1, by persona. */
  readonly preferences: Readonly<Record<PersonaName, Readonly<Record<string, number>>>>;
  /** Persona they chose, by place. */
  readonly chosen: Readonly<Record<PlaceId, PersonaName>>;
  /** Under which name they agreed to be listed, by community (`''` for places without one). */
  readonly listed: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export interface Session {
  readonly id: SessionId;
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly place: PlaceId;
  readonly createdAt: number;
  readonly lastActivity: number;
  /** Messages of the person in this session. */
  readonly userMessages: number;
}

export interface StoredMessage {
  readonly id: MessageId;
  readonly turn: TurnId;
  readonly session: SessionId;
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly speaker: 'user' | 'assistant';
  readonly text: string;
  readonly at: number;
  readonly venue: Venue;
  /** Every platform message it became, in reading order; empty until delivered. */
  readonly platformIds: readonly string[];
}

/** A point on the way of one message. Each state is stored before the step after it begins. */
export type TurnState = 'open' | 'replied' | 'delivered' | 'settled' | 'abandoned';

export interface Turn {
  readonly id: TurnId;
  readonly session: SessionId;
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly place: Place;
  readonly author: Author;
  readonly state: TurnState;
  /** Process that took it up; another may finish it once that one is gone. */
  readonly owner: string;
  /** Times a process has taken it up, 1 at first. */
  readonly attempts: number;
  readonly openedAt: number;
  /** Platform messages the answer had become when last recorded, in reading order; empty string: perhaps posted. */
  readonly spoken: readonly string[];
}

export interface Affinity {
  readonly person: PersonId;
  readonly persona: PersonaName;
  /** Integer ≥ 0. */
  readonly points: number;
  readonly level: string;
  /** Level the person was last told of. */
  readonly toldLevel: string;
  readonly updatedAt: number;
}

/** One row of the ledger. The deltas of a pair sum to its points. */
export interface AffinityEvent {
  readonly id: string;
  readonly person: PersonId;
  readonly persona: PersonaName;
  /** What happened: `message`, `compliment`, `insult`, `positive`, … */
  readonly cause: string;
  /** Which rule set the number, e.g. `affinity_rules.compliment`, `affinity.dailyCap`. */
  readonly rule: string;
  /** After clamping: after − before. */
  readonly delta: number;
  readonly before: number;
  readonly after: number;
  readonly levelBefore: string;
  readonly levelAfter: string;
  readonly message?: MessageId;
  readonly at: number;
}

export interface Mood {
  readonly session: SessionId;
  readonly label: string;
  /** 0–1. */
  readonly intensity: number;
  readonly startedAt: number;
}

export interface Fact {
  readonly id: string;
  readonly person: PersonId;
  /** `personal_info`, `preferences`, `pets`, `work`, `family`, `health`, … */
  readonly category: string;
  /** Language-neutral snake_case: `name`, `favorite_anime`, `dog_name`. Unique with person and category. */
  readonly key: string;
  /** In the person's language. */
  readonly value: Json;
  /** What qualifies it, e.g. `deceased`. */
  readonly qualifier?: string;
  /** 0–1. */
  readonly confidence: number;
  readonly firstMentioned: number;
  readonly updatedAt: number;
  /** How it was learned. */
  readonly source: 'pattern' | 'model' | 'command';
  /** Persona it was told to. */
  readonly persona: PersonaName;
  /** False: known only to `persona`. */
  readonly isShareable: boolean;
  readonly message?: MessageId;
  readonly venue: Venue;
}

/** A fact that no longer holds, kept for "where did I live before?". */
export interface PastFact extends Fact {
  readonly endedAt: number;
  /** `retracted`: the message that told it was deleted or edited. */
  readonly endedBecause: 'superseded' | 'denied' | 'forgotten' | 'stale' | 'retracted';
}

export interface Episode {
  readonly id: string;
  readonly person: PersonId;
  readonly persona: PersonaName;
  readonly session: SessionId;
  /** `loss`, `conflict`, `achievement`, `celebration`, `change`, `moment`. */
  readonly type: string;
  readonly title: string;
  readonly summary: string;
  /** 0–10. */
  readonly importance: number;
  /** −1 (painful) … 1 (happy). */
  readonly sentiment: number;
  readonly tags: readonly string[];
  readonly at: number;
  readonly venue: Venue;
  /** Messages of the person it was read from: it goes when one of them is taken back. */
  readonly sources?: readonly MessageId[];
  /** Absent: never recalled, never reckoned. */
  readonly retention?: Retention;
}

/** Hot: may be brought unasked. Cold: only when its words are asked for. */
export type Tier = 'hot' | 'warm' | 'cold';

/** How well an episode or a summary is remembered. */
export interface Retention {
  readonly isPinned: boolean;
  /** Times it was asked for and told. */
  readonly recalls: number;
  readonly recalledAt?: number;
  /** 0–1, and the tier it put the memory in, as last reckoned; absent before. */
  readonly strength?: number;
  readonly tier?: Tier;
}

/** What holds for everybody in a place. */
export interface PlaceSettings {
  readonly place: PlaceId;
  /** Who answers here unless a person chose another. */
  readonly persona?: PersonaName;
  /** Whether a persona takes part in this thread, and answers unasked. */
  readonly isJoined: boolean;
  /** Until when nobody answers here, ms. */
  readonly quietUntil?: number;
}

/** Somebody who agreed to be listed. */
export interface Listed {
  readonly name: string;
  readonly points: number;
  readonly level: string;
}

/** Model tokens used, added up per day and purpose. */
export interface UsageRow {
  readonly day: string;
  readonly purpose: string;
  readonly model: string;
  readonly calls: number;
  readonly failures: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}
